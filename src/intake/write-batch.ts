import { recordSignals, refsOfHint, type SignalRequest } from '#alerts';
import { type ChangeInput, recordChanges } from '#changes';
import type { Tx } from '#platform/context';
import { servicesByRefs } from '#services';
import type { Signal } from '#sources';

import { changeTime, noteClock } from './decide/clock.ts';
import type { Outcome, Parcel, Verdict } from './model.ts';
import {
  claimChanges,
  earlierDeliveries,
  type EventRow,
  insertEvents,
  insertRejected,
  type RejectedRow,
  storedEvents,
  touchKeys,
} from './store.ts';

/** Bytes of a refused body that are kept. */
const KEPT_BYTES = 64 * 1024;

/**
 * Writes a batch of requests of one organisation: signals to alerts, changes to the feed, the bodies
 * and verdicts to the event log, refused elements to their list. All of it commits or none.
 * @param touched ids of keys whose last use shall be noted.
 */
export async function writeBatch(
  tx: Tx,
  parcels: readonly Parcel[],
  touched: readonly string[],
): Promise<Outcome[]> {
  const replays = await findReplays(tx, parcels);
  const fresh = parcels.filter((parcel) => !replays.has(parcel));
  const alertVerdicts = await writeAlerts(tx, fresh);
  const changeVerdicts = await writeChanges(tx, fresh);
  const outcomes = parcels.map((parcel): Outcome => {
    const replayed = replays.get(parcel);
    if (replayed !== undefined) return { verdicts: replayed, rejected: [], replayed: true };
    const alerts = alertVerdicts.get(parcel)?.values();
    const changes = changeVerdicts.get(parcel)?.values();
    const verdicts = parcel.result.signals.flatMap(({ kind }) => {
      const next = (kind === 'alert' ? alerts : changes)?.next();
      return next === undefined || next.done === true ? [] : [next.value];
    });
    return { verdicts, rejected: parcel.result.rejected, replayed: false };
  });
  await Promise.all([
    insertEvents(tx.q, tx.orgId, eventRows(parcels, outcomes)),
    insertRejected(
      tx.q,
      tx.orgId,
      parcels.flatMap((parcel) => rejectedRows(tx, parcel)),
    ),
    touchKeys(tx.q, tx.orgId, touched, tx.now),
  ]);
  return outcomes;
}

/** True when there is nothing of the request to keep but why it was refused. */
export function isRefused({ result }: Parcel): boolean {
  const { signals, controls, groupResolves, rejected } = result;
  return signals.length + controls.length + groupResolves.length === 0 && rejected.length > 0;
}

/** Requests that came before, with what became of them then. No batch holds one twice. */
async function findReplays(
  tx: Tx,
  parcels: readonly Parcel[],
): Promise<Map<Parcel, readonly Verdict[]>> {
  const named = parcels.flatMap((parcel) => {
    const { deliveryId } = parcel.result;
    return deliveryId === null ? [] : [{ parcel, ingestKeyId: parcel.key.id, deliveryId }];
  });
  const earlier = await earlierDeliveries(tx.q, tx.orgId, named);
  const replays = await findStored(tx, parcels);
  for (const { parcel, ingestKeyId, deliveryId } of named) {
    const verdicts = earlier.get(`${ingestKeyId} ${deliveryId}`);
    if (verdicts !== undefined) replays.set(parcel, verdicts as readonly Verdict[]);
  }
  return replays;
}

/** Events of the spool that were stored before it was emptied, or before it was filled. */
async function findStored(
  tx: Tx,
  parcels: readonly Parcel[],
): Promise<Map<Parcel, readonly Verdict[]>> {
  const spooled = parcels.filter(({ fromSpool }) => fromSpool === true);
  if (spooled.length === 0) return new Map();
  const ids = spooled.map(({ eventId }) => eventId);
  const stored = await storedEvents(tx.q, tx.orgId, ids);
  return new Map(
    spooled.filter(({ eventId }) => stored.has(eventId)).map((parcel) => [parcel, []]),
  );
}

