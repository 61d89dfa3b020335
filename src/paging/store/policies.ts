// SQL on policies, their versions, and the pointers of their rings.
import { anyOf, jsonb, type Queries, sql, type Trx } from '#platform/db';

import type { FrozenPolicy, Policy, PolicyStep, Target } from '../model.ts';

function policies(q: Queries, orgId: string) {
  return q
    .selectFrom('escalationPolicies as p')
    .innerJoin('policyVersions as v', (join) =>
      join
        .onRef('v.orgId', '=', 'p.orgId')
        .onRef('v.policyId', '=', 'p.id')
        .onRef('v.version', '=', 'p.version'),
    )
    .select([
      'p.id',
      'p.slug',
      'p.name',
      'p.teamId',
      'p.version',
      'p.createdAt',
      'v.steps',
      'v.repeat',
      'v.fallback',
      'v.acknowledgeTimeoutSeconds',
    ])
    .where('p.orgId', '=', orgId)
    .where('p.archivedAt', 'is', null);
}

type Row = Awaited<ReturnType<ReturnType<typeof policies>['execute']>>[number];

/** By id or slug; null when there is none in use. */
export async function selectPolicy(q: Queries, orgId: string, ref: string): Promise<Policy | null> {
  const row = await policies(q, orgId)
    .where((e) => e.or([e('p.id', '=', ref), e('p.slug', '=', ref)]))
    .executeTakeFirst();
  return row ? toPolicy(row) : null;
}

/** Policies in use by id or slug. */
export async function selectPoliciesByRefs(
  q: Queries,
  orgId: string,
  refs: readonly string[],
): Promise<Policy[]> {
  if (refs.length === 0) return [];
  const rows = await policies(q, orgId)
    .where((e) => e.or([e('p.id', '=', anyOf(refs)), e('p.slug', '=', anyOf(refs))]))
    .execute();
  return rows.map(toPolicy);
}

/** Newest first; `before` is the id where the last page ended. */
export async function selectPolicies(
  q: Queries,
  orgId: string,
  filter: { before?: string | undefined; limit: number },
): Promise<Policy[]> {
  let query = policies(q, orgId);
  if (filter.before !== undefined) query = query.where('p.id', '<', filter.before);
  const rows = await query.orderBy('p.id', 'desc').limit(filter.limit).execute();
  return rows.map(toPolicy);
}

/** Names of policies by id, also of those out of use. */
export async function selectPolicyNames(
  q: Queries,
  orgId: string,
  ids: readonly string[],
): Promise<Map<string, { slug: string; name: string }>> {
  if (ids.length === 0) return new Map();
  const rows = await q
    .selectFrom('escalationPolicies')
    .select(['id', 'slug', 'name'])
    .where('orgId', '=', orgId)
    .where('id', '=', anyOf(ids))
    .execute();
  return new Map(rows.map(({ id, slug, name }) => [id, { slug, name }]));
}

export interface PolicyRow {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly teamId: string | null;
  readonly version: number;
}

/** Writes the head row: a new policy, or the next version number of a known one. */
export async function upsertPolicy(
  q: Trx,
  orgId: string,
  { id, slug, name, teamId, version }: PolicyRow,
  now: Temporal.Instant,
): Promise<void> {
  await q
    .insertInto('escalationPolicies')
    .values({ orgId, id, slug, name, teamId, version, createdAt: now, updatedAt: now })
    .onConflict((conflict) =>
      conflict
        .columns(['orgId', 'id'])
        .doUpdateSet({ slug, name, teamId, version, updatedAt: now }),
    )
    .execute();
}

export async function insertPolicyVersion(
  q: Trx,
  orgId: string,
  row: FrozenPolicy & { policyId: string; version: number; at: Temporal.Instant; by: string },
): Promise<void> {
  await q
    .insertInto('policyVersions')
    .values({
      orgId,
      policyId: row.policyId,
      version: row.version,
      steps: jsonb(row.steps),
      repeat: row.repeat,
      fallback: row.fallback === null ? null : jsonb(row.fallback),
      acknowledgeTimeoutSeconds: row.acknowledgeTimeoutSeconds,
      createdAt: row.at,
      createdBy: row.by,
    })
    .execute();
}

export async function archivePolicyRow(
  q: Trx,
  orgId: string,
  id: string,
  now: Temporal.Instant,
): Promise<void> {
  await q
    .updateTable('escalationPolicies')
    // The slug is free again; pages that still run keep the id.
    .set({ archivedAt: now, slug: sql<string>`slug || '~' || id` })
    .where('orgId', '=', orgId)
    .where('id', '=', id)
    .execute();
}

/** One ring of one policy, and how many pages take their turn in it now. */
export interface RingTurns {
  readonly policyId: string;
  readonly ring: string;
  readonly turns: number;
}

/**
 * Moves rings on and returns the position of the first turn of each, in the order asked. The rows
 * stay locked until the commit, so that pages opened at once get different people.
 */
export async function takeTurns(
  q: Trx,
  orgId: string,
  rings: readonly RingTurns[],
): Promise<number[]> {
  if (rings.length === 0) return [];
  const result = await sql<{ ord: number; position: number }>`
    with wanted as (
      select * from unnest(
        ${rings.map((one) => one.policyId)}::text[], ${rings.map((one) => one.ring)}::text[],
        ${rings.map((one) => one.turns)}::int[]
      ) with ordinality as f (policy_id, ring, turns, ord)
    ), moved as (
      insert into policy_rings (org_id, policy_id, ring, position)
      select ${orgId}, policy_id, ring, turns from wanted order by policy_id, ring
      on conflict (org_id, policy_id, ring)
      do update set position = policy_rings.position + excluded.position
      returning policy_id, ring, position
    )
    select wanted.ord::int - 1 as ord, moved.position - wanted.turns as position
    from wanted join moved using (policy_id, ring)`.execute(q);
  const positions = rings.map(() => 0);
  for (const { ord, position } of result.rows) positions[ord] = position;
  return positions;
}

/** Whose turn is next in each ring of a policy, by ring. */
export async function selectRings(
  q: Queries,
  orgId: string,
  policyId: string,
): Promise<Record<string, number>> {
  const rows = await q
    .selectFrom('policyRings')
    .select(['ring', 'position'])
    .where('orgId', '=', orgId)
    .where('policyId', '=', policyId)
    .execute();
  return Object.fromEntries(rows.map(({ ring, position }) => [ring, position]));
}

function toPolicy(row: Row): Policy {
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    teamId: row.teamId,
    version: row.version,
    createdAt: row.createdAt,
    steps: row.steps as unknown as PolicyStep[],
    repeat: row.repeat,
    fallback: row.fallback as Target | null,
    acknowledgeTimeoutSeconds: row.acknowledgeTimeoutSeconds,
  };
}
