import { requireRight, type Tx } from '#platform/context';
import { serviceRoutes } from '#services';

import { planRounds, type Step } from './decide/rounds.ts';
import { refsOfHint, routeSignal } from './decide/route.ts';
import { severityOfRank, urgencyOf } from './decide/urgency.ts';
import {
  type AlertEvents,
  alertRef,
  type AlertSignal,
  type By,
  type OpenedAlert,
  type Reason,
  type SignalOutcome,
  type SignalRequest,
  type SignalVerdict,
} from './model.ts';
import { openGroupsAmong } from './store/alerts.ts';
import {
  acknowledgeByKeys,
  type ClosedAlert,
  joinOpenAlerts,
  type JoinedAlert,
  type KeyPast,
  logSignals,
  type NewAlert,
  openAlerts,
  prepareOpening,
  rememberEarlyResolves,
  resolveByKeys,
  resolveSourceGroup,
  setUrgency,
  type SignalRow,
  type TouchedAlert,
} from './store/signals.ts';

/** What a batch has done so far: the answers by place, and what to tell others at its end. */
interface Ledger {
  readonly verdicts: (SignalVerdict | undefined)[];
  readonly rows: SignalRow[];
  readonly opened: OpenedAlert[];
  readonly raised: OpenedAlert[];
  readonly rejoined: { id: string; groupId: string }[];
  readonly acknowledged: Map<string, string[]>;
  readonly resolved: { id: string; ref: string; groupId: string; title: string }[];
}

interface FlatSignal {
  readonly request: SignalRequest;
  readonly signal: AlertSignal;
  readonly place: number;
  readonly item: number;
}

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
  const ledger: Ledger = {
    verdicts: [],
    rows: [],
    opened: [],
    raised: [],
    rejoined: [],
    acknowledged: new Map(),
    resolved: [],
  };
  for (const segment of segmentsOf(requests, signals)) {
    for (const round of planRounds(segment.signals)) await writeRound(tx, round, signals, ledger);
    if (segment.last) await resolveGroups(tx, segment.last, ledger);
  }
  await logSignals(tx.q, tx.orgId, ledger.rows, tx.now);
  await tell(tx, ledger);
  let next = 0;
  return requests.map((request) =>
    request.signals.map((signal) => ledger.verdicts[next++] ?? verdictOf(signal, null, 'nothing')),
  );
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
  const note = (step: Step, alert: TouchedAlert | null, outcome: SignalOutcome): void => {
    for (const [nth, item] of step.items.entries()) {
      const one = signals[item];
      if (one === undefined) continue;
      // Of several triggers that open together the first one opened and the others joined.
      const own = nth > 0 && outcome === 'opened' ? 'joined' : outcome;
      ledger.verdicts[item] = verdictOf(one.signal, alert, own);
      if (alert === null || own === 'joined') continue;
      const { eventId } = one.request;
      ledger.rows.push({ alertId: alert.id, eventId, place: one.place, outcome: own });
    }
  };
  const fires = round.filter(({ kind }) => kind === 'fire');
  if (fires.length > 0) await writeFires(tx, fires, ledger, note);
  const acks = round.filter(({ kind }) => kind === 'acknowledge');
  if (acks.length > 0) {
    const touched = await acknowledgeByKeys(tx.q, tx.orgId, acks.map(keyOf), tx.now);
    eachStep(acks, touched, (step, alert) => {
      note(step, alert, alert === null ? 'nothing' : 'acknowledged');
      if (alert?.was !== 'firing') return;
      const { ingestKeyId } = step.request;
      const groups = ledger.acknowledged.get(ingestKeyId) ?? [];
      ledger.acknowledged.set(ingestKeyId, [...groups, alert.groupId]);
    });
  }
  const resolves = round.filter(({ kind }) => kind === 'resolve');
  if (resolves.length > 0) await writeResolves(tx, resolves, ledger, note);
}

type Note = (step: Step, alert: TouchedAlert | null, outcome: SignalOutcome) => void;

function eachStep<A extends TouchedAlert>(
  steps: readonly Step[],
  touched: readonly A[],
  visit: (step: Step, alert: A | null) => void,
): void {
  const byOrd = new Map(touched.map((alert) => [alert.ord, alert]));
  for (const [ord, step] of steps.entries()) visit(step, byOrd.get(ord) ?? null);
}

async function writeFires(
  tx: Tx,
  steps: readonly Step[],
  ledger: Ledger,
  note: Note,
): Promise<void> {
  const rows = steps.map((step) => ({
    ingestKeyId: step.request.ingestKeyId,
    dedupKey: step.signal.dedupKey,
    count: step.items.length,
    rank: step.rank,
    expiresAt: step.expiresAt,
    eventId: step.lastEventId,
  }));
  const joined = await joinOpenAlerts(tx.q, tx.orgId, rows, tx.now);
  const fresh: Step[] = [];
  const raised: { step: Step; alert: JoinedAlert }[] = [];
  eachStep(steps, joined, (step, alert) => {
    if (alert === null) {
      fresh.push(step);
      return;
    }
    note(step, alert, 'joined');
    ledger.rejoined.push({ id: alert.id, groupId: alert.groupId });
    if (alert.raised && alert.urgency === 'low') raised.push({ step, alert });
  });
  if (raised.length > 0) await raiseUrgency(tx, raised, ledger);
  if (fresh.length > 0) await openFresh(tx, fresh, ledger, note);
}

