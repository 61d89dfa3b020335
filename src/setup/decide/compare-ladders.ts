// Who would be paged, and when, before and after a file: step by step, over the days to come.
import type { FrozenPolicy, PolicyStep, StepWindow, Target } from '#paging';

import type { LadderChange, Rung } from '../model.ts';
import type { ShiftOf } from './compare-shifts.ts';

/** What has to be known to say whom targets come to; people by address. */
export interface LadderWorld {
  /** By id of the schedule. */
  readonly shifts: ReadonlyMap<string, readonly ShiftOf[]>;
  /** By id of the team. */
  readonly teams: ReadonlyMap<string, readonly string[]>;
  /** Address of a person's id. */
  /** Of a person's id; of a webhook's its name. */
  address(id: string): string;
  /** Whether any message at all would go to this address's person. */
  reachable(address: string): boolean;
  /** Whether a step's hours are open at an instant. */
  isOpen(when: StepWindow, at: Temporal.Instant): boolean;
  /** When these hours open and close within a range. */
  edges(when: StepWindow, range: Range): readonly Temporal.Instant[];
}

export interface NamedPolicy extends FrozenPolicy {
  readonly slug: string;
}

/** Services that had, and now have, the same policy. */
export interface LadderPair {
  readonly before: NamedPolicy | null;
  readonly after: NamedPolicy | null;
  readonly services: readonly string[];
}

interface Range {
  readonly from: Temporal.Instant;
  readonly to: Temporal.Instant;
}

/** Stretches in which a page would call other people or at other times, oldest first. */
export function compareLadders(
  pairs: readonly LadderPair[],
  worlds: { before: LadderWorld; after: LadderWorld },
  range: Range,
): LadderChange[] {
  const changes = pairs.flatMap((pair) => comparePair(pair, worlds, range));
  return changes.toSorted((a, b) => Temporal.Instant.compare(a.from, b.from));
}

function comparePair(
  pair: LadderPair,
  worlds: { before: LadderWorld; after: LadderWorld },
  range: Range,
): LadderChange[] {
  const sides = [
    { policy: pair.before, world: worlds.before },
    { policy: pair.after, world: worlds.after },
  ];
  const edges = new Set([range.from.epochMilliseconds, range.to.epochMilliseconds]);
  for (const { policy, world } of sides) {
    for (const at of policy ? edgesOf(policy, world, range) : []) {
      if (at > range.from.epochMilliseconds && at < range.to.epochMilliseconds) edges.add(at);
    }
  }
  const sorted = [...edges].sort((a, b) => a - b);
  const changes: LadderChange[] = [];
  for (const [index, start] of sorted.slice(0, -1).entries()) {
    const from = Temporal.Instant.fromEpochMilliseconds(start);
    const to = Temporal.Instant.fromEpochMilliseconds(sorted[index + 1] ?? start);
    const before = pair.before ? ladderAt(pair.before, worlds.before, from) : [];
    const after = pair.after ? ladderAt(pair.after, worlds.after, from) : [];
    if (same(before, after)) continue;
    const last = changes.at(-1);
    if (last?.to.equals(from) && same(last.before, before) && same(last.after, after)) {
      changes[changes.length - 1] = { ...last, to };
      continue;
    }
    changes.push({
      policyBefore: pair.before?.slug ?? null,
      policyAfter: pair.after?.slug ?? null,
      services: pair.services,
      from,
      to,
      before,
      after,
    });
  }
  return changes;
}

function same(a: readonly Rung[], b: readonly Rung[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Seconds from the beginning of the page to each step, and to the fallback after the last round. */
function offsets(policy: FrozenPolicy): { steps: number[]; fallback: number } {
  const steps: number[] = [];
  let round = 0;
  for (const { delaySeconds } of policy.steps) {
    steps.push(round);
    round += delaySeconds;
  }
  return { steps, fallback: round * (policy.repeat + 1) };
}

/** Whether a step that is due then is out of its hours, and so passed over. */
function isPassed({ when }: PolicyStep, world: LadderWorld, at: Temporal.Instant): boolean {
  return when !== undefined && !world.isOpen(when, at);
}

/** Starts of a page (ms since the epoch) at which some step begins or ceases to find somebody. */
function edgesOf(policy: FrozenPolicy, world: LadderWorld, range: Range): number[] {
  const { steps, fallback } = offsets(policy);
  const edge = (targets: readonly Target[], offset: number): number[] =>
    targets
      .flatMap((one) => (one.kind === 'schedule' ? (world.shifts.get(one.schedule) ?? []) : []))
      .flatMap(({ start, end }) => [start.epochMilliseconds, end.epochMilliseconds])
      .map((at) => at - offset * 1000);
  const hours = policy.steps.flatMap(({ when }) =>
    when ? world.edges(when, range).map((at) => at.epochMilliseconds) : [],
  );
  return [
    ...hours.flatMap((at) => [...steps, fallback].map((offset) => at - offset * 1000)),
    ...policy.steps.flatMap(({ targets }, index) => edge(targets, steps[index] ?? 0)),
    ...edge(policy.fallback ? [policy.fallback] : [], fallback),
  ];
}

/** The first round and the fallback of a page that begins at `at`. */
export function ladderAt(policy: FrozenPolicy, world: LadderWorld, at: Temporal.Instant): Rung[] {
  const rung = (targets: readonly Target[], afterSeconds: number): Rung => {
    const moment = at.add({ seconds: afterSeconds });
    const people = targets.flatMap((target) => peopleOf(target, world, moment));
    return { afterSeconds, people: [...new Set(people)] };
  };
  const rungs: Rung[] = [];
  let after = 0;
  for (const step of policy.steps) {
    if (isPassed(step, world, at.add({ seconds: after }))) continue;
    rungs.push(rung(step.targets, after));
    after += step.delaySeconds;
  }
  const end = after * (policy.repeat + 1);
  return [...rungs, ...(policy.fallback ? [rung([policy.fallback], end)] : [])];
}

function peopleOf(target: Target, world: LadderWorld, at: Temporal.Instant): string[] {
  const named = (address: string): string =>
    world.reachable(address) ? address : `${address} (cannot be reached)`;
  switch (target.kind) {
    case 'person':
      return [named(world.address(target.person))];
    case 'team':
      return (world.teams.get(target.team) ?? []).map(named);
    case 'webhook':
      return [`webhook ${world.address(target.webhook)}`];
    case 'roundRobin':
      return [`one of ${target.ring.map((id) => named(world.address(id))).join(', ')}`];
    case 'schedule':
      return (world.shifts.get(target.schedule) ?? [])
        .filter(
          ({ start, end }) =>
            Temporal.Instant.compare(start, at) <= 0 && Temporal.Instant.compare(at, end) < 0,
        )
        .map(({ person }) => named(person))
        .sort();
  }
}
