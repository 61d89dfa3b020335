// What a file means for pages: who would be called, and when, for the services whose paging it touches.
import { findSchedule, listSchedules, shifts } from '#oncall';
import {
  findPolicy,
  inStepWindow,
  listPolicies,
  type Policy,
  stepWindowEdges,
  type Target,
  targetNames,
} from '#paging';
import {
  findTeam,
  peopleByIds,
  peopleByRefs,
  planMessages,
  type Reach,
  reachOf,
  teamsByIds,
} from '#people';
import type { Tx } from '#platform/context';
import { listServices } from '#services';

import type { ConfigFile } from '../contract.ts';
import { compareLadders, type LadderPair, type LadderWorld } from '../decide/compare-ladders.ts';
import type { ShiftOf } from '../decide/compare-shifts.ts';
import { type ConfigChange, type ConfigRef, type LadderChange, ladderDays } from '../model.ts';
import type { ShiftsOfFile } from './consequences.ts';
import { namedBy } from './open-pages.ts';
import { readAll } from './read-all.ts';

const hours = { isOpen: inStepWindow, edges: stepWindowEdges };
const mostPairs = 300;
const mostChanges = 200;

/** How things stood before the first change. */
export interface Standing {
  /** The policy of services that name none; null: the owners are called. */
  readonly usual: Policy | null;
  readonly policies: ReadonlyMap<string, Policy>;
  /** Policy by service; null: the default one, or the owners. */
  readonly services: ReadonlyMap<string, { slug: string; policyId: string | null }>;
  /** Members by id, of the teams that the file names. */
  readonly teams: ReadonlyMap<string, readonly string[]>;
  /** Whether people of the file, or who may go with it, can be reached, by address. */
  readonly reach: ReadonlyMap<string, boolean>;
}

/** Reads what `ladderChanges` compares with; before anything is written. `leaving` are addresses. */
export async function standingOf(
  tx: Tx,
  config: ConfigFile,
  leaving: readonly string[],
): Promise<Standing> {
  const teams = new Map<string, readonly string[]>();
  for (const { slug } of config.teams ?? []) {
    const team = await findTeam(tx.q, tx.orgId, slug);
    if (team) teams.set(team.id, await addressesOf(tx, team.members));
  }
  const known = await peopleByRefs(tx.q, tx.orgId, [
    ...(config.people ?? []).map(({ email }) => email),
    ...leaving,
  ]);
  return {
    ...(await policiesOfServices(tx)),
    teams,
    reach: await reachable(
      tx,
      [...known.values()].map(({ id }) => id),
    ),
  };
}

/** Who would be paged in the next 14 days, where the file changes that. `before` is by slug. */
export async function ladderChanges(
  tx: Tx,
  standing: Standing,
  input: {
    changes: readonly ConfigChange[];
    pruned: readonly ConfigRef[];
    before: ShiftsOfFile;
  },
): Promise<LadderChange[]> {
  const { before } = input;
  const changed = [...input.changes.filter((one) => one.change !== 'unchanged'), ...input.pruned];
  if (changed.length === 0) return [];
  const touched = await touchedIds(tx, changed);
  const after = await policiesOfServices(tx);
  const pairs = pairsOf(standing, after, touched).slice(0, mostPairs);
  if (pairs.length === 0) return [];
  const range = { from: tx.now, to: tx.now.add({ hours: 24 * ladderDays }) };
  const worlds = await worldsOf(tx, { standing, pairs, before, touched });
  return compareLadders(pairs, worlds, range).slice(0, mostChanges);
}

async function policiesOfServices(
  tx: Tx,
): Promise<Pick<Standing, 'usual' | 'policies' | 'services'>> {
  const policies = await readAll((before) => listPolicies(tx.q, tx.orgId, { before }));
  const services = await readAll((before) => listServices(tx.q, tx.orgId, { before }));
  return {
    usual: policies.find(({ slug }) => slug === 'default') ?? null,
    policies: new Map(policies.map((policy) => [policy.id, policy])),
    services: new Map(
      services.map(({ id, slug, escalationPolicyId }) => [
        id,
        { slug, policyId: escalationPolicyId },
      ]),
    ),
  };
}

/** What the file made or changed, by id. */
interface Touched {
  readonly schedules: ReadonlyMap<string, string>;
  readonly ids: ReadonlySet<string>;
}

async function touchedIds(tx: Tx, changed: readonly ConfigRef[]): Promise<Touched> {
  const schedules = new Map<string, string>();
  const ids = new Set<string>();
  for (const { kind, ref } of changed) {
    if (kind === 'schedule') {
      const schedule = await findSchedule(tx.q, tx.orgId, ref);
      if (schedule) schedules.set(schedule.id, ref);
    }
    if (kind === 'team') ids.add((await findTeam(tx.q, tx.orgId, ref))?.id ?? '');
    if (kind === 'escalationPolicy') ids.add((await findPolicy(tx.q, tx.orgId, ref))?.id ?? '');
  }
  const people = changed.filter((one) => one.kind === 'person').map(({ ref }) => ref);
  for (const person of (await peopleByRefs(tx.q, tx.orgId, people)).values()) ids.add(person.id);
  return { schedules, ids: ids.union(new Set(schedules.keys())) };
}

function targetsOf({ steps, fallback }: Policy): Target[] {
  return [...steps.flatMap((step) => step.targets), ...(fallback ? [fallback] : [])];
}

