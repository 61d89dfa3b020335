// The safety net below jobs and leases (G2): what a dead node held is sent again, and what is due
// although no job took it is taken now.
import { inTransaction, type Platform, systemCtx } from '#platform/context';
import type { LaneItem } from '#platform/lanes';

import { laneOf } from './queue-notifications.ts';
import { recordAttempts } from './record-attempts.ts';
import type { Sender } from './sender.ts';
import { selectExpiredLeases, selectOverdue } from './store/lease.ts';
import { selectByIds } from './store/notifications.ts';

/** A job has so long to take a message before the sweep does. */
const graceSeconds = 5;

/**
 * Ends leases that ran out (the attempt is unknown, so it is made again) and takes what is overdue.
 * `except` is an organisation whose past is being played by another clock (the demo).
 */
export async function sweep(
  app: Platform,
  sender: Pick<Sender, 'take'>,
  except: string | null,
): Promise<void> {
  const now = app.clock.now();
  const expired = (await selectExpiredLeases(app.db, now)).filter((one) => one.orgId !== except);
  for (const [orgId, leases] of Map.groupBy(expired, (one) => one.orgId)) {
    app.log.warn({ count: leases.length }, 'leases ran out: their messages are sent again');
    await inTransaction(systemCtx(app, orgId, 'delivery'), async (tx) => {
      const messages = await selectByIds(
        tx.q,
        orgId,
        leases.map((one) => one.id),
      );
      await recordAttempts(
        tx,
        messages.map((message) => ({
          message,
          token: leases.find((one) => one.id === message.id)?.leaseToken ?? '',
          at: tx.now,
          provider: message.methodKind,
          outcome: { kind: 'unknown', reason: 'the sender died before it could say' },
          receipts: false,
          chance: Math.random(),
        })),
      );
    });
  }
  const overdue = await selectOverdue(app.db, now.subtract({ seconds: graceSeconds }));
  sender.take(
    overdue
      .filter((one) => one.orgId !== except)
      .map((one): LaneItem => ({
        orgId: one.orgId,
        id: one.id,
        lane: laneOf(one.methodKind, one.address),
      })),
  );
}
