import type { AlertBody } from '#alerts/contract';

import { alertState, type State } from '../ui/Severity.tsx';

const order: State[] = ['sev1', 'sev2', 'unknown', 'sev3', 'sev4', 'ok'];

/** How many open alerts each service has, and the worst of them. */
export function openByService(
  alerts: readonly AlertBody[],
): Map<string, { count: number; state: State }> {
  const found = new Map<string, { count: number; state: State }>();
  for (const alert of alerts) {
    if (alert.service === null) continue;
    const before = found.get(alert.service);
    const state = alertState(alert.severity);
    found.set(alert.service, {
      count: (before?.count ?? 0) + 1,
      state: before && order.indexOf(before.state) < order.indexOf(state) ? before.state : state,
    });
  }
  return found;
}
