// Who watches the watcher: a look at the whole chain from inside, a call to a heart outside while all
// of it moves, and a second path to people when it does not. It runs by a timer of this process and not
// by the job queue, which is one of the things that may be stuck.
import { oldestLate } from '#delivery';
import { overduePages } from '#paging';
import { organisations } from '#people';
import { type Platform } from '#platform/context';
import { transaction } from '#platform/db';
import type { Egress } from '#platform/egress';
import type { QueueDefinition } from '#platform/jobs';

import type { ChainNote } from './contract.ts';
import { type AlarmState, isBeatDue, judge, planAlarm, stuckSeconds } from './decide/watch.ts';
import type { Check, WatchSettings } from './model.ts';
import { readWatchSettings } from './seal-watch.ts';
import { putFact, selectFact } from './store/facts.ts';
import { type Told, tellAll, type SendMail } from './tell.ts';
import { alarmText, beatWords, clearText } from './views/alarm-words.ts';

const lookEveryMs = 20_000;
export const canaryQueue = 'operation.canary';

export interface WatchDeps {
  platform: Platform;
  http: Egress;
  /** A question to the way in of this process, over its own socket. */
  probe(): Promise<{ ok: boolean; detail: string }>;
  /** Mail without the queue; null when there is no mail server. */
  mail: SendMail | null;
}

export interface Watch {
  /** What the last look of this node found; empty before the first one. */
  checks(): readonly Check[];
  /** One look, and what follows from it. Never throws. */
  look(): Promise<void>;
  /** Calls the heart and tells the second path, to try them. */
  rehearse(): Promise<Told[]>;
  /** Tells the second path. */
  tell(subject: string, text: string): Promise<Told[]>;
  /** Problems for Now. */
  notes(): ChainNote[];
  readonly queues: readonly QueueDefinition[];
  start(): void;
  stop(): void;
}

export function createWatch(deps: WatchDeps): Watch {
  const { platform } = deps;
  const { clock, log } = platform;
  let checks: readonly Check[] = [];
  let alarm: AlarmState = { since: null, toldAt: null };
  // Kept, so that the second path works while the database is away.
  let settings: WatchSettings = { heartbeatUrl: null, alarmUrl: null, alarmEmails: [] };
  let timer: NodeJS.Timeout | undefined;
  let looking = false;

  const tell = async (subject: string, text: string): Promise<Told[]> => {
    // What was known last must do while the database is away.
    settings = await readWatchSettings(platform).catch(() => settings);
    return await tellAll(deps, settings, { subject, text, at: clock.now() });
  };

  const measure = async (): Promise<readonly Check[]> => {
    try {
      settings = await readWatchSettings(platform);
      return await takeLook(deps);
    } catch (error) {
      log.error({ err: error }, 'the watch could not look');
      const detail = 'the database does not answer';
      const names = ['ingest', 'jobs', 'paging', 'delivery'] as const;
      return names.map((name) => ({ name, ok: false, detail }));
    }
  };

  const look = async (): Promise<void> => {
    if (looking) return;
    looking = true;
    try {
      checks = await measure();
      const plan = planAlarm(alarm, checks, clock.now());
      alarm = plan.state;
      if (plan.tell !== null) {
        const words = plan.tell === 'alarm' ? alarmText(checks) : clearText();
        log.error({ checks, tell: plan.tell }, 'the watch tells the second path');
        await tell(words.subject, words.text);
      }
      if (checks.every(({ ok }) => ok)) await beat(deps, settings);
    } catch (error) {
      log.error({ err: error }, 'the watch failed');
    } finally {
      looking = false;
    }
  };

  return {
    checks: () => checks,
    look,
    tell,
    async rehearse() {
      settings = await readWatchSettings(platform);
      const heart =
        settings.heartbeatUrl === null ? [] : [await callHeart(deps, settings.heartbeatUrl)];
      const words = { subject: 'evenkeel: a test of the second path', text: 'Nothing is wrong.' };
      return [...heart, ...(await tell(words.subject, words.text))];
    },
    notes: () =>
      checks
        .filter(({ ok }) => !ok)
        .map(({ name, detail }) => ({
          severity: 'critical' as const,
          text: `The chain is stuck at ${name}: ${detail}.`,
          fix: 'Look at the log of the server, and run "evenkeel doctor".',
        })),
    queues: [
      {
        name: canaryQueue,
        oneQueued: true,
        retries: 0,
        handle: (batch, app) => answerCanary(app, batch),
      },
    ],
    start() {
      timer = setInterval(() => void look(), lookEveryMs);
      timer.unref();
    },
    stop() {
      clearInterval(timer);
    },
  };
}

async function takeLook({ platform, probe }: WatchDeps): Promise<Check[]> {
  const { db, clock, jobs } = platform;
  const now = clock.now();
  const canary = await selectFact(db, 'canary');
  const ingest = await probe();
  let lateMessage = 0;
  for (const { id, kind } of await organisations(db)) {
    if (kind === 'real') lateMessage = Math.max(lateMessage, await oldestLate(db, id, now));
  }
  const due = await jobs.nextDue();
  const lateJob = due === null ? 0 : Math.max(0, now.since(due).total('seconds'));
  const overdue = await overduePages(db, now.subtract({ seconds: stuckSeconds }));
  if (canary === null || canary.ranAt !== null) await askCanary(platform, now);
  return judge({ now, canary, ingest, lateMessage, lateJob, overduePages: overdue });
}

/** Asks the job queue for a sign of life; its answer is read at the next look. */
async function askCanary({ db, jobs }: Platform, now: Temporal.Instant): Promise<void> {
  const askedAt = now.toString();
  await transaction(db, async (q) => {
    await putFact(q, { name: 'canary', value: { askedAt, ranAt: null }, at: now });
    await jobs.insert(q, canaryQueue, [{ data: { askedAt }, options: { key: 'canary' } }]);
  });
}

async function answerCanary({ db, clock }: Platform, batch: readonly unknown[]): Promise<void> {
  const asked = batch.flatMap((job) => (job as { askedAt?: unknown }).askedAt ?? []);
  const now = clock.now();
  await transaction(db, async (q) => {
    const canary = await selectFact(q, 'canary');
    if (canary === null || !asked.includes(canary.askedAt)) return;
    await putFact(q, { name: 'canary', value: { ...canary, ranAt: now.toString() }, at: now });
  });
}

/** Calls the heart outside when it is due, on one node or the other. */
async function beat(deps: WatchDeps, settings: WatchSettings): Promise<void> {
  const { platform } = deps;
  const { heartbeatUrl } = settings;
  if (heartbeatUrl === null) return;
  const now = platform.clock.now();
  const last = await selectFact(platform.db, 'lastBeat');
  if (!isBeatDue(last?.at ?? null, now)) return;
  const told = await callHeart(deps, heartbeatUrl);
  const value = { at: now.toString(), ok: told.ok, detail: told.detail };
  await transaction(platform.db, (q) => putFact(q, { name: 'lastBeat', value, at: now }));
}

async function callHeart({ http }: WatchDeps, url: string): Promise<Told> {
  const to = `heartbeat at ${new URL(url).host}`;
  try {
    const { status } = await http.fetch({ url, method: 'GET', timeoutMs: 10_000 });
    return { to, ok: status >= 200 && status < 300, detail: `HTTP ${status}` };
  } catch (error) {
    return { to, ok: false, detail: beatWords(error) };
  }
}
