import { requireRight, type Tx } from '#platform/context';

import {
  byKey,
  eachStep,
  emptyLedger,
  type FlatSignal,
  keyOf,
  type Ledger,
  type Note,
  noteIn,
  sourceBy,
  verdictOf,
} from './decide/ledger.ts';
import { planRounds, type Step } from './decide/rounds.ts';
import { type AlertEvents, alertRef, type SignalRequest, type SignalVerdict } from './model.ts';
import { openGroupsAmong } from './store/alerts.ts';
import {
  acknowledgeByKeys,
  type ClosedAlert,
  lockOpenAlerts,
  logSignals,
  rememberEarlyResolves,
  resolveByKeys,
  resolveSourceGroup,
} from './store/signals.ts';
import { triggerAlerts } from './trigger-alerts.ts';

/**
 * Applies the signals of many requests in one transaction, in their order, with a handful of
 * statements however many there are (promise K1). One trigger opens an alert, the next ones of its
 * key join it, a resolve closes it and changes neither severity nor title.
 * @returns for each request the verdict on each of its signals.
 */
export async function recordSignals(
  tx: Tx,
  requests: readonly SignalRequest[],
): Promise<SignalVerdict[][]> {
  requireRight(tx.ctx, 'alerts:write');
  const flat = requests.flatMap((request) =>
    request.signals.map((signal, place) => ({ request, signal, place })),
  );
  const signals: FlatSignal[] = flat.map((one, item) => ({ ...one, item }));
  const ledger = emptyLedger();
  await lockAhead(tx, requests, signals);
  for (const segment of segmentsOf(requests, signals)) {
    for (const round of planRounds(segment.signals)) await writeRound(tx, round, signals, ledger);
    if (segment.last) await resolveGroups(tx, segment.last, ledger);
  }
  await Promise.all([logSignals(tx.q, tx.orgId, ledger.rows, tx.now), tell(tx, ledger)]);
  let next = 0;
  return requests.map((request) =>
    request.signals.map((signal) => ledger.verdicts[next++] ?? verdictOf(signal, null, 'nothing')),
  );
}

/**
 * One order of locks for everybody: open alerts by their keys, then the counter of new ones, then their
 * pages. Triggers alone keep to it by themselves; what acknowledges or closes takes its rows first.
 */
async function lockAhead(
  tx: Tx,
  requests: readonly SignalRequest[],
  signals: readonly FlatSignal[],
): Promise<void> {
  const groups = requests.flatMap(({ ingestKeyId, groupResolves }) =>
    groupResolves.map(({ groupKey }) => ({ ingestKeyId, groupKey })),
  );
  if (groups.length === 0 && signals.every(({ signal }) => signal.status === 'firing')) return;
  const keys = signals.map(({ request: { ingestKeyId }, signal: { dedupKey } }) => ({
    ingestKeyId,
    dedupKey,
    sourceTime: null,
  }));
  await lockOpenAlerts(tx.q, tx.orgId, { keys, groups });
}

/** Cuts the batch after each request that closes whole groups, so that the order of events holds. */
function segmentsOf(
  requests: readonly SignalRequest[],
  signals: readonly FlatSignal[],
): { signals: FlatSignal[]; last: SignalRequest | null }[] {
  const segments: { signals: FlatSignal[]; last: SignalRequest | null }[] = [];
  let from = 0;
  let to = 0;
  for (const request of requests) {
    to += request.signals.length;
    if (request.groupResolves.length === 0) continue;
    segments.push({ signals: signals.slice(from, to), last: request });
    from = to;
  }
  if (from < signals.length) segments.push({ signals: signals.slice(from), last: null });
  return segments;
}

