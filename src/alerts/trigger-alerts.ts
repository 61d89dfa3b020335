import type { Tx } from '#platform/context';
import { StartOver } from '#platform/db';
import { serviceRoutes } from '#services';

import { byKey, eachStep, keyOf, type Ledger, type Note } from './decide/ledger.ts';
import type { Step } from './decide/rounds.ts';
import { refsOfHint, routeSignal } from './decide/route.ts';
import { severityOfRank, urgencyOf } from './decide/urgency.ts';
import { alertRef, type Reason } from './model.ts';
import {
  joinOpenAlerts,
  type JoinedAlert,
  type KeyPast,
  type NewAlert,
  openAlerts,
  prepareOpening,
  setUrgency,
} from './store/signals.ts';

/**
 * Triggers of distinct keys: those whose alert is open join it, the others open one. Rows are taken
 * in the order of their keys, so that two nodes never wait for each other in a ring.
 */
export async function triggerAlerts(
  tx: Tx,
  steps: readonly Step[],
  ledger: Ledger,
  note: Note,
): Promise<void> {
  const sorted = steps.toSorted(byKey);
  const fresh = await joinOpen(tx, sorted, { ledger, note, held: 'wait' });
  // Numbers follow the order in which the signals came.
  const inOrder = fresh.toSorted((a, b) => (a.items[0] ?? 0) - (b.items[0] ?? 0));
  if (inOrder.length > 0) await openFresh(tx, inOrder, ledger, note);
}

/** Counts triggers on the alerts that are open; gives those back whose alert was not found. */
async function joinOpen(
  tx: Tx,
  steps: readonly Step[],
  { ledger, note, held }: { ledger: Ledger; note: Note; held: 'wait' | 'skip' },
): Promise<Step[]> {
  const rows = steps.map((step) => ({
    ingestKeyId: step.request.ingestKeyId,
    dedupKey: step.signal.dedupKey,
    count: step.items.length,
    rank: step.rank,
    expiresAt: step.expiresAt,
    eventId: step.lastEventId,
  }));
  const joined = await joinOpenAlerts(tx.q, tx.orgId, { rows, now: tx.now, held });
  const rest: Step[] = [];
  const raised: { step: Step; alert: JoinedAlert }[] = [];
  eachStep(steps, joined, (step, alert) => {
    if (alert === null) {
      rest.push(step);
      return;
    }
    note(step, alert, 'joined');
    ledger.rejoined.push({ id: alert.id, groupId: alert.groupId });
    if (alert.raised && alert.urgency === 'low') raised.push({ step, alert });
  });
  if (raised.length > 0) await raiseUrgency(tx, raised, ledger);
  return rest;
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
  const refs = steps.flatMap(({ request, signal: { serviceHint } }) =>
    serviceHint === null ? [request.serviceId] : [request.serviceId, ...refsOfHint(serviceHint)],
  );
  const [past, services] = await Promise.all([
    prepareOpening(tx.q, tx.orgId, steps.map(keyOf)),
    serviceRoutes(tx.q, tx.orgId, [...new Set(refs)]),
  ]);
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
  const rows = opening.map((step) => newAlert(tx, step, { past: pastOf.get(step), services }));
  const touched = await openAlerts(tx.q, tx.orgId, rows, tx.now);
  const lost: Step[] = [];
  eachStep(opening, touched, (step, alert) => {
    const row = rows[alert?.ord ?? -1];
    if (alert === null || row === undefined) {
      lost.push(step);
      return;
    }
    note(step, alert, 'opened');
    ledger.opened.push({ ...row, ref: alertRef(row.number), openedAt: tx.now });
  });
  if (lost.length === 0) return;
  // Opened by another node since we looked. Its row may be held by somebody who waits for our counter.
  const missed = await joinOpen(tx, lost.toSorted(byKey), { ledger, note, held: 'skip' });
  if (missed.length > 0) throw new StartOver('an alert was opened and taken at the same instant');
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
