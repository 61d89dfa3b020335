// Who would be paged, when and how: the decisions of real pages on a clock of their own.
import { whoIsOnCall } from '#oncall';
import type { ContactMethod } from '#people';
import type { Queries } from '#platform/db';
import type { Loose } from '#platform/http';

import type { Simulation } from '../contract.ts';
import { reachOf } from '../decide/reach.ts';
import { type AssumedAnswer, simulate, type SimulatedLine } from '../decide/simulate.ts';
import { inWindow } from '../decide/window.ts';
import { quietOf } from '../messages.ts';
import type {
  FrozenPolicy,
  PageRun,
  Policy,
  PolicyStep,
  StepReach,
  Target,
  Urgency,
} from '../model.ts';
import { selectRings } from '../store/policies.ts';
import { logText, skipText } from '../views/log.ts';
import { targetNames, targetsOf } from './policies.ts';
import { loadWorld, type LoadedWorld } from './world.ts';

export interface SimulationInput {
  /** The slug that the answer names. */
  readonly name: string;
  readonly policy: Policy | FrozenPolicy;
  readonly urgency: Urgency;
  readonly at: Temporal.Instant;
  readonly answer: AssumedAnswer | null;
  readonly missing: MissingWay;
}

/** Why messages of a kind cannot be sent here now, in words; null when they can. */
export type MissingWay = (kind: ContactMethod['kind']) => string | null;

const horizonSeconds = 7 * 86_400;
/** Whoever is on call is looked up at each of the first firings; later rounds look like those. */
const mostLookUps = 40;

/** Pages nobody and writes nothing; people, schedules and rings are as they are now. */
export async function simulatePolicy(
  q: Queries,
  orgId: string,
  input: SimulationInput,
): Promise<Loose<Simulation>> {
  const { policy, urgency, at, answer } = input;
  const targets = targetsOf(policy);
  const world = await loadWorld(q, orgId, targets, at);
  const onCall = await onCallAtFirings(q, orgId, input);
  const people = await withEverybody(q, orgId, { world, onCall, at });
  const reachAt = (
    definition: PolicyStep,
    run: Pick<PageRun, 'rings'>,
    now: Temporal.Instant,
    step: number,
  ): StepReach =>
    reachOf({
      step,
      definition,
      run,
      at: now,
      world: { ...people, onCall: onCall.get(now.epochMilliseconds) ?? world.onCall },
    });
  const lines = simulate({
    policy,
    urgency,
    rings: 'id' in policy ? await selectRings(q, orgId, policy.id) : {},
    start: at,
    answer,
    horizonSeconds,
    world: {
      reach: (run, step, now) => reachAt(policy.steps[step - 1] ?? noStep, run, now, step),
      fallback: (now) =>
        reachAt(
          policy.fallback ? { ...noStep, targets: [policy.fallback] } : noStep,
          { rings: {} },
          now,
          0,
        ),
      messages: (person, how) => people.messages(person, how),
      quiet: (person) => quietOf(person, people),
    },
  });
  const names = new Map(await targetNames(q, orgId, targets));
  for (const [id, { person }] of people.reach) names.set(id, person.name);
  const known = { people, names, missing: input.missing };
  return {
    policy: input.name,
    at,
    urgency,
    lines: lines.slice(0, 300).map((line) => presentLine(line, { at, ...known })),
    warnings: warningsOf(lines, { policy, ...known }),
    reachesSomebody: lines.some(
      (line) => line.kind === 'message' && notSent(methodOf(line, people), input.missing) === null,
    ),
  };
}

function methodOf(
  { person, methodId }: { person: string; methodId: string },
  people: LoadedWorld,
): ContactMethod | undefined {
  return people.reach.get(person)?.methods.find(({ id }) => id === methodId);
}

function notSent(method: ContactMethod | undefined, missing: MissingWay): string | null {
  return method === undefined ? null : missing(method.kind);
}

const noStep: PolicyStep = { targets: [], delaySeconds: 0 };

/** Who is on call at each moment at which a step would fire if nobody answers. */
async function onCallAtFirings(
  q: Queries,
  orgId: string,
  { policy, at }: SimulationInput,
): Promise<Map<number, ReadonlyMap<string, readonly string[]>>> {
  const schedules = targetsOf(policy).flatMap((one) =>
    one.kind === 'schedule' ? [one.schedule] : [],
  );
  const found = new Map<number, ReadonlyMap<string, readonly string[]>>();
  if (schedules.length === 0) return found;
  let moment = at;
  for (let round = 0; round <= policy.repeat && found.size < mostLookUps; round += 1) {
    for (const step of policy.steps) {
      if (found.size >= mostLookUps) break;
      if (step.when && !inWindow(step.when, moment)) continue;
      found.set(moment.epochMilliseconds, await whoIsOnCall(q, orgId, schedules, moment));
      moment = moment.add({ seconds: step.delaySeconds });
    }
  }
  found.set(moment.epochMilliseconds, await whoIsOnCall(q, orgId, schedules, moment));
  return found;
}

