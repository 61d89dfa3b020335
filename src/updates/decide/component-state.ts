import type { ComponentState, UpdateStatus } from '../model.ts';
import { stateOfSeverity, worseState } from './standing.ts';

/** An open incident that was published on the page, with the status that it was last given there. */
export interface PublishedIncident {
  readonly severity: 'sev1' | 'sev2' | 'sev3' | 'sev4';
  readonly serviceIds: readonly string[];
  readonly status: UpdateStatus;
}

/**
 * What a part of the service shows: what people have set, else the worst that open incidents on the
 * page say about its service. One that is only watched any more (monitoring) works again.
 */
export function componentState(
  component: { readonly setState: ComponentState | null; readonly serviceId: string | null },
  incidents: readonly PublishedIncident[],
): ComponentState {
  if (component.setState !== null) return component.setState;
  const { serviceId } = component;
  if (serviceId === null) return 'operational';
  return incidents
    .filter(({ status }) => status === 'investigating' || status === 'identified')
    .filter(({ serviceIds }) => serviceIds.includes(serviceId))
    .map(({ severity }) => stateOfSeverity(severity))
    .reduce<ComponentState>(worseState, 'operational');
}