async function raiseUrgency(
  tx: Tx,
  raised: readonly { step: Step; alert: JoinedAlert }[],
  ledger: Ledger,
): Promise<void> {
  const refs = raised.map(({ alert }) => alert.serviceId);
  const services = await serviceRoutes(tx.q, tx.orgId, [...new Set(refs)]);
  const loud = raised.filter(({ alert }) => {
    const service = services.get(alert.serviceId);
    return urgencyOf(alert.severity, service?.urgencyBySeverity) === 'high';
  });
  const ids = loud.map(({ alert }) => alert.id);
  await setUrgency(tx.q, tx.orgId, ids, 'high');
  for (const { step, alert } of loud) {
    ledger.raised.push({
      id: alert.id,
      ref: alertRef(alert.number),
      groupId: alert.groupId,
      serviceId: alert.serviceId,
      severity: alert.severity,
      urgency: 'high',
      title: step.signal.title,
      source: step.request.source,
      openedAt: tx.now,
    });
  }
}

async function openFresh(
  tx: Tx,
  steps: readonly Step[],
  ledger: Ledger,
  note: Note,
): Promise<void> {
  const past = await prepareOpening(tx.q, tx.orgId, steps.map(keyOf));
  const pastOf = new Map<Step, KeyPast>();
  const opening: Step[] = [];
  for (const one of past) {
    const step = steps[one.ord];
    if (step === undefined) continue;
    pastOf.set(step, one);
    if (one.overtaken) note(step, null, 'stale');
    else opening.push(step);
  }
  if (opening.length === 0) return;
  const refs = opening.flatMap(({ request, signal: { serviceHint } }) =>
    serviceHint === null ? [request.serviceId] : [request.serviceId, ...refsOfHint(serviceHint)],
  );
  const services = await serviceRoutes(tx.q, tx.orgId, [...new Set(refs)]);
  const rows = opening.map((step) => newAlert(tx, step, { past: pastOf.get(step), services }));
  const touched = await openAlerts(tx.q, tx.orgId, rows, tx.now);
  eachStep(opening, touched, (step, alert) => {
    const row = rows[alert?.ord ?? -1];
    const won = row !== undefined && alert?.id === row.id;
    note(step, alert, won ? 'opened' : 'joined');
    if (won) ledger.opened.push({ ...row, ref: alertRef(row.number), openedAt: tx.now });
    else if (alert) ledger.rejoined.push({ id: alert.id, groupId: alert.groupId });
  });
}

type Services = Awaited<ReturnType<typeof serviceRoutes>>;

function newAlert(
  tx: Tx,
  { request, signal, items, rank, expiresAt, lastEventId }: Step,
  { past, services }: { past: KeyPast | undefined; services: Services },
): NewAlert {
  const route = routeSignal(signal, request.serviceId, services);
  const reasons: Reason[] = [...route.reasons];
  if (past?.previousId != null) {
    reasons.push({ code: 'fired_again', text: 'The same key has been open and resolved before.' });
  }
  const override = services.get(route.serviceId)?.urgencyBySeverity;
  return {
    id: tx.newId('alt'),
    number: past?.number ?? 0,
    source: request.source,
    ingestKeyId: request.ingestKeyId,
    dedupKey: signal.dedupKey,
    serviceId: route.serviceId,
    groupId: tx.newId('grp'),
    severity: severityOfRank(rank),
    severityRaw: signal.severityRaw,
    urgency: urgencyOf(severityOfRank(rank), override),
    title: signal.title,
    body: signal.body,
    labels: JSON.stringify(signal.labels),
    links: JSON.stringify(signal.links),
    reasons: JSON.stringify(reasons),
    sourceGroup: signal.groupKey,
    startedAt: signal.sourceTime?.at ?? null,
    occurrences: items.length,
    eventId: lastEventId,
    expiresAt,
    previousId: past?.previousId ?? null,
  };
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
  for (const [id, groupIds] of acknowledged) {
    const by: By = { kind: 'source', id, label: tx.ctx.actor.label };
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

function verdictOf(
  signal: AlertSignal,
  alert: TouchedAlert | null,
  outcome: SignalOutcome,
): SignalVerdict {
  return {
    alertId: alert?.id ?? null,
    ref: alert === null ? null : alertRef(alert.number),
    dedupKey: signal.dedupKey,
    state: alert?.state ?? null,
    outcome,
  };
}

function keyOf({ request, signal }: Step) {
  return {
    ingestKeyId: request.ingestKeyId,
    dedupKey: signal.dedupKey,
    sourceTime: signal.sourceTime?.at ?? null,
    by: sourceBy(request),
  };
}

function sourceBy(request: SignalRequest): By {
  return { kind: 'source', id: request.ingestKeyId, label: request.source };
}
