import {
  alertRef,
  type AlertSignal,
  type AlertState,
  type By,
  type OpenedAlert,
  type RaisedAlert,
  type SignalOutcome,
  type SignalRequest,
  type SignalVerdict,
} from '../model.ts';
import type { Step } from './rounds.ts';

/** An alert that a batch touched; `ord` is the place of its row in the statement. */
export interface Touched {
  readonly ord: number;
  readonly id: string;
  readonly number: number;
  readonly state: AlertState;
  readonly groupId: string;
}

/** What a batch has done so far: the answers by place, and what to tell others at its end. */
export interface Ledger {
  readonly verdicts: (SignalVerdict | undefined)[];
  /** Which event opened, changed or closed which alert. */
  readonly rows: { alertId: string; eventId: string; place: number; outcome: string }[];
  readonly opened: OpenedAlert[];
  readonly raised: RaisedAlert[];
  readonly rejoined: { id: string; groupId: string }[];
  /** By ingest key. */
  readonly acknowledged: Map<string, { by: By; groupIds: string[] }>;
  readonly resolved: { id: string; ref: string; groupId: string; title: string }[];
}

/** Writes down what became of the signals of a step. */
export type Note = (step: Step, alert: Touched | null, outcome: SignalOutcome) => void;

/** A signal of the batch and its place in its request. */
export interface FlatSignal {
  readonly request: SignalRequest;
  readonly signal: AlertSignal;
  readonly place: number;
  readonly item: number;
}

export function emptyLedger(): Ledger {
  return {
    verdicts: [],
    rows: [],
    opened: [],
    raised: [],
    rejoined: [],
    acknowledged: new Map(),
    resolved: [],
  };
}

/** The way to write into a ledger, for the signals of one batch. */
export function noteIn(ledger: Ledger, signals: readonly FlatSignal[]): Note {
  return (step, alert, outcome) => {
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
}

/** Visits each step with the alert that its row touched, or null. */
export function eachStep<A extends Touched>(
  steps: readonly Step[],
  touched: readonly A[],
  visit: (step: Step, alert: A | null) => void,
): void {
  const byOrd = new Map(touched.map((alert) => [alert.ord, alert]));
  for (const [ord, step] of steps.entries()) visit(step, byOrd.get(ord) ?? null);
}

/** The answer to one signal. */
export function verdictOf(
  signal: AlertSignal,
  alert: Touched | null,
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

/** What a statement needs of a step. */
export function keyOf({ request, signal }: Step) {
  return {
    ingestKeyId: request.ingestKeyId,
    dedupKey: signal.dedupKey,
    sourceTime: signal.sourceTime?.at ?? null,
    by: sourceBy(request),
  };
}

/** The source itself, as the one who acts. */
export function sourceBy(request: SignalRequest): By {
  return { kind: 'source', id: request.ingestKeyId, label: request.source };
}

/** Order of keys: rows are locked in it, so that two nodes never wait for each other in a ring. */
export function byKey(a: Step, b: Step): number {
  const { ingestKeyId } = a.request;
  if (ingestKeyId !== b.request.ingestKeyId) return ingestKeyId < b.request.ingestKeyId ? -1 : 1;
  return a.signal.dedupKey < b.signal.dedupKey ? -1 : 1;
}
