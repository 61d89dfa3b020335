// Mending a typed entry. The old words stay, and when it was recorded never changes.
import { requireRight, type Tx } from '#platform/context';
import { notFound, Problem } from '#platform/errors';
import { requireVersion } from '#platform/etag';
import { cleanText } from '#platform/text';

import { actorOf, auditObject, lockIncident, publishIncident, saveIncident } from './act.ts';
import { checkEntry, floored } from './add-entry.ts';
import type { Entry } from './model.ts';
import { replaceEntry, selectEntry } from './store/entries.ts';

export interface EntryEdit {
  readonly incident: string;
  readonly entry: string;
  readonly text?: string | undefined;
  readonly happenedAt?: Temporal.Instant | undefined;
  readonly mitigation?: boolean | undefined;
  readonly cause?: boolean | undefined;
  /** How often it had been edited when it was read. */
  readonly version?: number | null | undefined;
}

/** Edits a typed entry and returns it. Machine events and published updates stay as they are (conflict). */
export async function editEntry(tx: Tx, edit: EntryEdit): Promise<Entry> {
  requireRight(tx.ctx, 'incidents:write');
  const incident = await lockIncident(tx, edit.incident);
  const before =
    (await selectEntry(tx.q, tx.orgId, incident.id, edit.entry)) ?? notFound('entry', edit.entry);
  if (before.kind === 'event' || before.kind === 'update') {
    throw new Problem('conflict', 'What the program noted, and what was published, is not edited.');
  }
  requireVersion(before.edits, edit.version);
  const after: Entry = {
    ...before,
    text: edit.text === undefined ? before.text : cleanText(edit.text),
    happenedAt: edit.happenedAt === undefined ? before.happenedAt : floored(edit.happenedAt),
    mitigation: edit.mitigation ?? before.mitigation,
    cause: edit.cause ?? before.cause,
    edits: before.edits + 1,
  };
  checkEntry(after, tx.now);
  const by = await actorOf(tx, undefined);
  await replaceEntry(tx.q, tx.orgId, { before, after, at: tx.now, by: by.label });
  tx.audit({
    action: 'incident.entry.edited',
    object: auditObject(incident),
    before: { entry: before.id, text: before.text, happenedAt: before.happenedAt.toString() },
    after: { entry: after.id, text: after.text, happenedAt: after.happenedAt.toString() },
  });
  tx.publish({ topic: `incident:${incident.id}`, kind: 'entry.edited', data: { id: before.id } });
  if (after.cause && incident.times.causeIdentifiedAt === null) {
    const times = { ...incident.times, causeIdentifiedAt: after.happenedAt };
    await saveIncident(tx, incident, { times });
  } else publishIncident(tx, incident.id);
  return after;
}