async function writeAlerts(tx: Tx, parcels: readonly Parcel[]): Promise<Map<Parcel, Verdict[]>> {
  const requests: SignalRequest[] = [];
  const senders: Parcel[] = [];
  for (const parcel of parcels) {
    const { signals, groupResolves } = parcel.result;
    const alerts = signals.filter(({ kind }) => kind === 'alert');
    if (alerts.length === 0 && groupResolves.length === 0) continue;
    senders.push(parcel);
    requests.push({
      eventId: parcel.eventId,
      ingestKeyId: parcel.key.id,
      serviceId: parcel.key.serviceId,
      source: parcel.source,
      receivedAt: parcel.receivedAt,
      signals: alerts.map((signal) => noteClock(signal, parcel.receivedAt)),
      groupResolves,
    });
  }
  if (requests.length === 0) return new Map();
  const verdicts = await recordSignals(tx, requests);
  return new Map(
    senders.map((parcel, nth) => [
      parcel,
      (verdicts[nth] ?? []).map((verdict) => ({ kind: 'alert', ...verdict })),
    ]),
  );
}

async function writeChanges(tx: Tx, parcels: readonly Parcel[]): Promise<Map<Parcel, Verdict[]>> {
  const told = parcels.flatMap((parcel) =>
    parcel.result.signals
      .filter(({ kind }) => kind === 'change' || kind === 'status')
      .map((signal) => ({ parcel, signal, ingestKeyId: parcel.key.id, dedupKey: signal.dedupKey })),
  );
  if (told.length === 0) return new Map();
  const fresh = await claimChanges(tx.q, tx.orgId, told, tx.now);
  const inputs: ToldChange[] = [];
  const verdicts = new Map<Parcel, Verdict[]>();
  for (const { parcel, signal, ingestKeyId, dedupKey } of told) {
    const isNew = fresh.delete(`${ingestKeyId} ${dedupKey}`);
    if (isNew) inputs.push(changeOf(parcel, signal, tx.now));
    const list = verdicts.get(parcel) ?? [];
    list.push({ kind: 'change', outcome: isNew ? 'recorded' : 'repeated' });
    verdicts.set(parcel, list);
  }
  if (inputs.length > 0) await recordChanges(tx, await withServices(tx, inputs));
  return verdicts;
}

/** A change with the service that it names itself, and that of its ingest key. */
interface ToldChange {
  readonly input: ChangeInput;
  readonly hint: string | null;
  readonly keyServiceId: string;
}

function changeOf(parcel: Parcel, signal: Signal, now: Temporal.Instant): ToldChange {
  return {
    hint: signal.serviceHint,
    keyServiceId: parcel.key.serviceId,
    input: {
      kind: signal.kind === 'status' ? 'vendor' : (signal.change?.kind ?? 'deploy'),
      summary: signal.title,
      environment: signal.change?.environment ?? null,
      links: signal.links,
      happenedAt: changeTime(signal, now),
      by: signal.change?.by ?? signal.actor ?? parcel.source,
    },
  };
}

/** As with alerts: the service that the change names, if it exists, else that of the key. */
async function withServices(tx: Tx, told: readonly ToldChange[]): Promise<ChangeInput[]> {
  const refs = told.flatMap(({ hint }) => (hint === null ? [] : refsOfHint(hint)));
  const services = await servicesByRefs(tx.q, tx.orgId, [...new Set(refs)]);
  return told.map(({ input, hint, keyServiceId }) => {
    const named = hint === null ? undefined : refsOfHint(hint).find((ref) => services.has(ref));
    return { ...input, service: named ?? keyServiceId };
  });
}

function eventRows(parcels: readonly Parcel[], outcomes: readonly Outcome[]): EventRow[] {
  return parcels.flatMap((parcel, nth) => {
    const outcome = outcomes[nth];
    if (outcome === undefined || outcome.replayed || isRefused(parcel)) return [];
    const { key, eventId, source, receivedAt, contentType, raw, result } = parcel;
    return [
      {
        id: eventId,
        ingestKeyId: key.id,
        source,
        receivedAt,
        contentType,
        deliveryId: result.deliveryId,
        body: raw,
        verdict: JSON.stringify(outcome.verdicts),
      },
    ];
  });
}

function rejectedRows(tx: Tx, parcel: Parcel): RejectedRow[] {
  const whole = isRefused(parcel);
  const { key, source, receivedAt, eventId, raw, result } = parcel;
  return result.rejected.map(({ index, reason }, nth) => ({
    id: tx.newId('rej'),
    at: receivedAt,
    ingestKeyId: key.id,
    source,
    reason,
    place: index,
    eventId: whole ? null : eventId,
    body: whole && nth === 0 ? raw.subarray(0, KEPT_BYTES) : null,
  }));
}
