// People, teams, keys and sessions as the API shows them.
import { type Ctx, personOf } from '#platform/context';
import type { Queries } from '#platform/db';
import { formatDuration } from '#platform/duration';
import { notFound } from '#platform/errors';

import type { ApiKey, ContactMethod, Person, Team } from '../model.ts';
import { selectAccountsWithPassword, selectInvited } from '../store/accounts.ts';
import { selectKey, selectKeys } from '../store/keys.ts';
import { selectMethods, selectRules } from '../store/methods.ts';
import { type Organisation, selectOrganisations } from '../store/organisations.ts';
import { selectAccountsWithPasskey } from '../store/passkeys.ts';
import { selectPeopleByIds, selectPerson } from '../store/people.ts';
import { selectAccountsWithIdentity } from '../store/providers.ts';
import { selectAccountsWithFactor } from '../store/second-factors.ts';
import { selectSessions } from '../store/sessions.ts';
import { selectManagedTeams, selectTeam, selectTeamSlugs } from '../store/teams.ts';

/** How somebody can sign in. */
type SignIn = 'password' | 'passkey' | 'provider' | 'invited' | 'none';

export interface ShownMethod {
  id: string;
  kind: ContactMethod['kind'];
  address: string;
  settings: Record<string, string>;
  verifiedAt: Temporal.Instant | null;
  brokenAt: Temporal.Instant | null;
  brokenReason: string | null;
}

/** A contact method without its secrets. */
export function shownMethod(method: ContactMethod): ShownMethod {
  const { personId: _, sealed: _sealed, settings, ...rest } = method;
  return { ...rest, settings: { ...settings } };
}

/** People with their methods, rules, teams and state of sign-in; nine queries for any number. */
export async function shownPeople(q: Queries, ctx: Ctx, people: readonly Person[]) {
  const { orgId } = ctx;
  const ids = people.map((one) => one.id);
  const methods = Map.groupBy(await selectMethods(q, orgId, ids), (one) => one.personId);
  const rules = Map.groupBy(await selectRules(q, orgId, ids), (one) => one.personId);
  const teams = Map.groupBy(await selectTeamSlugs(q, orgId, ids), (one) => one.personId);
  const accounts = people.flatMap((one) => one.accountId ?? []);
  const withPassword = await selectAccountsWithPassword(q, accounts);
  const invited = await selectInvited(q, orgId, ids, ctx.app.clock.now());
  const withPasskey = await selectAccountsWithPasskey(q, accounts);
  const withIdentity = await selectAccountsWithIdentity(q, accounts);
  const withFactor = await selectAccountsWithFactor(q, accounts);
  const signIn = ({ id, accountId }: Person): SignIn => {
    if (accountId !== null && withPassword.has(accountId)) return 'password';
    if (accountId !== null && withPasskey.has(accountId)) return 'passkey';
    if (accountId !== null && withIdentity.has(accountId)) return 'provider';
    return invited.has(id) ? 'invited' : 'none';
  };
  return people.map((person) => {
    const { accountId, ...rest } = person;
    return {
      ...rest,
      active: person.deactivatedAt === null,
      signIn: signIn(person),
      secondFactor: accountId !== null && withFactor.has(accountId),
      teams: (teams.get(person.id) ?? []).map((one) => one.slug),
      contactMethods: (methods.get(person.id) ?? []).map(shownMethod),
      notificationRules: (rules.get(person.id) ?? []).map(({ urgency, afterSeconds, by }) => ({
        urgency,
        after: formatDuration(afterSeconds),
        by,
      })),
    };
  });
}

/** One person, by id or address. Throws `notFound`. */
export async function shownPerson(q: Queries, ctx: Ctx, ref: string) {
  const person = (await selectPerson(q, ctx.orgId, ref)) ?? notFound('person', ref);
  const [shown] = await shownPeople(q, ctx, [person]);
  return shown ?? notFound('person', ref);
}

/** The caller's person. Throws `notFound` for a caller that is none. */
export function ownId(ctx: Ctx): string {
  return personOf(ctx.actor) ?? notFound('person of this key', ctx.actor.label);
}

/** Teams with the addresses of their members. */
export async function shownTeams(q: Queries, orgId: string, teams: readonly Team[]) {
  const ids = [...new Set(teams.flatMap((team) => team.members))];
  const people = new Map((await selectPeopleByIds(q, orgId, ids)).map((one) => [one.id, one]));
  return teams.map((team) => ({
    ...team,
    members: team.members.flatMap((id) => people.get(id)?.email ?? []).sort(),
    managers: team.managers.flatMap((id) => people.get(id)?.email ?? []).sort(),
  }));
}

/** One team, by id or slug. Throws `notFound`. */
export async function shownTeam(q: Queries, orgId: string, ref: string) {
  const team = (await selectTeam(q, orgId, ref)) ?? notFound('team', ref);
  const [shown] = await shownTeams(q, orgId, [team]);
  return shown ?? notFound('team', ref);
}

/** Keys with the address of their person; never the keys themselves. */
export async function shownKeys(
  q: Queries,
  orgId: string,
  filter: { before?: string | undefined; limit: number },
) {
  return withPeople(q, orgId, await selectKeys(q, orgId, filter));
}

/** One key. Throws `notFound`. */
export async function shownKey(q: Queries, orgId: string, id: string) {
  const key = (await selectKey(q, orgId, id)) ?? notFound('API key', id);
  const [shown] = await withPeople(q, orgId, [key]);
  return shown ?? notFound('API key', id);
}

async function withPeople(q: Queries, orgId: string, keys: readonly ApiKey[]) {
  const ids = keys.flatMap((key) => key.personId ?? []);
  const people = new Map((await selectPeopleByIds(q, orgId, ids)).map((one) => [one.id, one]));
  return keys.map(({ personId, scopes, ...key }) => ({
    ...key,
    scopes: [...scopes],
    person: personId === null ? null : (people.get(personId)?.email ?? null),
  }));
}

/** Who the caller is, what they may do, and what else they may look at. */
export async function whoAmI(q: Queries, ctx: Ctx, accountId: string | null) {
  const personId = personOf(ctx.actor);
  const person = personId === null ? null : await selectPerson(q, ctx.orgId, personId);
  const managed = person === null ? [] : await selectManagedTeams(q, ctx.orgId, person.id);
  const all = await selectOrganisations(q);
  const here = all.find((one) => one.id === ctx.orgId) ?? notFound('organisation', ctx.orgId);
  const mine = accountId === null ? [here] : all;
  const { id, label } = ctx.actor;
  return {
    person: person && {
      id: person.id,
      email: person.email,
      name: person.name,
      role: person.role,
      timezone: person.timezone,
      locale: person.locale,
    },
    key: ctx.actor.kind === 'key' ? { id, name: label } : null,
    rights: ctx.rights === 'all' ? ['*'] : [...ctx.rights].sort(),
    manages: managed.map((team) => team.slug),
    organisation: shownOrganisation(here),
    organisations: mine.map(shownOrganisation),
    demo: all.some((one) => one.kind === 'demo'),
  };
}

export function shownOrganisation({ id, name, kind }: Organisation) {
  return { id, name, kind };
}

/** Sessions of an account; `current` is the one that asks. */
export async function shownSessions(q: Queries, accountId: string, current: string) {
  const sessions = await selectSessions(q, accountId);
  return sessions.map((session) => {
    const { accountId: _, orgId: _org, authenticatedAt: _at, ...rest } = session;
    return { ...rest, current: session.id === current };
  });
}
