// What a process that died had already heard from providers: written now, so that only what was on the
// wire at that moment is sent again.
import type { Outcome } from '#channels';
import { inTransaction, type Platform, systemCtx } from '#platform/context';
import type { Journal } from '#platform/journal';

import { type AttemptResult, recordAttempts } from './record-attempts.ts';
import { selectByIds } from './store/notifications.ts';

/** An outcome as it stands in the journal, from the provider's answer until its transaction. */
export interface NotedOutcome {
  readonly orgId: string;
  readonly id: string;
  readonly token: string;
  readonly number: number;
  /** When the attempt began, RFC 3339. */
  readonly at: string;
  readonly provider: string;
  readonly outcome: Outcome;
  readonly receipts: boolean;
}

/** The line of a result. */
export function notedOf(orgId: string, result: AttemptResult): NotedOutcome {
  const { message, token, at, provider, outcome, receipts } = result;
  const { id, attempts: number } = message;
  return { orgId, id, token, number, at: at.toString(), provider, outcome, receipts };
}

/** Writes the outcomes that are left of processes before. Only leases that still hold are changed. */
export async function takeUpOutcomes(app: Platform, journal: Journal): Promise<void> {
  const { entries, files } = journal.left();
  const noted = entries as NotedOutcome[];
  for (const [orgId, own] of Map.groupBy(noted, (one) => one.orgId)) {
    await inTransaction(systemCtx(app, orgId, 'delivery'), async (tx) => {
      const ids = [...new Set(own.map((one) => one.id))];
      const messages = await selectByIds(tx.q, orgId, ids);
      const leased = new Map(
        messages.flatMap((one) => (one.state === 'leased' ? [[one.id, one]] : [])),
      );
      const results = own.flatMap((one): AttemptResult[] => {
        const message = leased.get(one.id);
        if (message?.attempts !== one.number) return [];
        const { token, provider, outcome, receipts } = one;
        const at = Temporal.Instant.from(one.at);
        return [{ message, token, at, provider, outcome, receipts, chance: Math.random() }];
      });
      if (results.length > 0) {
        app.log.info({ count: results.length }, 'outcomes of the process before are taken up');
      }
      await recordAttempts(tx, results);
    });
  }
  journal.forget(files);
}