async function writeRound(
  tx: Tx,
  round: readonly Step[],
  signals: readonly FlatSignal[],
  ledger: Ledger,
): Promise<void> {
  const note = noteIn(ledger, signals);
  const fires = round.filter(({ kind }) => kind === 'fire');
  if (fires.length > 0) await triggerAlerts(tx, fires, ledger, note);
  const acks = round.filter(({ kind }) => kind === 'acknowledge').toSorted(byKey);
  if (acks.length > 0) {
    const touched = await acknowledgeByKeys(tx.q, tx.orgId, acks.map(keyOf), tx.now);
    eachStep(acks, touched, (step, alert) => {
      note(step, alert, alert === null ? 'nothing' : 'acknowledged');
      if (alert?.was !== 'firing') return;
      const { ingestKeyId } = step.request;
      const taken = ledger.acknowledged.get(ingestKeyId) ?? {
        by: sourceBy(step.request),
        groupIds: [],
      };
      taken.groupIds.push(alert.groupId);
      ledger.acknowledged.set(ingestKeyId, taken);
    });
  }
  const resolves = round.filter(({ kind }) => kind === 'resolve').toSorted(byKey);
  if (resolves.length > 0) await writeResolves(tx, resolves, ledger, note);
}

async function writeResolves(
  tx: Tx,
  steps: readonly Step[],
  ledger: Ledger,
  note: Note,
): Promise<void> {
  const touched = await resolveByKeys(tx.q, tx.orgId, steps.map(keyOf), tx.now);
  const early: Step[] = [];
  eachStep(steps, touched, (step, alert) => {
    if (alert === null) early.push(step);
    note(step, alert, alert === null ? 'nothing' : alert.stale ? 'stale' : 'resolved');
    if (alert !== null && !alert.stale) ledger.resolved.push(closed(alert));
  });
  if (early.length > 0) {
    await rememberEarlyResolves(tx.q, tx.orgId, early.map(keyOf), tx.now);
  }
}

async function resolveGroups(tx: Tx, request: SignalRequest, ledger: Ledger): Promise<void> {
  const { ingestKeyId } = request;
  for (const { groupKey, sourceTime } of request.groupResolves) {
    const group = {
      ingestKeyId,
      groupKey,
      sourceTime: sourceTime?.at ?? null,
      by: sourceBy(request),
    };
    const touched = await resolveSourceGroup(tx.q, tx.orgId, group, tx.now);
    for (const alert of touched) {
      ledger.resolved.push(closed(alert));
      // Beyond the places of its signals: the request as a whole closed this one.
      const place = request.signals.length;
      ledger.rows.push({ alertId: alert.id, eventId: request.eventId, place, outcome: 'resolved' });
    }
  }
}

function closed(alert: ClosedAlert): Ledger['resolved'][number] {
  const { id, number, groupId, title } = alert;
  return { id, ref: alertRef(number), groupId, title };
}

/** Events and the live stream, once for the whole batch. */
async function tell(tx: Tx, ledger: Ledger): Promise<void> {
  const { opened, raised, rejoined, acknowledged, resolved } = ledger;
  if (opened.length > 0) {
    const event: AlertEvents['alert.opened'] = { type: 'alert.opened', alerts: opened };
    await tx.emit(event);
  }
  if (raised.length > 0) {
    const event: AlertEvents['alert.urgencyRaised'] = {
      type: 'alert.urgencyRaised',
      alerts: raised,
    };
    await tx.emit(event);
  }
  if (rejoined.length > 0) {
    const event: AlertEvents['alert.rejoined'] = { type: 'alert.rejoined', alerts: rejoined };
    await tx.emit(event);
  }
  for (const { by, groupIds } of acknowledged.values()) {
    const event: AlertEvents['alert.acknowledged'] = { type: 'alert.acknowledged', groupIds, by };
    await tx.emit(event);
  }
  if (resolved.length > 0) {
    const all = [...new Set(resolved.map(({ groupId }) => groupId))];
    const open = await openGroupsAmong(tx.q, tx.orgId, all);
    const event: AlertEvents['alert.resolved'] = {
      type: 'alert.resolved',
      groupIds: all.filter((id) => !open.has(id)),
      alerts: resolved,
      by: null,
      bySource: true,
    };
    await tx.emit(event);
  }
  // Joins only raise a counter: the lists ask again when something opens, changes or closes.
  const ids = [...opened, ...raised, ...resolved].map(({ id }) => id);
  if (ids.length > 0 || acknowledged.size > 0) {
    tx.publish({ topic: 'alerts', kind: 'changed', data: { ids: ids.slice(0, 200) } });
  }
}