/** Also those who come on call later than at the start. */
async function withEverybody(
  q: Queries,
  orgId: string,
  {
    world,
    onCall,
    at,
  }: {
    world: LoadedWorld;
    onCall: Map<number, ReadonlyMap<string, readonly string[]>>;
    at: Temporal.Instant;
  },
): Promise<LoadedWorld> {
  const later = [...onCall.values()].flatMap((one) => [...one.values()].flat());
  const missing = [...new Set(later)].filter((person) => !world.reach.has(person));
  if (missing.length === 0) return world;
  const known = [...world.reach.keys()];
  const everybody = [...known, ...missing].map((person): Target => ({ kind: 'person', person }));
  const loaded = await loadWorld(q, orgId, everybody, at);
  return { ...loaded, teams: world.teams, onCall: world.onCall };
}

interface Known {
  readonly people: LoadedWorld;
  readonly missing: MissingWay;
  readonly names: ReadonlyMap<string, string>;
}

function presentLine(
  line: SimulatedLine,
  { at, people, names, missing }: Known & { at: Temporal.Instant },
) {
  const afterSeconds = Math.round(line.at.since(at).total('seconds'));
  const { step, round } = line;
  if (line.kind === 'message') {
    const known = people.reach.get(line.person);
    const method = methodOf(line, people);
    return {
      at: line.at,
      afterSeconds,
      kind: 'message' as const,
      person: known
        ? { id: line.person, name: known.person.name, email: known.person.email }
        : null,
      localTime: known ? localTime(line.at, known.person.timezone) : null,
      channel: method?.kind ?? null,
      address: method ? shownAddress(method) : null,
      notSent: notSent(method, missing),
      step,
      round,
      text: line.reason,
      skipped: [],
      webhooks: [],
      outsideHours: false,
    };
  }
  const text = logText(
    {
      seq: 0,
      at: line.at,
      kind: line.reason.code,
      generation: 1,
      step,
      round,
      by: null,
      detail: { people: line.people, webhooks: line.webhooks },
    },
    names,
  );
  return {
    at: line.at,
    afterSeconds,
    kind: 'moment' as const,
    person: null,
    localTime: null,
    channel: null,
    address: null,
    notSent: null,
    step,
    round,
    text,
    skipped: line.skipped.map(({ who, why }) => skipText(names.get(who) ?? who, why)),
    webhooks: line.webhooks.map((id) => names.get(id) ?? id),
    outsideHours: line.skipped.some(({ why }) => why === 'outsideHours'),
  };
}

function warningsOf(
  lines: readonly SimulatedLine[],
  { policy, people, names, missing }: Known & { policy: FrozenPolicy },
): string[] {
  const warnings = new Set<string>();
  for (const line of lines) {
    if (line.kind === 'message') {
      const why = notSent(methodOf(line, people), missing);
      if (why !== null) warnings.add(`Some messages would not be sent: ${why}`);
      continue;
    }
    for (const { who, why } of line.skipped) {
      if (why !== 'outsideHours') warnings.add(skipText(names.get(who) ?? who, why));
    }
  }
  const told = new Set(lines.flatMap((line) => (line.kind === 'message' ? [line.person] : [])));
  const shortest = Math.min(...policy.steps.map((step) => step.delaySeconds));
  for (const id of told) {
    const known = people.reach.get(id);
    const late = known?.rules.filter(
      (rule) => rule.urgency === 'high' && rule.afterSeconds > shortest,
    );
    if (known && late && late.length > 0) {
      warnings.add(
        `${known.person.name} has a rule that comes after the next step: it fires only if nobody answers.`,
      );
    }
    if (known && !known.methods.some((one) => wakes(one) && missing(one.kind) === null)) {
      warnings.add(
        `${known.person.name} has no call, SMS or push that works: mail alone may not wake them.`,
      );
    }
  }
  if (policy.fallback === null) warnings.add('There is no fallback after the last round.');
  if (told.size === 1) warnings.add('Only one person is ever told.');
  return [...warnings];
}

function wakes(method: ContactMethod): boolean {
  const loud = method.kind === 'voice' || method.kind === 'sms' || method.kind === 'webPush';
  return loud && method.verifiedAt !== null && method.brokenAt === null;
}

function localTime(at: Temporal.Instant, zone: string): string {
  const local = at.toZonedDateTimeISO(zone);
  const time = local.toPlainTime().toString({ smallestUnit: 'minute' });
  return `${local.toPlainDate().toString()} ${time} ${zone}`;
}

/** Numbers and addresses are shown to colleagues; keys of push subscriptions are not. */
function shownAddress({ kind, address }: ContactMethod): string {
  return kind === 'webPush' || kind === 'webhook' ? (URL.parse(address)?.host ?? kind) : address;
}
