import type { AlertBody } from '#alerts/contract';
import type { IncidentBody } from '#incidents/contract';

import { alertState, incidentState, type State } from '../ui/Severity.tsx';

const order: State[] = ['sev1', 'sev2', 'unknown', 'sev3', 'sev4', 'ok'];

/** What is wrong with a service now. */
export interface Standing {
  /** Open alerts. */
  count: number;
  state: State;
  /** The worst open incident that names it. */
  incident: string | null;
}

/** How many open alerts each service has, whether it is in an incident, and the worst of them. */
export function openByService(
  alerts: readonly AlertBody[],
  incidents: readonly IncidentBody[] = [],
): Map<string, Standing> {
  const found = new Map<string, Standing>();
  const add = (service: string, state: State, count: number, incident: string | null) => {
    const before = found.get(service);
    const worse = !before || order.indexOf(state) < order.indexOf(before.state);
    found.set(service, {
      count: (before?.count ?? 0) + count,
      state: worse ? state : before.state,
      incident: before?.incident ?? incident,
    });
  };
  const bySeverity = incidents.toSorted((a, b) => a.severity.localeCompare(b.severity));
  for (const { services, severity, ref } of bySeverity)
    for (const service of services) add(service, incidentState(severity), 0, ref);
  for (const { service, severity } of alerts)
    if (service !== null) add(service, alertState(severity), 1, null);
  return found;
}
