// The demo organisation: weeks of past life, played through the public verbs with a moved clock.
import {
  createOrganisation,
  lockFirstOwner,
  organisations,
  peopleByRefs,
  putOrganisation,
} from '#people';
import { ManualClock } from '#platform/clock';
import { type Ctx, inTransaction, type Platform, requireRight, systemCtx } from '#platform/context';
import { transaction } from '#platform/db';
import { Problem } from '#platform/errors';
import { newId } from '#platform/ids';
import type { QueueDefinition } from '#platform/jobs';

import { applyConfig } from './apply-config.ts';
import type { Who } from './decide/demo-acts.ts';
import { demoAddress, demoConfig, demoName } from './decide/demo-cast.ts';
import { demoDays, demoStory } from './decide/demo-story.ts';
import { DemoJobs } from './demo-jobs.ts';
import { playAct, type Stage } from './play-act.ts';
import { removeDemo } from './remove-demo.ts';
import { isPlaying, whilePlaying } from './store/play-lock.ts';

/** What the demo needs of the modules that hold something in memory, built for its own clock. */
export interface DemoWorld {
  readonly queues: readonly QueueDefinition[];
  /** Sends a body of Alertmanager to an ingest key; resolves to the ids of the alerts it touched. */
  send(key: string, body: object): Promise<readonly string[]>;
  /** Waits until everything that is being written or "sent" has come to rest. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

export type BuildWorld = (platform: Platform) => DemoWorld;

/** What came of it. `refused` are acts that a verb would not do; there should be none. */
export interface FilledDemo {
  orgId: string;
  refused: { act: string; reason: string }[];
}

/** Its name until it is whole, so that a crash leaves nothing that looks like a demo. */
const makingName = 'Fernside (demo, being made)';

/** The demo organisation, or null while there is none that is whole. */
export async function findDemo(app: Platform): Promise<string | null> {
  const found = (await organisations(app.db)).find((one) => one.kind === 'demo');
  return found === undefined || found.name === makingName ? null : found.id;
}

/** The demo whose past some node plays now: what compares with the real now would disturb it. */
export async function demoBeingMade(app: Platform): Promise<string | null> {
  const making = (await organisations(app.db)).find((one) => one.name === makingName);
  if (making?.kind !== 'demo') return null;
  return (await isPlaying(app.db)) ? making.id : null;
}

/**
 * Makes the demo organisation; one that was left half made is removed first. It pages nobody: senders
 * record what they would have sent. Returns the one there is when it is whole already; throws
 * `conflict` while another one is being made.
 */
export async function fillDemo(ctx: Ctx, build: BuildWorld): Promise<FilledDemo> {
  requireRight(ctx, 'settings:write');
  const there = await findDemo(ctx.app);
  if (there !== null) return { orgId: there, refused: [] };
  const made = await whilePlaying(ctx.app.db, async () => {
    // Somebody may have been faster by a moment.
    const now = await findDemo(ctx.app);
    if (now !== null) return { orgId: now, refused: [] };
    await removeDemo(ctx);
    try {
      return await playStory(ctx, build);
    } catch (error) {
      await removeDemo(ctx);
      throw error;
    }
  });
  if (made !== null) return made;
  throw new Problem(
    'conflict',
    'The demo is being made; it takes up to a minute, or longer on a slow machine.',
  );
}

async function playStory(ctx: Ctx, build: BuildWorld): Promise<FilledDemo> {
  const present = ctx.app.clock.now().round({ smallestUnit: 'second', roundingMode: 'floor' });
  const clock = new ManualClock(present.subtract({ hours: 24 * demoDays }));
  const jobs = new DemoJobs(clock);
  const app: Platform = { ...ctx.app, clock, jobs };
  const there = systemCtx(app, newId('org', clock.now()), 'demo');
  const world = build(app);
  try {
    const stage = await setStage(there, present, world);
    const run = { app, queues: world.queues, settle: () => world.settle() };
    const refused: FilledDemo['refused'] = [];
    for (const { secondsAgo, act } of demoStory()) {
      await jobs.runUntil(present.subtract({ seconds: secondsAgo }), run);
      try {
        await playAct(stage, act);
      } catch (error) {
        refused.push({ act: `${act.kind}, ${secondsAgo} s ago`, reason: String(error) });
      }
      await world.settle();
    }
    await jobs.runUntil(present, run);
    await inTransaction(there, (tx) => putOrganisation(tx, { name: demoName }));
    // What is due later goes on with the real clock, as everywhere.
    await transaction(ctx.app.db, async (q) => {
      for (const [queue, rest] of jobs.takeRest()) await ctx.app.jobs.insert(q, queue, rest);
    });
    if (refused.length > 0) ctx.app.log.warn({ refused }, 'parts of the demo could not be played');
    return { orgId: there.orgId, refused };
  } finally {
    await world.stop();
  }
}

/** Organisation, people, rotas, policies, services, status page: as a config file, like anybody's. */
async function setStage(ctx: Ctx, present: Temporal.Instant, world: DemoWorld): Promise<Stage> {
  const config = demoConfig(mondayBefore(present));
  const { people, ingestKeys } = await inTransaction(ctx, async (tx) => {
    await lockFirstOwner(tx.q);
    await createOrganisation(tx, { name: makingName, kind: 'demo' });
    const made = await applyConfig(tx, { config, allowGaps: true });
    const names = (config.people ?? []).map((person) => person.email);
    const found = await peopleByRefs(tx.q, tx.orgId, names);
    return {
      ingestKeys: new Map(made.ingestKeys.map(({ service, key }) => [service, key])),
      people: new Map(
        [...found].map(([email, { id }]): [Who, string] => [email.split('@')[0] as Who, id]),
      ),
    };
  });
  if (people.get('ana') === undefined) throw new Error(`${demoAddress('ana')} was not made.`);
  return {
    ctx,
    present,
    people,
    ingestKeys,
    alerts: new Map(),
    incidents: new Map(),
    send: (key, body) => world.send(key, body),
  };
}

/** A Monday 09:00 in Berlin, six turns of a week before the one that runs: Ana's turn is now. */
function mondayBefore(present: Temporal.Instant): Temporal.ZonedDateTime {
  const here = present.toZonedDateTimeISO('Europe/Berlin');
  const monday = here.subtract({ days: here.dayOfWeek - 1 }).with({
    hour: 9,
    minute: 0,
    second: 0,
    millisecond: 0,
    microsecond: 0,
    nanosecond: 0,
  });
  const begun = Temporal.ZonedDateTime.compare(monday, here) <= 0;
  return monday.subtract({ weeks: begun ? 6 : 7 });
}
