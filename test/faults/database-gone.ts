// K5, K6: the database is gone for a while, the program is killed meanwhile, the spool fills up.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

import { type Program, until } from '#harness/program';

import {
  api,
  type Answer,
  bulkKey,
  countToll,
  createWorld,
  type FaultLine,
  send,
  setUp,
  spoolRecords,
  startLoad,
  verdict,
} from './world.ts';

/** The line to the database is cut for so many seconds under load. */
export async function databaseGone(seconds: number): Promise<FaultLine> {
  const { load, words, lost } = await outage({ line: 'cut', seconds, pauseMs: 40 });
  const text = `gone ${seconds} s, ${load}, ${words}`;
  return { name: 'postgres-gone', text, lost };
}

/**
 * The database takes bytes and answers nothing for so many seconds; then what was open ends, as after a
 * move to another machine. Nobody waits longer for an answer than the program for the database.
 */
export async function databaseHangs(seconds: number): Promise<FaultLine> {
  const { load, longest, words, lost } = await outage({ line: 'hang', seconds, pauseMs: 20 });
  const text = `silent for ${seconds} s, ${load}, longest answer ${longest} s, ${words}`;
  return { name: 'postgres-hangs', text, lost };
}

/** What became of the events that were sent while the line to the database was not as it should be. */
async function outage(fault: {
  line: 'cut' | 'hang';
  seconds: number;
  /** Pause of each client between two events. */
  pauseMs: number;
}): Promise<{ load: string; longest: string; words: string; lost: number }> {
  const { line, seconds, pauseMs } = fault;
  await using world = await createWorld();
  const program = await world.start('shared');
  await setUp(program, world.hook);
  const load = startLoad(program, { name: line, clients: 6, pageEvery: 25, pauseMs });
  await until('answers', () => load.answered.size > 50, 60_000);
  world.proxy.set(line);
  await sleep(seconds * 1000);
  const waiting = await spoolRecords(program);
  assert.ok(waiting > 0, 'nothing went to the spool');
  world.proxy.set('cut');
  world.proxy.set('open');
  const begun = performance.now();
  await until('the spool to be empty', async () => (await spoolRecords(program)) === 0, 120_000);
  const drained = ((performance.now() - begun) / 1000).toFixed(1);
  await load.stop();
  const toll = await countToll(program, world.hook, load.answered, 180_000);
  const { words, lost } = verdict(toll);
  const refused = [...load.statuses]
    .filter(([status]) => status !== 202)
    .reduce((sum, [, count]) => sum + count, 0);
  return {
    load: `${load.answered.size} answered, ${waiting} spooled and drained in ${drained} s, ${refused} refused`,
    longest: (load.longestMs() / 1000).toFixed(1),
    words,
    lost,
  };
}

/**
 * The program is killed while events wait on disk; the next one brings them in, each once, in the order
 * of their key. Every third event resolves what the two before it opened and repeated.
 */
export async function killedWithSpool(events: number): Promise<FaultLine> {
  await using world = await createWorld();
  let program = await world.start('shared');
  await setUp(program, world.hook);
  await sent(program, { title: 'before', dedupKey: 'before', severity: 'info' });
  world.proxy.set('cut');
  for (let nth = 0; nth < events; nth += 1) {
    const dedupKey = `order-${nth}`;
    await sent(program, { title: 'opens', dedupKey, severity: 'info' }, 'spool');
    await sent(program, { title: 'repeats', dedupKey, severity: 'info' }, 'spool');
    await sent(program, { dedupKey, status: 'resolved' }, 'spool');
  }
  const stranger = await send(program.url, { title: 'x' }, 'neverseenneverseenneverseen0001');
  assert.equal(stranger?.status, 503, 'a key that cannot be looked up is not refused for good');
  await program.kill();
  world.proxy.set('open');
  program = await world.start('shared');
  await until('the spool to be empty', async () => (await spoolRecords(program)) === 0, 60_000);
  const alerts = await api(program).all<{ dedupKey: string; occurrences: number; state: string }>(
    '/v1/alerts',
  );
  const right = alerts.filter(
    ({ dedupKey, occurrences, state }) =>
      dedupKey.startsWith('order-') && occurrences === 2 && state === 'resolved',
  ).length;
  const text = `${events * 3} answered by the spool, then kill -9: ${right} of ${events} alerts whole and in order`;
  return { name: 'kill-9-with-spool', text, lost: events - right };
}

/** The spool is small and fills: 503 with the reason; what was taken stays. */
export async function spoolFull(): Promise<FaultLine> {
  await using world = await createWorld();
  const program = await world.start('shared', { env: { SPOOL_MB: '1' } });
  await setUp(program, world.hook);
  await sent(program, { title: 'before', dedupKey: 'before', severity: 'info' });
  world.proxy.set('cut');
  const answered = new Map<string, unknown>([['before', null]]);
  let full: Answer | null = null;
  for (let nth = 0; full === null && nth < 100; nth += 1) {
    const dedupKey = `full-${nth}`;
    const event = { title: dedupKey, message: 'x'.repeat(50_000), dedupKey, severity: 'info' };
    const answer = await send(program.url, event);
    if (answer?.status === 202) answered.set(dedupKey, null);
    else full = answer;
  }
  assert.equal(full?.status, 503);
  assert.match(full.text, /the spool is full/);
  assert.ok(Number(full.retryAfter) > 0, 'no Retry-After');
  world.proxy.set('open');
  const toll = await countToll(program, world.hook, answered);
  const { words, lost } = verdict(toll);
  const text = `${answered.size - 1} taken, then 503 with the reason and Retry-After, ${words}`;
  return { name: 'spool-full', text, lost };
}

async function sent(
  program: Program,
  event: object,
  stored: Answer['stored'] = 'stored',
  key?: string,
): Promise<void> {
  const answer = await send(program.url, event, key ?? undefined);
  assert.equal(answer?.status, 202, answer?.text ?? 'no answer');
  assert.equal(answer.stored, stored, answer.text);
}

/** A key that sends beyond its rate gets 429, and another one none. */
export async function noisyKey(): Promise<FaultLine> {
  await using world = await createWorld();
  const program = await world.start('shared', { env: { INGEST_RATE_PER_KEY: '5' } });
  await setUp(program, world.hook);
  const counts = { noisy: 0, throttled: 0, other: 0, otherRefused: 0 };
  const noisy = Array.from({ length: 8 }, async (_, client) => {
    for (let nth = 0; nth < 40; nth += 1) {
      const event = { title: 'noise', dedupKey: `n-${client}-${nth}`, severity: 'info' };
      const answer = await send(program.url, event, bulkKey);
      if (answer?.status === 429 && Number(answer.retryAfter) > 0) counts.throttled += 1;
      else counts.noisy += 1;
    }
  });
  const other = (async () => {
    for (let nth = 0; nth < 20; nth += 1) {
      const event = { title: 'quiet', dedupKey: `q-${nth}`, severity: 'info' };
      const answer = await send(program.url, event);
      if (answer?.status === 202) counts.other += 1;
      else counts.otherRefused += 1;
    }
  })();
  await Promise.all([...noisy, other]);
  assert.ok(counts.throttled > 0, 'nobody was throttled');
  const text = `${counts.noisy} taken and ${counts.throttled} answered 429 of the noisy key, ${counts.other} taken and ${counts.otherRefused} refused of the other`;
  return { name: 'noisy-key', text, lost: counts.otherRefused };
}
