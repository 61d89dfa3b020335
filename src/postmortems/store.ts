import type { Selectable } from 'kysely';

// SQL on postmortems, their factors and their actions.
import type { TimeCursor } from '#platform/cursor';
import { type Database, jsonb, type Queries, sql, type Trx } from '#platform/db';

import type {
  ActionKind,
  ActionState,
  Confidence,
  Factor,
  Postmortem,
  PostmortemState,
  Stage,
  StoredAction,
} from './model.ts';

type Row = Selectable<Database['postmortems']>;
type ActionRow = Selectable<Database['postmortemActions']>;

/** The postmortem of an incident; `lock` makes other writers wait. */
export async function selectPostmortem(
  q: Queries,
  orgId: string,
  incidentId: string,
  lock = false,
): Promise<Postmortem | null> {
  const query = q
    .selectFrom('postmortems')
    .selectAll()
    .where('orgId', '=', orgId)
    .where('incidentId', '=', incidentId);
  const row = await (lock ? query.forUpdate() : query).executeTakeFirst();
  return row ? readRow(row) : null;
}

export interface PostmortemFilter {
  readonly states?: readonly PostmortemState[] | undefined;
  /** due before this and not published */
  readonly overdueAt?: Temporal.Instant | undefined;
  readonly after?: TimeCursor | undefined;
  /** incidents whose postmortems are left out */
  readonly hidden?: readonly string[] | undefined;
  readonly limit: number;
}

/** Newest first. */
export async function selectPostmortems(
  q: Queries,
  orgId: string,
  filter: PostmortemFilter,
): Promise<(Postmortem & { readonly createdAt: Temporal.Instant })[]> {
  let query = q.selectFrom('postmortems').selectAll().where('orgId', '=', orgId);
  if (filter.hidden && filter.hidden.length > 0) {
    query = query.where('incidentId', 'not in', [...filter.hidden]);
  }
  if (filter.states !== undefined) query = query.where('state', 'in', [...filter.states]);
  if (filter.overdueAt !== undefined) {
    query = query.where('publishedAt', 'is', null).where('dueAt', '<', filter.overdueAt);
  }
  if (filter.after !== undefined) {
    query = query.where(sql<boolean>`(created_at, id) < (${filter.after.at}, ${filter.after.id})`);
  }
  const rows = await query
    .orderBy('createdAt', 'desc')
    .orderBy('id', 'desc')
    .limit(filter.limit)
    .execute();
  return rows.map((row) => ({ ...readRow(row), createdAt: row.createdAt }));
}

