import type { AlertSignal, Reason } from '../model.ts';

/** What routing needs of a service. */
export interface RoutableService {
  readonly id: string;
  readonly name: string;
  readonly archivedAt: Temporal.Instant | null;
}

/** The references under which a hint may name a service: as it stands, in lower case, as a slug. */
export function refsOfHint(hint: string): string[] {
  const lower = hint.trim().toLowerCase();
  return [...new Set([hint, lower, lower.replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '')])];
}

export interface Route {
  readonly serviceId: string;
  readonly reasons: readonly Reason[];
}

/**
 * The service of a new alert: the one that the signal itself names, if it exists, else that of the
 * ingest key. An alert is never lost for lack of a service.
 * @param byRef services by the references that were asked for, see `refsOfHint`.
 */
export function routeSignal(
  signal: AlertSignal,
  keyServiceId: string,
  byRef: ReadonlyMap<string, RoutableService>,
): Route {
  const hint = signal.serviceHint;
  const named = (hint === null ? [] : refsOfHint(hint))
    .map((ref) => byRef.get(ref))
    .find((service) => service?.archivedAt === null);
  const key = byRef.get(keyServiceId);
  const routed: Reason =
    named === undefined
      ? {
          code: 'routed',
          text: `Routed to ${key?.name ?? keyServiceId}, the service of the ingest key.`,
        }
      : { code: 'routed', text: `Routed to ${named.name}, because the event names "${hint}".` };
  return {
    serviceId: named?.id ?? keyServiceId,
    reasons: [
      routed,
      { code: 'grouped', text: 'A group of its own: no grouping is set for this service.' },
      ...signal.warnings.map(({ code, detail }) => ({ code, text: detail })),
    ],
  };
}
