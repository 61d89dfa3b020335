// What declaring would come to, shown below the one field.
import { findAlert } from '#alerts';
import type { Queries } from '#platform/db';
import { listServices, type Service, servicesByIds } from '#services';

import { guessService } from '../decide/services.ts';
import { proposedSeverity } from '../decide/severity.ts';
import { similarTo } from '../decide/similar.ts';
import type { Viewer } from '../decide/visible.ts';
import type { Incident, Severity } from '../model.ts';
import { openIncidents } from './incidents.ts';

export interface Preview {
  readonly severity: Severity;
  readonly services: readonly Service[];
  readonly similar: readonly { readonly incident: Incident; readonly why: string }[];
}

/** The severity and services that would be taken, and open incidents that may be the same trouble. */
export async function previewOf(
  q: Queries,
  orgId: string,
  input: { readonly title: string; readonly alert?: string | undefined; readonly viewer: Viewer },
): Promise<Preview> {
  const alert = input.alert === undefined ? null : await findAlert(q, orgId, input.alert);
  const services =
    alert === null
      ? await guessed(q, orgId, input.title)
      : [...(await servicesByIds(q, orgId, [alert.serviceId])).values()];
  const open = await openIncidents(q, orgId, input.viewer);
  return {
    severity: proposedSeverity(alert === null ? [] : [alert.severity]),
    services,
    similar: similarTo({ title: input.title, serviceIds: services.map(({ id }) => id) }, open),
  };
}

async function guessed(q: Queries, orgId: string, title: string): Promise<Service[]> {
  const guess = guessService(title, await listServices(q, orgId, { limit: 10_000 }));
  return guess === undefined ? [] : [guess];
}
