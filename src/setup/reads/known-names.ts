// Which names of a file exist already, and which lead nowhere.
import { findSchedule, listSchedules } from '#oncall';
import { findPolicy, listPolicies } from '#paging';
import { findTeam, listPeople, listTeams, peopleByRefs } from '#people';
import type { Queries } from '#platform/db';
import type { FieldError } from '#platform/errors';
import { nearestWord } from '#platform/nearest';
import { listServices, servicesByRefs } from '#services';
import { listWebhooks, webhooksByRefs } from '#webhooks';

import type { ConfigFile } from '../contract.ts';
import { referenceProblems } from '../decide/check-references.ts';
import { listNames } from '../decide/list-names.ts';
import type { ConfigKind } from '../model.ts';

/** Wrong names of a file with their pointers (below `/config`); empty when all lead somewhere. */
export async function checkNames(
  q: Queries,
  orgId: string,
  config: ConfigFile,
): Promise<FieldError[]> {
  const { definitions, references } = listNames(config);
  const defined = new Set(definitions.map(({ kind, name }) => `${kind} ${name}`));
  const open = references.filter(({ kind, name }) => !defined.has(`${kind} ${name}`));
  const existing = new Map<ConfigKind, Set<string>>();
  for (const kind of new Set(open.map((one) => one.kind))) {
    const names = [...new Set(open.filter((one) => one.kind === kind).map((one) => one.name))];
    existing.set(kind, await existingNames(q, orgId, kind, names));
  }
  return referenceProblems(definitions, references, { existing, nearest: nearestWord }).map(
    (problem) => ({ ...problem, pointer: `/config${problem.pointer}` }),
  );
}

/** Those of `names` that exist; when one does not, also names that it may have meant. */
async function existingNames(
  q: Queries,
  orgId: string,
  kind: ConfigKind,
  names: readonly string[],
): Promise<Set<string>> {
  const lookUp = finders[kind];
  if (lookUp === undefined) return new Set();
  const found = await lookUp.those(q, orgId, names);
  if (found.length === names.length) return new Set(found);
  return new Set([...found, ...(await lookUp.some(q, orgId))]);
}

interface Finder {
  those(q: Queries, orgId: string, names: readonly string[]): Promise<string[]>;
  /** Up to 200 names, for "did you mean". */
  some(q: Queries, orgId: string): Promise<string[]>;
}

type FindOne = (q: Queries, orgId: string, ref: string) => Promise<unknown>;

function oneByOne(find: FindOne): Finder['those'] {
  return async (q, orgId, names) => {
    const found: string[] = [];
    for (const name of names) if (await find(q, orgId, name)) found.push(name);
    return found;
  };
}

const finders: Partial<Record<ConfigKind, Finder>> = {
  person: {
    those: async (q, orgId, names) => [...(await peopleByRefs(q, orgId, names)).keys()],
    some: async (q, orgId) => (await listPeople(q, orgId)).map((person) => person.email),
  },
  team: {
    those: oneByOne(findTeam),
    some: async (q, orgId) => (await listTeams(q, orgId)).map((team) => team.slug),
  },
  schedule: {
    those: oneByOne(findSchedule),
    some: async (q, orgId) => (await listSchedules(q, orgId)).map((schedule) => schedule.slug),
  },
  webhook: {
    those: async (q, orgId, names) => [...(await webhooksByRefs(q, orgId, names)).keys()],
    some: async (q, orgId) => (await listWebhooks(q, orgId)).map(({ name }) => name),
  },
  escalationPolicy: {
    those: oneByOne(findPolicy),
    some: async (q, orgId) => (await listPolicies(q, orgId)).map((policy) => policy.slug),
  },
  service: {
    those: async (q, orgId, names) => [...(await servicesByRefs(q, orgId, names)).keys()],
    some: async (q, orgId) => (await listServices(q, orgId)).map((service) => service.slug),
  },
};
