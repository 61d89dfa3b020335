// Writing on the timeline: what people type, and what the program notes.
import { requireRight, type Tx } from '#platform/context';
import { Problem } from '#platform/errors';
import { cleanText } from '#platform/text';

import {
  actorOf,
  auditObject,
  type By,
  lockIncident,
  newEntry,
  publishIncident,
  saveIncident,
} from './act.ts';
import type { EntryKind, Incident } from './model.ts';
import { insertEntries, type NewEntry } from './store/entries.ts';

export const TYPED_KINDS = [
  'symptom',
  'hypothesis',
  'action',
  'result',
  'decision',
  'note',
] as const;

export interface EntryInput {
  readonly incident: string;
  readonly kind: EntryKind;
  readonly text: string;
  readonly happenedAt?: Temporal.Instant | undefined;
  /** an action or a decision that is meant to stop the harm */
  readonly mitigation?: boolean | undefined;
  /** what names the cause */
  readonly cause?: boolean | undefined;
  readonly by?: string | undefined;
}

const LONGEST = 10_000;

/**
 * Adds a typed entry and returns its id. The cause is stamped on the incident with the first entry
 * that names one. Throws `unprocessable` for an empty text, a kind that only the program writes, a
 * time in the future, a mitigation that is neither action nor decision.
 */
export async function addEntry(
  tx: Tx,
  input: EntryInput,
): Promise<{ id: string; incident: Incident }> {
  requireRight(tx.ctx, 'incidents:write');
  const incident = await lockIncident(tx, input.incident);
  const text = cleanText(input.text);
  const happenedAt = floored(input.happenedAt ?? tx.now);
  checkEntry({ ...input, text, happenedAt }, tx.now);
  const by = await actorOf(tx, input.by);
  const entry = newEntry(tx, {
    incidentId: incident.id,
    kind: input.kind,
    text,
    happenedAt,
    by,
    mitigation: input.mitigation ?? false,
    cause: input.cause ?? false,
  });
  await insertEntries(tx.q, tx.orgId, [entry]);
  tx.audit({
    action: 'incident.entry.added',
    object: auditObject(incident),
    after: { entry: entry.id, kind: entry.kind, text: entry.text.slice(0, 500) },
  });
  tx.publish({ topic: `incident:${incident.id}`, kind: 'entry.added', data: { id: entry.id } });
  if (entry.cause && incident.times.causeIdentifiedAt === null) {
    const times = { ...incident.times, causeIdentifiedAt: happenedAt };
    return { id: entry.id, incident: await saveIncident(tx, incident, { times }) };
  }
  publishIncident(tx, incident.id);
  return { id: entry.id, incident };
}

/** The rules that a typed entry keeps, new or edited. */
export function checkEntry(
  entry: {
    readonly kind: EntryKind;
    readonly text: string;
    readonly happenedAt: Temporal.Instant;
    readonly mitigation?: boolean | undefined;
  },
  now: Temporal.Instant,
): void {
  if (!(TYPED_KINDS as readonly EntryKind[]).includes(entry.kind)) {
    refuse(
      '/kind',
      entry.kind === 'update'
        ? 'Updates go to the updates of the incident, so that people are told.'
        : 'Events are written by the program.',
    );
  }
  if (entry.text === '') refuse('/text', 'Say in a line what it is.');
  if (entry.text.length > LONGEST) refuse('/text', `At most ${LONGEST} characters.`);
  if (Temporal.Instant.compare(entry.happenedAt, now.add({ minutes: 1 })) > 0) {
    refuse('/happenedAt', 'What has happened is not in the future.');
  }
  if (entry.mitigation === true && entry.kind !== 'action' && entry.kind !== 'decision') {
    refuse('/mitigation', 'Only an action or a decision stops the harm.');
  }
}

/** A machine event for one incident. With a `key` it is noted once, however often it is told. */
export interface EventNote {
  readonly incidentId: string;
  readonly event: string;
  readonly text: string;
  readonly data?: Readonly<Record<string, unknown>> | undefined;
  readonly key?: string | undefined;
  readonly happenedAt?: Temporal.Instant | undefined;
  readonly by?: By | undefined;
}

/**
 * Notes machine events. For verbs and reactions, which have checked the right already; no audit row,
 * since what happened has its own. Returns the incidents that got a new entry.
 */
export async function noteEvents(tx: Tx, notes: readonly EventNote[]): Promise<string[]> {
  const { actor } = tx.ctx;
  const entries = notes.map(({ incidentId, event, text, data, key, happenedAt, by }): NewEntry =>
    newEntry(tx, {
      incidentId,
      kind: 'event',
      text,
      event,
      by: by ?? { kind: actor.kind, id: actor.id, label: actor.label },
      data: data ?? {},
      eventKey: key ?? null,
      ...(happenedAt !== undefined && { happenedAt: floored(happenedAt) }),
    }),
  );
  const written = new Set(await insertEntries(tx.q, tx.orgId, entries));
  const touched = new Set<string>();
  for (const entry of entries) {
    if (!written.has(entry.id)) continue;
    touched.add(entry.incidentId);
    tx.publish({
      topic: `incident:${entry.incidentId}`,
      kind: 'entry.added',
      data: { id: entry.id },
    });
  }
  return [...touched];
}

/** Cut to milliseconds, the precision of cursors and of JSON. */
export function floored(at: Temporal.Instant): Temporal.Instant {
  return at.round({ smallestUnit: 'millisecond', roundingMode: 'floor' });
}

function refuse(pointer: string, message: string): never {
  throw new Problem('unprocessable', message, { errors: [{ pointer, message }] });
}
