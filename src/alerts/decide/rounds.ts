import type { AlertSignal, SignalRequest } from '../model.ts';
import { rankOf } from './urgency.ts';

export type StepKind = 'fire' | 'acknowledge' | 'resolve';

/** Signals of one key that follow each other and say the same: one row to write. */
export interface Step {
  readonly kind: StepKind;
  readonly request: SignalRequest;
  /** Of the first signal for a trigger (it opens), of the last one otherwise. */
  readonly signal: AlertSignal;
  /** Places in the flat list of signals, to answer each sender. */
  readonly items: number[];
  lastEventId: string;
  rank: number;
  expiresAt: Temporal.Instant | null;
}

interface FlatSignal {
  readonly request: SignalRequest;
  readonly signal: AlertSignal;
  readonly item: number;
}

/**
 * Orders a batch for set-based writing: in one round each key occurs at most once, and the rounds
 * keep the order in which the signals of a key came. Most batches are one round.
 */
export function planRounds(signals: readonly FlatSignal[]): Step[][] {
  const chains = new Map<string, Step[]>();
  for (const { request, signal, item } of signals) {
    const kind = kindOf(signal);
    if (kind === null) continue;
    const key = `${request.ingestKeyId} ${signal.dedupKey}`;
    const chain = chains.get(key) ?? [];
    if (chain.length === 0) chains.set(key, chain);
    const last = chain.at(-1);
    if (last?.kind === kind) {
      join(chain, last, { request, signal, item });
    } else {
      chain.push(stepOf(kind, { request, signal, item }));
    }
  }
  const rounds: Step[][] = [];
  for (const chain of chains.values()) {
    for (const [round, step] of chain.entries()) (rounds[round] ??= []).push(step);
  }
  return rounds;
}

function kindOf({ status }: AlertSignal): StepKind | null {
  switch (status) {
    case 'firing':
      return 'fire';
    case 'acknowledged':
      return 'acknowledge';
    case 'resolved':
      return 'resolve';
    case 'none':
      return null;
  }
}

function stepOf(kind: StepKind, { request, signal, item }: FlatSignal): Step {
  return {
    kind,
    request,
    signal,
    lastEventId: request.eventId,
    items: [item],
    rank: rankOf(signal.severity),
    expiresAt: signal.expiresAt,
  };
}

function join(chain: Step[], last: Step, next: FlatSignal): void {
  last.items.push(next.item);
  if (last.kind === 'fire') {
    last.lastEventId = next.request.eventId;
    last.rank = Math.max(last.rank, rankOf(next.signal.severity));
    last.expiresAt = next.signal.expiresAt ?? last.expiresAt;
  } else {
    chain[chain.length - 1] = { ...last, request: next.request, signal: next.signal };
  }
}
