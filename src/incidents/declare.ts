// Declaring an incident: one field is enough.
import type { Alert } from '#alerts';
import { requireRight, type Tx } from '#platform/context';
import { Problem } from '#platform/errors';
import { cleanLine, cleanText } from '#platform/text';
import { listServices } from '#services';

import { actorOf, auditObject, publishIncident } from './act.ts';
import { floored, noteEvents } from './add-entry.ts';
import { nextUpdateDue } from './decide/cadence.ts';
import { guessService } from './decide/services.ts';
import { proposedSeverity, severityName } from './decide/severity.ts';
import { linkFound } from './link-alerts.ts';
import { type Incident, type IncidentEvents, type IncidentTimes, type Severity } from './model.ts';
import { alertsGiven, serviceIdsGiven } from './read-given.ts';
import { cadenceOf } from './reads/levels.ts';
import { announcePromise, promised } from './schedule-updates.ts';
import { insertIncident, nextIncidentNumber } from './store/incidents.ts';

export interface DeclareInput {
  readonly title: string;
  readonly severity?: Severity | undefined;
  /** ids or slugs; without them those of the alerts, else the one that the title names */
  readonly services?: readonly string[] | undefined;
  /** ids or refs */
  readonly alerts?: readonly string[] | undefined;
  readonly private?: boolean | undefined;
  readonly impact?: string | undefined;
  readonly impactStartedAt?: Temporal.Instant | undefined;
  /** e-mail address of who declares and leads; else the person behind the caller */
  readonly by?: string | undefined;
}

/**
 * Declares an incident and returns it. Who declares leads until somebody else does; the severity is
 * proposed by the alerts, SEV2 without any; the first update is promised. Throws `unprocessable`
 * with a pointer for an empty title, an unknown service or alert.
 */
export async function declareIncident(tx: Tx, input: DeclareInput): Promise<Incident> {
  requireRight(tx.ctx, 'incidents:write');
  const title = cleanLine(input.title).slice(0, 300);
  if (title === '') refuse('/title', 'Say in a line what is wrong.');
  const alerts = await alertsGiven(tx, input.alerts ?? []);
  const by = await actorOf(tx, input.by);
  const severity = input.severity ?? proposedSeverity(alerts.map((alert) => alert.severity));
  const serviceIds = await servicesOf(tx, input.services, { title, alerts });
  const commander = by.kind === 'person' ? by.id : null;
  const settings = await cadenceOf(tx.q, tx.orgId);
  const declaredAt = tx.now;
  const blank: Incident = {
    id: tx.newId('inc'),
    number: await nextIncidentNumber(tx.q, tx.orgId),
    title,
    severity,
    private: input.private ?? false,
    impact: cleanText(input.impact ?? '').slice(0, 1000),
    declaredBy: commander,
    declaredByLabel: by.label,
    roles: { commander, operations: null, communications: null, scribe: null },
    members: [],
    times: timesOf(alerts, declaredAt, input.impactStartedAt),
    verifiedHow: '',
    serviceIds,
    nextUpdateAt: null,
    nextUpdateSetAt: null,
    cadenceGeneration: 0,
    lastUpdateAt: null,
    updatesSent: 0,
    updatesOnTime: 0,
    version: 1,
  };
  const due = nextUpdateDue({ declaredAt, severity, settings, lastUpdate: null });
  const incident: Incident = { ...blank, ...promised(blank, due, tx.now) };
  await insertIncident(tx.q, tx.orgId, incident, tx.now);
  await noteEvents(tx, [
    {
      incidentId: incident.id,
      event: 'declared',
      text: `Declared as ${severityName(severity)}`,
      data: { severity, title },
      by,
    },
  ]);
  await linkFound(tx, incident, alerts, by);
  tx.audit({
    action: 'incident.declared',
    object: auditObject(incident),
    after: { title, severity, private: incident.private, commander: by.label },
  });
  publishIncident(tx, incident.id);
  await announcePromise(tx, incident);
  const event: IncidentEvents['incident.declared'] = { type: 'incident.declared', incident };
  await tx.emit(event);
  return incident;
}

async function servicesOf(
  tx: Tx,
  given: readonly string[] | undefined,
  from: { title: string; alerts: readonly Alert[] },
): Promise<string[]> {
  if (given !== undefined && given.length > 0)
    return [...new Set(await serviceIdsGiven(tx, given))];
  if (from.alerts.length > 0) return [...new Set(from.alerts.map((alert) => alert.serviceId))];
  const guess = guessService(from.title, await listServices(tx.q, tx.orgId, { limit: 10_000 }));
  return guess === undefined ? [] : [guess.id];
}

/** Stamps that the alerts know: when it began, was noticed, was taken. */
function timesOf(
  alerts: readonly Alert[],
  declaredAt: Temporal.Instant,
  impactStartedAt: Temporal.Instant | undefined,
): IncidentTimes {
  const earliest = (moments: readonly (Temporal.Instant | null)[]) =>
    moments
      .filter((moment) => moment !== null)
      .toSorted(Temporal.Instant.compare)
      .at(0) ?? null;
  const began = earliest(alerts.map((alert) => alert.startedAt ?? alert.firstSeenAt));
  const start = impactStartedAt === undefined ? began : floored(impactStartedAt);
  if (start !== null && Temporal.Instant.compare(start, declaredAt.add({ minutes: 1 })) > 0) {
    refuse('/impactStartedAt', 'What has begun is not in the future.');
  }
  return {
    impactStartedAt: start,
    detectedAt: earliest(alerts.map((alert) => alert.firstSeenAt)),
    acknowledgedAt: earliest(alerts.map((alert) => alert.acknowledgedAt)),
    declaredAt,
    causeIdentifiedAt: null,
    mitigatedAt: null,
    verifiedAt: null,
    resolvedAt: null,
  };
}

function refuse(pointer: string, message: string): never {
  throw new Problem('unprocessable', message, { errors: [{ pointer, message }] });
}
