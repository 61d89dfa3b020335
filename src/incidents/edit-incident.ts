// What people change about an incident: its name, how bad it is, what it hurts, when it began.
import { changedFields } from '#platform/changed';
import { requireRight, type Tx } from '#platform/context';
import { Problem } from '#platform/errors';
import { requireVersion } from '#platform/etag';
import { cleanLine, cleanText } from '#platform/text';
import { servicesByIds } from '#services';

import { actorOf, auditObject, type By, lockIncident, saveIncident } from './act.ts';
import { floored, noteEvents } from './add-entry.ts';
import { dueAfterSeverityChange } from './decide/cadence.ts';
import { isRaised, severityName } from './decide/severity.ts';
import { type Incident, type IncidentTimes, type Severity } from './model.ts';
import { serviceIdsGiven } from './read-given.ts';
import { cadenceOf } from './reads/levels.ts';
import { announcePromise, promised } from './schedule-updates.ts';
import { replaceServices } from './store/incidents.ts';

/** Stamps that may be mended by hand; the others are made by their verbs. */
export const MENDABLE = [
  'impactStartedAt',
  'detectedAt',
  'acknowledgedAt',
  'causeIdentifiedAt',
] as const;

export interface IncidentEdit {
  readonly incident: string;
  readonly title?: string | undefined;
  readonly severity?: Severity | undefined;
  readonly impact?: string | undefined;
  readonly private?: boolean | undefined;
  /** ids or slugs; replaces those there were */
  readonly services?: readonly string[] | undefined;
  readonly times?:
    | { readonly [K in (typeof MENDABLE)[number]]?: Temporal.Instant | null | undefined }
    | undefined;
  readonly by?: string | undefined;
  readonly version?: number | null | undefined;
}

/** Edits an incident and returns it. Throws `unprocessable` with a pointer, `preconditionFailed`. */
export async function editIncident(tx: Tx, edit: IncidentEdit): Promise<Incident> {
  requireRight(tx.ctx, 'incidents:write');
  const before = await lockIncident(tx, edit.incident);
  requireVersion(before.version, edit.version);
  const by = await actorOf(tx, edit.by);
  const title = edit.title === undefined ? before.title : cleanLine(edit.title).slice(0, 300);
  if (title === '') refuse('/title', 'Say in a line what is wrong.');
  const severity = edit.severity ?? before.severity;
  const patch: Partial<Incident> = {
    title,
    severity,
    impact: edit.impact === undefined ? before.impact : cleanText(edit.impact).slice(0, 1000),
    private: edit.private ?? before.private,
    serviceIds:
      edit.services === undefined ? before.serviceIds : await serviceIdsGiven(tx, edit.services),
    times: mended(before.times, edit.times ?? {}, tx.now),
  };
  const change = changedFields(await shown(tx, before), await shown(tx, { ...before, ...patch }));
  if (!change) return before;
  if (edit.services !== undefined) {
    await replaceServices(tx.q, tx.orgId, before.id, patch.serviceIds ?? []);
  }
  const promise = severity === before.severity ? {} : await promiseFor(tx, before, severity);
  const after = await saveIncident(tx, before, { ...patch, ...promise });
  tx.audit({
    action: 'incident.updated',
    object: auditObject(before),
    before: change.before,
    after: change.after,
  });
  await noteEdit(tx, before, after, by);
  // Who may know of it no longer, or does from now on, is told by nothing else: their lists look again.
  if (before.private !== after.private) {
    tx.publish({ topic: 'incidents', kind: 'incident.listed', data: {} });
  }
  if (after.cadenceGeneration !== before.cadenceGeneration) await announcePromise(tx, after);
  return after;
}

/** Another severity, as its own verb; `editIncident` with nothing else. */
export async function setSeverity(
  tx: Tx,
  input: {
    readonly incident: string;
    readonly severity: Severity;
    readonly by?: string | undefined;
  },
): Promise<Incident> {
  return editIncident(tx, input);
}

async function promiseFor(tx: Tx, before: Incident, severity: Severity) {
  if (before.times.resolvedAt !== null) return {};
  const due = dueAfterSeverityChange({
    current: before.nextUpdateAt,
    changedAt: tx.now,
    lastUpdateAt: before.lastUpdateAt,
    severity,
    settings: await cadenceOf(tx.q, tx.orgId),
  });
  const same =
    due === before.nextUpdateAt ||
    (due !== null && before.nextUpdateAt !== null && due.equals(before.nextUpdateAt));
  return same ? {} : promised(before, due, tx.now);
}

async function noteEdit(tx: Tx, before: Incident, after: Incident, by: By): Promise<void> {
  const incidentId = before.id;
  if (before.severity !== after.severity) {
    const word = isRaised(before.severity, after.severity) ? 'Raised' : 'Lowered';
    await noteEvents(tx, [
      {
        incidentId,
        event: 'severity.changed',
        text: `${word} from ${severityName(before.severity)} to ${severityName(after.severity)}`,
        data: { from: before.severity, to: after.severity },
        by,
      },
    ]);
  }
  if (before.title !== after.title) {
    await noteEvents(tx, [
      {
        incidentId,
        event: 'title.changed',
        text: `Now called: ${after.title}`,
        data: { from: before.title, to: after.title },
        by,
      },
    ]);
  }
}

function mended(
  times: IncidentTimes,
  edit: NonNullable<IncidentEdit['times']>,
  now: Temporal.Instant,
): IncidentTimes {
  const after = { ...times };
  for (const name of MENDABLE) {
    const given = edit[name];
    if (given === undefined) continue;
    if (given !== null && Temporal.Instant.compare(given, now.add({ minutes: 1 })) > 0) {
      refuse(`/times/${name}`, 'What has happened is not in the future.');
    }
    after[name] = given === null ? null : floored(given);
  }
  return after;
}

async function shown(tx: Tx, incident: Incident): Promise<Record<string, unknown>> {
  const services = await servicesByIds(tx.q, tx.orgId, incident.serviceIds);
  return {
    title: incident.title,
    severity: incident.severity,
    impact: incident.impact,
    private: incident.private,
    services: [...services.values()].map(({ slug }) => slug).toSorted(),
    ...Object.fromEntries(MENDABLE.map((name) => [name, incident.times[name]?.toString() ?? null])),
  };
}

function refuse(pointer: string, message: string): never {
  throw new Problem('unprocessable', message, { errors: [{ pointer, message }] });
}
