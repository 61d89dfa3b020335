import { countRepeats } from '#alerts';
import type { Platform } from '#platform/context';

import type { Outcome, Parcel } from './model.ts';
import { repeatLog } from './store.ts';

/** True for a request that is nothing but one trigger. Only such are counted without a transaction. */
export function isPlainTrigger({ result }: Parcel): boolean {
  const { signals, controls, groupResolves, rejected, deliveryId } = result;
  const [signal] = signals;
  return (
    signals.length === 1 &&
    signal?.kind === 'alert' &&
    signal.status === 'firing' &&
    controls.length + groupResolves.length + rejected.length === 0 &&
    deliveryId === null
  );
}

/**
 * Counts plain triggers whose alert is open and logs them, in one statement.
 * @returns the outcome of each, or null where nothing was written: those have to go the long way.
 */
export async function writeRepeats(
  app: Platform,
  orgId: string,
  parcels: readonly Parcel[],
): Promise<(Outcome | null)[]> {
  const requests = parcels.map(({ key, eventId, source, receivedAt, result }) => ({
    eventId,
    ingestKeyId: key.id,
    serviceId: key.serviceId,
    source,
    receivedAt,
    signals: result.signals,
    groupResolves: [],
  }));
  const log = repeatLog(
    parcels.map(({ key, eventId, source, receivedAt, contentType, raw }) => ({
      id: eventId,
      ingestKeyId: key.id,
      source,
      receivedAt,
      contentType,
      body: raw,
    })),
    parcels.map(({ result }) => result.signals[0]?.dedupKey ?? ''),
  );
  const verdicts = await countRepeats(app.db, orgId, requests, { now: app.clock.now(), log });
  return verdicts.map(
    (verdict) =>
      verdict && {
        verdicts: [{ kind: 'alert', ...verdict }],
        rejected: [],
        replayed: false,
      },
  );
}
