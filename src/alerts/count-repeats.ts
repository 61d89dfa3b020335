import type { Queries } from '#platform/db';

import { byKey } from './decide/ledger.ts';
import { planRounds } from './decide/rounds.ts';
import type { SignalRequest, SignalVerdict } from './model.ts';
import { countOpenAlerts, type LogStatement } from './store/repeats.ts';

/**
 * Counts triggers on alerts that are open and no quieter than they: one statement, which also writes
 * what `log` says of them, and so needs no transaction around it. All that a repeat changes is there;
 * nothing is told to anybody, since lists ask again only when something opens, changes or closes.
 * @param requests each with exactly one firing signal.
 * @returns for each request its verdict, or null where nothing was counted or written: no alert of its
 * key is open, or the trigger is louder.
 */
export async function countRepeats(
  q: Queries,
  orgId: string,
  requests: readonly SignalRequest[],
  { now, log }: { now: Temporal.Instant; log: LogStatement },
): Promise<(SignalVerdict | null)[]> {
  const signals = requests.flatMap((request, item) =>
    request.signals.map((signal) => ({ request, signal, item })),
  );
  const steps = (planRounds(signals)[0] ?? []).toSorted(byKey);
  const ords: number[] = [];
  for (const [ord, step] of steps.entries()) for (const item of step.items) ords[item] = ord + 1;
  const rows = steps.map((step) => ({
    ingestKeyId: step.request.ingestKeyId,
    dedupKey: step.signal.dedupKey,
    count: step.items.length,
    rank: step.rank,
    expiresAt: step.expiresAt,
    eventId: step.lastEventId,
  }));
  const verdicts: (SignalVerdict | null)[] = requests.map(() => null);
  for (const joined of await countOpenAlerts(q, orgId, { rows, ords, now, log })) {
    const dedupKey = requests[joined.place]?.signals[0]?.dedupKey;
    if (dedupKey === undefined) continue;
    const { id: alertId, number, state } = joined;
    verdicts[joined.place] = { alertId, ref: `A-${number}`, dedupKey, state, outcome: 'joined' };
  }
  return verdicts;
}