/** Services by the policies that they had and have, where something of them was touched. */
function pairsOf(
  standing: Standing,
  after: Pick<Standing, 'usual' | 'policies' | 'services'>,
  { ids }: Touched,
): LadderPair[] {
  const groups = new Map<
    string,
    { before: Policy | null; after: Policy | null; services: string[] }
  >();
  const add = (beforeId: string | null, afterId: string | null, service: string | null): void => {
    const was = standing.policies.get(beforeId ?? '') ?? standing.usual;
    const is = after.policies.get(afterId ?? '') ?? after.usual;
    const key = `${was?.id} ${is?.id}`;
    const group = groups.get(key) ?? { before: was, after: is, services: [] };
    if (service !== null) group.services.push(service);
    groups.set(key, group);
  };
  for (const [id, { slug, policyId }] of after.services) {
    const was = standing.services.get(id);
    if (was) add(was.policyId, policyId, slug);
  }
  const used = new Set([...groups.values()].map((group) => group.after?.id));
  for (const id of after.policies.keys()) {
    if (!used.has(id) && standing.policies.has(id)) add(id, id, null);
  }
  return [...groups.values()].filter(
    (group) =>
      group.before?.id !== group.after?.id ||
      ids.has(group.after?.id ?? '') ||
      (group.after ? targetsOf(group.after) : []).some((target) =>
        namedBy(target).some((id) => ids.has(id)),
      ),
  );
}

async function worldsOf(
  tx: Tx,
  input: {
    standing: Standing;
    pairs: readonly LadderPair[];
    before: ShiftsOfFile;
    touched: Touched;
  },
): Promise<{ before: LadderWorld; after: LadderWorld }> {
  const { standing, pairs, before, touched } = input;
  const targets = pairs.flatMap((pair) =>
    [pair.before, pair.after].flatMap((policy) => (policy ? targetsOf(policy as Policy) : [])),
  );
  const schedules = new Set(
    targets.flatMap((one) => (one.kind === 'schedule' ? one.schedule : [])),
  );
  const now = await shiftsOf(tx, [...schedules]);
  const was = new Map(now);
  for (const [id, slug] of touched.schedules) {
    const list = before.get(slug);
    if (list) was.set(id, list);
  }
  const teamIds = targets.flatMap((one) => (one.kind === 'team' ? [one.team] : []));
  const teams = new Map<string, readonly string[]>();
  for (const [id, team] of await teamsByIds(tx.q, tx.orgId, teamIds)) {
    teams.set(id, await addressesOf(tx, team.members));
  }
  const named = targets.flatMap((one) =>
    one.kind === 'person' || one.kind === 'roundRobin' ? namedBy(one) : [],
  );
  const people = await peopleByIds(tx.q, tx.orgId, named);
  const webhooks = await webhookNames(tx, targets);
  const address = (id: string): string => people.get(id)?.email ?? webhooks.get(id) ?? id;
  const everybody = [
    ...named.map(address),
    ...[...now.values(), ...was.values()].flat().map((shift) => shift.person),
    ...[...teams.values(), ...standing.teams.values()].flat(),
  ];
  const found = await peopleByRefs(tx.q, tx.orgId, [...new Set(everybody)]);
  const reach = await reachable(
    tx,
    [...found.values()].map(({ id }) => id),
  );
  return {
    before: {
      shifts: was,
      teams: new Map([...teams, ...standing.teams]),
      address,
      ...hours,
      reachable: (email) => standing.reach.get(email) ?? reach.get(email) ?? true,
    },
    after: {
      shifts: now,
      teams,
      address,
      ...hours,
      reachable: (email) => reach.get(email) ?? true,
    },
  };
}

async function webhookNames(
  tx: Tx,
  targets: readonly Target[],
): Promise<ReadonlyMap<string, string>> {
  const hooks = targets.filter((one) => one.kind === 'webhook');
  return hooks.length === 0 ? new Map() : await targetNames(tx.q, tx.orgId, hooks);
}

/** Shifts of the next days by schedule, people by address; a little longer, for the last steps. */
async function shiftsOf(tx: Tx, ids: readonly string[]): Promise<Map<string, ShiftOf[]>> {
  const range = { from: tx.now, to: tx.now.add({ hours: 24 * (ladderDays + 7) }) };
  const found = new Map<string, ShiftOf[]>();
  if (ids.length === 0) return found;
  for (const { id } of await listSchedules(tx.q, tx.orgId, { ids: [...ids] })) {
    const list = await shifts(tx.q, tx.orgId, id, range);
    const people = await peopleByIds(
      tx.q,
      tx.orgId,
      list.map((shift) => shift.user),
    );
    found.set(
      id,
      list.map(({ user, start, end }) => ({ person: people.get(user)?.email ?? user, start, end })),
    );
  }
  return found;
}

async function addressesOf(tx: Tx, ids: readonly string[]): Promise<string[]> {
  const people = await peopleByIds(tx.q, tx.orgId, ids);
  return ids.flatMap((id) => people.get(id)?.email ?? []).sort();
}

/** Whether a page of high urgency would send anything to these people, by address. */
async function reachable(tx: Tx, ids: readonly string[]): Promise<Map<string, boolean>> {
  const none = new Map<string, Reach>();
  const reach = ids.length === 0 ? none : await reachOf(tx.q, tx.orgId, ids);
  const found = new Map<string, boolean>();
  for (const { person, rules, methods } of reach.values()) {
    const usable = person.deactivatedAt === null && planMessages('high', rules, methods).length > 0;
    found.set(person.email, usable);
  }
  return found;
}
