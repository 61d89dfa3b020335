// Questions about people and teams that other modules and screens ask.
import type { Queries } from '#platform/db';

import type { ContactMethod, NotificationRule, Person, Team } from '../model.ts';
import { selectMethods, selectRules } from '../store/methods.ts';
import {
  type PeopleFilter,
  selectOwnerIds,
  selectPeople,
  selectPeopleByIds,
  selectPeopleByRefs,
  selectPerson,
} from '../store/people.ts';
import { selectTeam, selectTeams, selectTeamsByIds } from '../store/teams.ts';

/** A person by id or e-mail address, the deactivated too; null when there is none. */
export async function findPerson(q: Queries, orgId: string, ref: string): Promise<Person | null> {
  return selectPerson(q, orgId, ref);
}

/** People by id, the deactivated too; unknown ids are left out. */
export async function peopleByIds(
  q: Queries,
  orgId: string,
  ids: readonly string[],
): Promise<Map<string, Person>> {
  const people = await selectPeopleByIds(q, orgId, [...new Set(ids)]);
  return new Map(people.map((person) => [person.id, person]));
}

/** People by id or e-mail address in one query, by the reference that was asked for. */
export async function peopleByRefs(
  q: Queries,
  orgId: string,
  refs: readonly string[],
): Promise<Map<string, Person>> {
  const people = await selectPeopleByRefs(q, orgId, [...new Set(refs)]);
  const find = (ref: string): Person | undefined =>
    people.find((one) => one.id === ref || one.email === ref.trim().toLowerCase());
  return new Map(
    refs.flatMap((ref): [string, Person][] => {
      const person = find(ref);
      return person ? [[ref, person]] : [];
    }),
  );
}

/** People, newest first, at most 200. */
export async function listPeople(
  q: Queries,
  orgId: string,
  filter: Partial<PeopleFilter> = {},
): Promise<Person[]> {
  return selectPeople(q, orgId, { limit: 200, ...filter });
}

/** Active owners, oldest first. */
export async function ownersOf(q: Queries, orgId: string): Promise<string[]> {
  return selectOwnerIds(q, orgId);
}

/** How somebody is reached. */
export interface Reach {
  person: Person;
  /** All methods, verified or not; none for who is deactivated. */
  methods: ContactMethod[];
  /** Saved rules in their order; empty: the ready-made ones hold (`planMessages`). */
  rules: NotificationRule[];
}

/** How these people are reached; three queries for any number of them. Unknown ids are left out. */
export async function reachOf(
  q: Queries,
  orgId: string,
  personIds: readonly string[],
): Promise<Map<string, Reach>> {
  const ids = [...new Set(personIds)];
  const [people, allMethods, allRules] = await Promise.all([
    selectPeopleByIds(q, orgId, ids),
    selectMethods(q, orgId, ids),
    selectRules(q, orgId, ids),
  ]);
  const methods = Map.groupBy(allMethods, (one) => one.personId);
  const rules = Map.groupBy(allRules, (one) => one.personId);
  return new Map(
    people.map((person) => {
      if (person.deactivatedAt !== null) return [person.id, { person, methods: [], rules: [] }];
      const own = rules.get(person.id) ?? [];
      return [
        person.id,
        {
          person,
          methods: methods.get(person.id) ?? [],
          rules: own.map(({ urgency, afterSeconds, by }) => ({ urgency, afterSeconds, by })),
        },
      ];
    }),
  );
}

/** A team by id or slug. */
export async function findTeam(q: Queries, orgId: string, ref: string): Promise<Team | null> {
  return selectTeam(q, orgId, ref);
}

/** Teams by id; unknown ids are left out. */
export async function teamsByIds(
  q: Queries,
  orgId: string,
  ids: readonly string[],
): Promise<Map<string, Team>> {
  const teams = await selectTeamsByIds(q, orgId, [...new Set(ids)]);
  return new Map(teams.map((team) => [team.id, team]));
}

/** Teams, newest first, at most 200. */
export async function listTeams(
  q: Queries,
  orgId: string,
  filter: { before?: string | undefined; limit?: number } = {},
): Promise<Team[]> {
  return selectTeams(q, orgId, { limit: 200, ...filter });
}

/** Ids of the active members of a team (by its id). */
export async function teamMembers(q: Queries, orgId: string, teamId: string): Promise<string[]> {
  const [team] = await selectTeamsByIds(q, orgId, [teamId]);
  const people = await selectPeopleByIds(q, orgId, team?.members ?? []);
  return people.filter((one) => one.deactivatedAt === null).map((one) => one.id);
}
