/**
 * K1: whatever was answered with 2xx survives `kill -9`, and ends in exactly one alert. The program is
 * the real one, in processes of its own; what was answered is remembered here, outside of it.
 */
import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import {
  firstOwner,
  killQuietly,
  type Program,
  processes,
  startProgram,
  until,
} from '#harness/program';
import { wire } from '#harness/wire';

const rounds = process.env['EVENKEEL_TEST_LONG'] === undefined ? 3 : 100;
const clients = 6;

interface Alert {
  ref: string;
  dedupKey: string;
  occurrences: number;
  state: string;
}

/** What the program has promised so far. */
interface Answered {
  /** Answered events by dedup key. */
  events: Map<string, number>;
  /** Keys whose acknowledgement was answered. */
  acknowledged: Set<string>;
}

function total(answered: Answered): number {
  return [...answered.events.values()].reduce((sum, count) => sum + count, 0);
}

/** One client: events one after the other, some keys again, some acknowledged, until the server is gone. */
async function send(
  program: Program,
  round: number,
  client: number,
  answered: Answered,
): Promise<void> {
  const path = `${program.url}/in/generic/${firstOwner.EVENKEEL_INGEST_KEY}`;
  for (let index = 0; ; index += 1) {
    const dedupKey =
      index % 3 === 0 ? `r${round}-c${client}-${index}` : `r${round}-shared-${index % 7}`;
    const body = JSON.stringify({ title: `Round ${round}`, dedupKey, severity: 'info' });
    const answer = await post(path, body, {});
    if (answer === null) return;
    answered.events.set(dedupKey, (answered.events.get(dedupKey) ?? 0) + 1);
    if (index % 9 !== 0) continue;
    const ref = /"ref":"([^"]+)"/.exec(answer)?.[1] ?? '';
    const acknowledge = `${program.url}/v1/alerts/${ref}/acknowledge`;
    const key = { authorization: `Bearer ${firstOwner.EVENKEEL_API_KEY}` };
    if ((await post(acknowledge, '{}', key)) === null) return;
    answered.acknowledged.add(dedupKey);
  }
}

/** The answer's text when it was 2xx and arrived whole, else null. */
async function post(
  url: string,
  body: string,
  headers: Record<string, string>,
): Promise<string | null> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
    const text = await answer.text();
    assert.ok(answer.ok || answer.status === 503, `${answer.status} ${text}`);
    return answer.ok ? text : null;
  } catch (error) {
    if (error instanceof assert.AssertionError) throw error;
    return null;
  }
}

/** Takes away the program, or the program and its database at the same moment. */
async function pullThePlug(program: Program, round: number): Promise<void> {
  const databases = program.family().filter((row) => row.command.includes('postgres'));
  if (round % 3 === 2) for (const row of databases) killQuietly(row.pid);
  await program.kill();
}

async function check(
  program: Program,
  answered: Answered,
): Promise<{ lost: string[]; doubled: string[] }> {
  const alerts = await wire(program.url, firstOwner.EVENKEEL_API_KEY).all<Alert>('/v1/alerts');
  const byKey = Map.groupBy(alerts, (alert) => alert.dedupKey);
  const lost: string[] = [];
  for (const [dedupKey, count] of answered.events) {
    const found = byKey.get(dedupKey) ?? [];
    const occurrences = found.reduce((sum, alert) => sum + alert.occurrences, 0);
    // An event whose answer never arrived may count as well, so there can be more, never fewer.
    if (occurrences < count) lost.push(`${dedupKey}: ${count} answered, ${occurrences} kept`);
    if (answered.acknowledged.has(dedupKey) && found[0]?.state !== 'acknowledged') {
      lost.push(`${dedupKey}: its acknowledgement`);
    }
  }
  const doubled = [...byKey].filter(([, found]) => found.length > 1).map(([key]) => key);
  return { lost, doubled };
}

test(`${rounds} times kill -9 under load: nothing answered is lost, no alert is doubled`, async (context) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'ek-kill-nine-'));
  const answered: Answered = { events: new Map(), acknowledged: new Set() };
  const options = { dataDir, env: { ...firstOwner, INGEST_RATE_PER_KEY: '0', LOG_LEVEL: 'error' } };
  let program = await startProgram(options);
  try {
    for (let round = 0; round < rounds; round += 1) {
      const running = program;
      const sending = Promise.all(
        Array.from({ length: clients }, (_, client) => send(running, round, client, answered)),
      );
      // Looked at below, when the plug is out.
      sending.catch(() => undefined);
      const wanted = total(answered) + 20 + ((round * 37) % 60);
      await until('some answers', () => total(answered) >= wanted, 30_000);
      await pullThePlug(running, round);
      await sending;
      program = await startProgram(options);
    }
    const { lost, doubled } = await check(program, answered);
    context.diagnostic(
      `${rounds} kills, ${total(answered)} answered, ${lost.length} lost, ${doubled.length} doubled`,
    );
    assert.deepEqual(lost, []);
    assert.deepEqual(doubled, []);
    assert.equal(await program.stop(), 0);
  } finally {
    await program.kill().catch(() => undefined);
    await rm(dataDir, { recursive: true, force: true });
  }
});

test('after kill -9 no PostgreSQL is left behind, and the next start takes over', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'ek-orphans-'));
  const options = { dataDir, env: { ...firstOwner, LOG_LEVEL: 'error' } };
  let program = await startProgram(options);
  try {
    const databases = program.family().filter((row) => row.command.includes('postgres'));
    assert.ok(databases.length > 0);
    await program.kill();
    const pids = new Set(databases.map((row) => row.pid));
    await until('PostgreSQL to end', () => !processes().some((row) => pids.has(row.pid)), 30_000);
    program = await startProgram(options);
    assert.equal(await program.stop(), 0);
    assert.deepEqual(program.family(), []);
  } finally {
    await program.kill().catch(() => undefined);
    await rm(dataDir, { recursive: true, force: true });
  }
});
