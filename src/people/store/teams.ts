// SQL on teams.
import { anyOf, type Queries, type Trx } from '#platform/db';

import type { Team } from '../model.ts';

interface Row {
  id: string;
  slug: string;
  name: string;
  createdAt: Temporal.Instant;
  version: number;
}

const columns = ['id', 'slug', 'name', 'createdAt', 'version'] as const;

/** By id or slug. */
export async function selectTeam(q: Queries, orgId: string, ref: string): Promise<Team | null> {
  const row = await q
    .selectFrom('teams')
    .select(columns)
    .where('orgId', '=', orgId)
    .where((e) => e.or([e('id', '=', ref), e('slug', '=', ref)]))
    .executeTakeFirst();
  return row ? ((await withMembers(q, orgId, [row]))[0] ?? null) : null;
}

/** The same for an edit: edits of one team follow one another. */
export async function selectTeamForUpdate(
  q: Trx,
  orgId: string,
  ref: string,
): Promise<Team | null> {
  const row = await q
    .selectFrom('teams')
    .select('id')
    .where('orgId', '=', orgId)
    .where((e) => e.or([e('id', '=', ref), e('slug', '=', ref)]))
    .forUpdate()
    .executeTakeFirst();
  return row ? selectTeam(q, orgId, row.id) : null;
}

/** Newest first; `before` is the id where the last page ended. */
export async function selectTeams(
  q: Queries,
  orgId: string,
  filter: { before?: string | undefined; limit: number },
): Promise<Team[]> {
  let query = q.selectFrom('teams').select(columns).where('orgId', '=', orgId);
  if (filter.before !== undefined) query = query.where('id', '<', filter.before);
  const rows = await query.orderBy('id', 'desc').limit(filter.limit).execute();
  return withMembers(q, orgId, rows);
}

export async function selectTeamsByIds(
  q: Queries,
  orgId: string,
  ids: readonly string[],
): Promise<Team[]> {
  if (ids.length === 0) return [];
  const rows = await q
    .selectFrom('teams')
    .select(columns)
    .where('orgId', '=', orgId)
    .where('id', '=', anyOf(ids))
    .execute();
  return withMembers(q, orgId, rows);
}

async function withMembers(q: Queries, orgId: string, rows: readonly Row[]): Promise<Team[]> {
  if (rows.length === 0) return [];
  const members = await q
    .selectFrom('teamMembers')
    .select(['teamId', 'personId', 'manager'])
    .where('orgId', '=', orgId)
    .where(
      'teamId',
      'in',
      rows.map((row) => row.id),
    )
    .orderBy('personId')
    .execute();
  const byTeam = Map.groupBy(members, (one) => one.teamId);
  return rows.map((row) => {
    const own = byTeam.get(row.id) ?? [];
    return {
      ...row,
      members: own.map((one) => one.personId),
      managers: own.filter((one) => one.manager).map((one) => one.personId),
    };
  });
}

/** The teams that a person manages, by name. */
export async function selectManagedTeams(
  q: Queries,
  orgId: string,
  personId: string,
): Promise<{ id: string; slug: string }[]> {
  return memberships(q)
    .select(['teams.id', 'teams.slug'])
    .where('teamMembers.orgId', '=', orgId)
    .where('teamMembers.personId', '=', personId)
    .where('teamMembers.manager', '=', true)
    .orderBy('teams.slug')
    .execute();
}

/** Slugs of the teams of these people. */
export async function selectTeamSlugs(
  q: Queries,
  orgId: string,
  personIds: readonly string[],
): Promise<{ personId: string; slug: string }[]> {
  if (personIds.length === 0) return [];
  return memberships(q)
    .select(['teamMembers.personId', 'teams.slug'])
    .where('teamMembers.orgId', '=', orgId)
    .where('teamMembers.personId', '=', anyOf(personIds))
    .orderBy('teams.slug')
    .execute();
}

export async function insertTeam(
  q: Trx,
  orgId: string,
  team: Team,
  now: Temporal.Instant,
): Promise<void> {
  const { id, slug, name, version } = team;
  await q
    .insertInto('teams')
    .values({ orgId, id, slug, name, version, createdAt: now, updatedAt: now })
    .execute();
}

export async function updateTeam(
  q: Trx,
  orgId: string,
  team: Pick<Team, 'id' | 'slug' | 'name'>,
  now: Temporal.Instant,
): Promise<void> {
  await q
    .updateTable('teams')
    .set((e) => ({
      slug: team.slug,
      name: team.name,
      updatedAt: now,
      version: e('version', '+', 1),
    }))
    .where('orgId', '=', orgId)
    .where('id', '=', team.id)
    .execute();
}

export async function deleteTeam(q: Trx, orgId: string, id: string): Promise<void> {
  await q.deleteFrom('teams').where('orgId', '=', orgId).where('id', '=', id).execute();
}

export async function replaceMembers(
  q: Trx,
  orgId: string,
  teamId: string,
  { members, managers }: Pick<Team, 'members' | 'managers'>,
): Promise<void> {
  await q
    .deleteFrom('teamMembers')
    .where('orgId', '=', orgId)
    .where('teamId', '=', teamId)
    .execute();
  if (members.length === 0) return;
  await q
    .insertInto('teamMembers')
    .values(
      members.map((personId) => ({
        orgId,
        teamId,
        personId,
        manager: managers.includes(personId),
      })),
    )
    .execute();
}

function memberships(q: Queries) {
  return q
    .selectFrom('teamMembers')
    .innerJoin('teams', (join) =>
      join
        .onRef('teams.orgId', '=', 'teamMembers.orgId')
        .onRef('teams.id', '=', 'teamMembers.teamId'),
    );
}
