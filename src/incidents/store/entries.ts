import type { Selectable } from 'kysely';

// SQL on the timeline.
import { type Database, jsonb, type Queries, sql, type Trx } from '#platform/db';

import type { Entry, EntryKind } from '../model.ts';

type Row = Selectable<Database['incidentEntries']>;

/** An entry to write. `eventKey` makes a machine event happen once for its incident. */
export interface NewEntry extends Omit<Entry, 'severityChange' | 'edits' | 'seq'> {
  readonly eventKey: string | null;
}

/** Writes entries; those whose key is there already are left out. Returns the ids written. */
export async function insertEntries(
  q: Trx,
  orgId: string,
  entries: readonly NewEntry[],
): Promise<string[]> {
  if (entries.length === 0) return [];
  const rows = await q
    .insertInto('incidentEntries')
    .values(entries.map((entry) => ({ orgId, ...entry, data: jsonb(entry.data), edits: 0 })))
    .onConflict((conflict) =>
      conflict
        .columns(['orgId', 'incidentId', 'eventKey'])
        .where('eventKey', 'is not', null)
        .doNothing(),
    )
    .returning('id')
    .execute();
  return rows.map(({ id }) => id);
}

export interface EntryFilter {
  readonly kinds?: readonly EntryKind[] | undefined;
  readonly order: 'newest' | 'oldest';
  readonly after?: { readonly at: Temporal.Instant; readonly seq: number } | undefined;
  readonly limit: number;
}

/** Entries of an incident by the time of happening. */
export async function selectEntries(
  q: Queries,
  orgId: string,
  incidentId: string,
  filter: EntryFilter,
): Promise<Entry[]> {
  const { kinds, order, after } = filter;
  let query = q
    .selectFrom('incidentEntries')
    .selectAll()
    .where('orgId', '=', orgId)
    .where('incidentId', '=', incidentId);
  if (kinds !== undefined) query = query.where('kind', 'in', [...kinds]);
  if (after !== undefined) {
    query =
      order === 'newest'
        ? query.where(sql<boolean>`(happened_at, seq) < (${after.at}, ${after.seq})`)
        : query.where(sql<boolean>`(happened_at, seq) > (${after.at}, ${after.seq})`);
  }
  const direction = order === 'newest' ? 'desc' : 'asc';
  const rows = await query
    .orderBy('happenedAt', direction)
    .orderBy('seq', direction)
    .limit(filter.limit)
    .execute();
  return rows.map(readRow);
}

/** What the phases need of many incidents at once: the few entries that end a phase. */
export async function selectPhaseEntries(
  q: Queries,
  orgId: string,
  incidentIds: readonly string[],
): Promise<Entry[]> {
  if (incidentIds.length === 0) return [];
  const rows = await q
    .selectFrom('incidentEntries')
    .selectAll()
    .distinctOn(['incidentId', 'kind', 'mitigation', 'event'])
    .where('orgId', '=', orgId)
    .where('incidentId', 'in', [...incidentIds])
    .where((e) =>
      e.or([
        e('kind', 'in', ['hypothesis', 'action']),
        e('mitigation', '=', true),
        e('event', '=', 'severity.changed'),
      ]),
    )
    .orderBy('incidentId')
    .orderBy('kind')
    .orderBy('mitigation')
    .orderBy('event')
    .orderBy('happenedAt')
    .execute();
  return rows.map(readRow);
}

export async function selectEntry(
  q: Queries,
  orgId: string,
  incidentId: string,
  id: string,
): Promise<Entry | null> {
  const row = await q
    .selectFrom('incidentEntries')
    .selectAll()
    .where('orgId', '=', orgId)
    .where('incidentId', '=', incidentId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row ? readRow(row) : null;
}

/** Writes the new words of an entry and keeps the old ones. */
export async function replaceEntry(
  q: Trx,
  orgId: string,
  edit: { before: Entry; after: Entry; at: Temporal.Instant; by: string },
): Promise<void> {
  const { before, after, at, by } = edit;
  await q
    .insertInto('incidentEntryVersions')
    .values({
      orgId,
      entryId: before.id,
      version: before.edits,
      text: before.text,
      happenedAt: before.happenedAt,
      replacedAt: at,
      replacedBy: by,
    })
    .execute();
  await q
    .updateTable('incidentEntries')
    .set({
      text: after.text,
      happenedAt: after.happenedAt,
      mitigation: after.mitigation,
      cause: after.cause,
      edits: before.edits + 1,
    })
    .where('orgId', '=', orgId)
    .where('id', '=', before.id)
    .execute();
}

export interface EntryVersion {
  readonly version: number;
  readonly text: string;
  readonly happenedAt: Temporal.Instant;
  readonly replacedAt: Temporal.Instant;
  readonly replacedBy: string;
}

/** What an entry said before, oldest first. */
export async function selectVersions(
  q: Queries,
  orgId: string,
  entryId: string,
): Promise<EntryVersion[]> {
  return q
    .selectFrom('incidentEntryVersions')
    .select(['version', 'text', 'happenedAt', 'replacedAt', 'replacedBy'])
    .where('orgId', '=', orgId)
    .where('entryId', '=', entryId)
    .orderBy('version')
    .limit(200)
    .execute();
}

function readRow(row: Row): Entry {
  return {
    id: row.id,
    seq: row.seq,
    incidentId: row.incidentId,
    kind: row.kind as EntryKind,
    text: row.text,
    happenedAt: row.happenedAt,
    recordedAt: row.recordedAt,
    byKind: row.byKind,
    byId: row.byId,
    byLabel: row.byLabel,
    via: row.via,
    mitigation: row.mitigation,
    cause: row.cause,
    event: row.event,
    data: row.data as Record<string, unknown>,
    edits: row.edits,
    severityChange: row.event === 'severity.changed',
  };
}
