/**
 * Alerts: takes in what sources say and keeps one open alert per problem: de-duplicates by key within
 * an ingest key, counts, routes to a service, acknowledges, snoozes and resolves.
 *
 * Owns alerts, alert_signals and early_resolves. Never here: who is paged and when (paging reacts to
 * the events), what a tool's payload means (sources), how an event becomes durable (intake).
 */
export { acknowledgeAlert } from './acknowledge.ts';
export type { AlertAction } from './act.ts';
export { countRepeats } from './count-repeats.ts';
export { refsOfHint } from './decide/route.ts';
export { urgencyOf } from './decide/urgency.ts';
export { escalateAlert } from './escalate.ts';
export { alertsDuties } from './jobs.ts';
export { lockGroups } from './lock-groups.ts';
export { type GroupMark, markGroups } from './mark-groups.ts';
export { alertRef } from './model.ts';
export type {
  Alert,
  AlertEvents,
  AlertLink,
  AlertSignal,
  AlertState,
  By,
  OpenedAlert,
  RaisedAlert,
  Reason,
  Severity,
  SignalOutcome,
  SignalRequest,
  SignalVerdict,
  Urgency,
} from './model.ts';
export { alertPage, alertsOfGroups, findAlert, findAlerts, openAlerts } from './reads/alerts.ts';
export { type OpenCounts, openCounts } from './reads/counts.ts';
export { eventsOfGroups, openGroups } from './reads/old.ts';
export type { Neighbour, Neighbours } from './reads/present.ts';
export { recordSignals } from './record-signals.ts';
export { resolveAlert } from './resolve.ts';
export { oldAlerts } from './store/old.ts';
export type { LogStatement } from './store/repeats.ts';
export { alertsRoutes } from './routes.ts';
export { snoozeAlert, snoozeEnd } from './snooze.ts';
