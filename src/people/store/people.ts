// SQL on people.
import { anyOf, jsonb, type Queries, type Trx } from '#platform/db';

import type { Person, QuietHours, Role } from '../model.ts';

const columns = [
  'id',
  'accountId',
  'email',
  'name',
  'timezone',
  'locale',
  'quietHours',
  'role',
  'version',
  'createdAt',
  'deactivatedAt',
] as const;

interface Row extends Omit<Person, 'role' | 'quietHours'> {
  role: string;
  quietHours: unknown;
}

function toPerson(row: Row): Person {
  const quiet = row.quietHours as QuietHours | null;
  // The database keeps its own order of fields.
  const quietHours = quiet && { start: quiet.start, end: quiet.end };
  return { ...row, role: row.role as Role, quietHours };
}

/** By id or by e-mail address (in lower case); the deactivated too. */
export async function selectPerson(q: Queries, orgId: string, ref: string): Promise<Person | null> {
  const row = await onePerson(q, orgId, ref).executeTakeFirst();
  return row ? toPerson(row) : null;
}

/** The same for an edit: edits of one person follow one another. */
export async function selectPersonForUpdate(
  q: Trx,
  orgId: string,
  ref: string,
): Promise<Person | null> {
  const row = await onePerson(q, orgId, ref).forUpdate().executeTakeFirst();
  return row ? toPerson(row) : null;
}

function onePerson(q: Queries, orgId: string, ref: string) {
  return q
    .selectFrom('people')
    .select(columns)
    .where('orgId', '=', orgId)
    .where((e) =>
      ref.includes('@') ? e('email', '=', ref.trim().toLowerCase()) : e('id', '=', ref),
    );
}

export async function selectPeopleByIds(
  q: Queries,
  orgId: string,
  ids: readonly string[],
): Promise<Person[]> {
  if (ids.length === 0) return [];
  const rows = await q
    .selectFrom('people')
    .select(columns)
    .where('orgId', '=', orgId)
    .where('id', '=', anyOf(ids))
    .execute();
  return rows.map(toPerson);
}

/** Several people by e-mail address or id at once; unknown ones are left out. */
export async function selectPeopleByRefs(
  q: Queries,
  orgId: string,
  refs: readonly string[],
): Promise<Person[]> {
  if (refs.length === 0) return [];
  const lower = refs.map((ref) => (ref.includes('@') ? ref.trim().toLowerCase() : ref));
  const rows = await q
    .selectFrom('people')
    .select(columns)
    .where('orgId', '=', orgId)
    .where((e) => e.or([e('id', 'in', lower), e('email', 'in', lower)]))
    .execute();
  return rows.map(toPerson);
}

export interface PeopleFilter {
  /** Part of the name or the address. */
  q?: string | undefined;
  role?: Role | undefined;
  teamId?: string | undefined;
  active?: boolean | undefined;
  /** Only people with smaller ids: the next page. */
  before?: string | undefined;
  limit: number;
}

/** Newest first. */
export async function selectPeople(
  q: Queries,
  orgId: string,
  filter: PeopleFilter,
): Promise<Person[]> {
  let query = q.selectFrom('people').select(columns).where('orgId', '=', orgId);
  if (filter.q !== undefined) {
    const part = `%${filter.q.replace(/[\\%_]/g, '\\$&')}%`;
    query = query.where((e) => e.or([e('name', 'ilike', part), e('email', 'ilike', part)]));
  }
  if (filter.role !== undefined) query = query.where('role', '=', filter.role);
  if (filter.active !== undefined) {
    query = query.where('deactivatedAt', filter.active ? 'is' : 'is not', null);
  }
  if (filter.teamId !== undefined) {
    const teamId = filter.teamId;
    query = query.where('id', 'in', (e) =>
      e
        .selectFrom('teamMembers')
        .select('personId')
        .where('orgId', '=', orgId)
        .where('teamId', '=', teamId),
    );
  }
  if (filter.before !== undefined) query = query.where('id', '<', filter.before);
  const rows = await query.orderBy('id', 'desc').limit(filter.limit).execute();
  return rows.map(toPerson);
}

/** Ids of the active owners, oldest first. */
export async function selectOwnerIds(q: Queries, orgId: string): Promise<string[]> {
  const rows = await q
    .selectFrom('people')
    .select('id')
    .where('orgId', '=', orgId)
    .where('role', '=', 'owner')
    .where('deactivatedAt', 'is', null)
    .orderBy('id')
    .limit(200)
    .execute();
  return rows.map((row) => row.id);
}

export async function insertPerson(
  q: Trx,
  orgId: string,
  person: Omit<Person, 'deactivatedAt'>,
): Promise<void> {
  await q
    .insertInto('people')
    .values({
      orgId,
      ...person,
      quietHours: hoursColumn(person),
      updatedAt: person.createdAt,
      deactivatedAt: null,
    })
    .execute();
}

function hoursColumn({ quietHours }: Pick<Person, 'quietHours'>) {
  return quietHours === null ? null : jsonb(quietHours);
}

/** Writes what may change of a person, one version on. */
export async function updatePerson(
  q: Trx,
  orgId: string,
  person: Person,
  now: Temporal.Instant,
): Promise<void> {
  const { email, name, timezone, locale, role, accountId, deactivatedAt } = person;
  await q
    .updateTable('people')
    .set((e) => ({
      email,
      name,
      timezone,
      locale,
      quietHours: hoursColumn(person),
      role,
      accountId,
      deactivatedAt,
      updatedAt: now,
      version: e('version', '+', 1),
    }))
    .where('orgId', '=', orgId)
    .where('id', '=', person.id)
    .execute();
}

/** The person that an account is in an organisation, if it is one. */
export async function selectPersonOfAccount(
  q: Queries,
  orgId: string,
  accountId: string,
): Promise<Person | null> {
  const row = await q
    .selectFrom('people')
    .select(columns)
    .where('orgId', '=', orgId)
    .where('accountId', '=', accountId)
    .executeTakeFirst();
  return row ? toPerson(row) : null;
}