/** Makes a postmortem; null when the incident has one already. */
export async function insertPostmortem(
  q: Trx,
  orgId: string,
  postmortem: Postmortem,
  now: Temporal.Instant,
): Promise<boolean> {
  const row = await q
    .insertInto('postmortems')
    .values({
      orgId,
      id: postmortem.id,
      incidentId: postmortem.incidentId,
      ...columnsOf(postmortem),
      published: null,
      createdAt: now,
      updatedAt: now,
    })
    .onConflict((conflict) => conflict.columns(['orgId', 'incidentId']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

export async function updatePostmortem(
  q: Trx,
  orgId: string,
  postmortem: Postmortem,
  now: Temporal.Instant,
): Promise<void> {
  await q
    .updateTable('postmortems')
    .set({ ...columnsOf(postmortem), updatedAt: now })
    .where('orgId', '=', orgId)
    .where('id', '=', postmortem.id)
    .execute();
}

/** Freezes the document as it was published. */
export async function keepPublished(
  q: Trx,
  orgId: string,
  id: string,
  published: unknown,
): Promise<void> {
  await q
    .updateTable('postmortems')
    .set({ published: jsonb(published) })
    .where('orgId', '=', orgId)
    .where('id', '=', id)
    .execute();
}

export async function selectFactors(
  q: Queries,
  orgId: string,
  postmortemId: string,
): Promise<Factor[]> {
  const rows = await q
    .selectFrom('postmortemFactors')
    .select(['id', 'stage', 'text', 'confidence'])
    .where('orgId', '=', orgId)
    .where('postmortemId', '=', postmortemId)
    .orderBy('position')
    .limit(500)
    .execute();
  return rows.map((row) => ({
    ...row,
    stage: row.stage as Stage,
    confidence: row.confidence as Confidence,
  }));
}

/** Writes the factors of a postmortem in their order, in place of those there were. */
export async function replaceFactors(
  q: Trx,
  orgId: string,
  postmortemId: string,
  factors: readonly Factor[],
): Promise<void> {
  await q
    .deleteFrom('postmortemFactors')
    .where('orgId', '=', orgId)
    .where('postmortemId', '=', postmortemId)
    .execute();
  if (factors.length === 0) return;
  await q
    .insertInto('postmortemFactors')
    .values(factors.map((factor, position) => ({ orgId, postmortemId, ...factor, position })))
    .execute();
}

export async function selectActions(
  q: Queries,
  orgId: string,
  postmortemId: string,
): Promise<StoredAction[]> {
  const rows = await q
    .selectFrom('postmortemActions')
    .selectAll()
    .where('orgId', '=', orgId)
    .where('postmortemId', '=', postmortemId)
    .orderBy('position')
    .limit(500)
    .execute();
  return rows.map(readAction);
}

/** Writes the actions of a postmortem in their order, in place of those there were. */
export async function replaceActions(
  q: Trx,
  orgId: string,
  postmortemId: string,
  actions: readonly StoredAction[],
): Promise<void> {
  await q
    .deleteFrom('postmortemActions')
    .where('orgId', '=', orgId)
    .where('postmortemId', '=', postmortemId)
    .execute();
  if (actions.length === 0) return;
  await q
    .insertInto('postmortemActions')
    .values(
      actions.map((action, position) => ({
        orgId,
        postmortemId,
        ...action,
        due: action.due?.toString() ?? null,
        position,
      })),
    )
    .execute();
}

/** Open actions of all postmortems, the one due first in front, without a date last; at most `limit`. */
export async function selectOpenActions(
  q: Queries,
  orgId: string,
  filter: {
    readonly dueBefore?: string | undefined;
    readonly hidden?: readonly string[] | undefined;
    readonly limit: number;
  },
): Promise<{ action: StoredAction; incidentId: string }[]> {
  let query = q
    .selectFrom('postmortemActions as a')
    .innerJoin('postmortems as p', (join) =>
      join.onRef('p.orgId', '=', 'a.orgId').onRef('p.id', '=', 'a.postmortemId'),
    )
    .selectAll('a')
    .select('p.incidentId')
    .where('a.orgId', '=', orgId)
    .where('a.state', 'in', ['open', 'inProgress']);
  if (filter.dueBefore !== undefined) query = query.where('a.due', '<', filter.dueBefore);
  if (filter.hidden && filter.hidden.length > 0) {
    query = query.where('p.incidentId', 'not in', [...filter.hidden]);
  }
  const rows = await query
    .orderBy('a.due', (order) => order.asc().nullsLast())
    .orderBy('a.id')
    .limit(filter.limit)
    .execute();
  return rows.map((row) => ({ action: readAction(row), incidentId: row.incidentId }));
}

/** Open actions of postmortems, without those of the `hidden` incidents. */
export async function countOpenActions(
  q: Queries,
  orgId: string,
  hidden: readonly string[],
): Promise<number> {
  let query = q
    .selectFrom('postmortemActions as a')
    .select((e) => e.fn.countAll<number>().as('count'))
    .where('a.orgId', '=', orgId)
    .where('a.state', 'in', ['open', 'inProgress']);
  if (hidden.length > 0) {
    query = query.where('a.postmortemId', 'not in', (sub) =>
      sub
        .selectFrom('postmortems as p')
        .select('p.id')
        .where('p.orgId', '=', orgId)
        .where('p.incidentId', 'in', [...hidden]),
    );
  }
  const row = await query.executeTakeFirst();
  return Number(row?.count ?? 0);
}

function columnsOf({ text, ...postmortem }: Postmortem) {
  return {
    state: postmortem.state,
    dueAt: postmortem.dueAt,
    title: text.title,
    summary: text.summary,
    impact: text.impact,
    detection: text.detection,
    wentWell: text.wentWell === null ? null : jsonb(text.wentWell),
    lucky: text.lucky,
    surprises: text.surprises,
    changes: jsonb(postmortem.changes),
    hiddenEntries: jsonb(postmortem.hiddenEntries),
    publishedAt: postmortem.publishedAt,
    publishedBy: postmortem.publishedBy,
    version: postmortem.version,
  };
}

function readRow(row: Row): Postmortem {
  const { title, summary, impact, detection, lucky, surprises } = row;
  return {
    id: row.id,
    incidentId: row.incidentId,
    state: row.state as PostmortemState,
    dueAt: row.dueAt,
    text: {
      title,
      summary,
      impact,
      detection,
      wentWell: row.wentWell as string[] | null,
      lucky,
      surprises,
    },
    changes: row.changes as string[],
    hiddenEntries: row.hiddenEntries as string[],
    publishedAt: row.publishedAt,
    publishedBy: row.publishedBy,
    version: row.version,
  };
}

function readAction(row: ActionRow): StoredAction {
  return {
    id: row.id,
    text: row.text,
    kind: row.kind as ActionKind,
    ownerId: row.ownerId,
    due: row.due === null ? null : Temporal.PlainDate.from(row.due),
    state: row.state as ActionState,
    reason: row.reason,
    createdAt: row.createdAt,
    completedAt: row.completedAt,
  };
}
