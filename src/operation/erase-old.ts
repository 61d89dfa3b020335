// Deleting what is older than it is kept: in small pieces, each in a transaction of its own, so that
// nobody waits for it; and a line in the audit log about what went.
import { organisations } from '#people';
import { inTransaction, type Platform, systemCtx, type Tx } from '#platform/context';
import { eraseOld, lockOld } from '#platform/old-rows';

import type { RetentionKind } from './contract.ts';
import { horizon, isTellDue, order } from './decide/retention.ts';
import type { RetainedKinds } from './reads/retention.ts';
import { addUntold, selectRetention, upsertRetention } from './store/retention.ts';

const rowsOnce = 500;
/** Of one kind in one turn; the next turn goes on. */
const mostTurns = 40;

/** One turn over all organisations. Safe to be repeated at any point. */
export async function eraseAllOld(app: Platform, kinds: RetainedKinds): Promise<void> {
  for (const { id: orgId } of await organisations(app.db)) {
    const { keep } = await selectRetention(app.db, orgId);
    let whole = true;
    for (const kind of order) {
      const before = horizon(keep, kind, app.clock.now());
      if (before === null) continue;
      whole = (await eraseQuietly(app, kinds, { orgId, kind, before })) && whole;
    }
    const ctx = systemCtx(app, orgId, 'operation.retention');
    await inTransaction(ctx, (tx) => tell(tx, whole));
  }
}

/** One kind that cannot be deleted holds up no other one, and no other organisation. */
async function eraseQuietly(
  app: Platform,
  kinds: RetainedKinds,
  at: { orgId: string; kind: RetentionKind; before: Temporal.Instant },
): Promise<boolean> {
  try {
    await eraseKind(app, kinds, at);
    return true;
  } catch (error) {
    const { orgId, kind } = at;
    app.log.error({ err: error, orgId, kind }, 'old rows could not be deleted; tried again soon');
    return false;
  }
}

async function eraseKind(
  app: Platform,
  kinds: RetainedKinds,
  at: { orgId: string; kind: RetentionKind; before: Temporal.Instant },
): Promise<void> {
  const { orgId, kind, before } = at;
  const { rows, held } = kinds[kind];
  for (let turn = 0; turn < mostTurns; turn++) {
    const gone = await inTransaction(
      systemCtx(app, orgId, 'operation.retention'),
      async ({ q, now }) => {
        // What is linked to an incident from here on finds its alerts gone, or keeps them.
        await lockOld(q, orgId);
        const count = await eraseOld(q, rows, {
          orgId,
          before,
          held: await held(q, orgId),
          limit: rowsOnce,
        });
        if (count.rows > 0) await addUntold(q, orgId, { kind, count, now });
        return count.rows;
      },
    );
    if (gone < rowsOnce) return;
  }
}

/** `whole` says that every kind was looked through. */
async function tell(tx: Tx, whole: boolean): Promise<void> {
  const { orgId, now } = tx;
  // A turn of another node may be counting what it deletes: none of that may be lost.
  await lockOld(tx.q, orgId);
  const { untold, toldAt } = await selectRetention(tx.q, orgId);
  const ran = whole ? { ranAt: now } : {};
  const something = Object.keys(untold).length > 0;
  if (!something || !isTellDue(toldAt, now)) {
    await upsertRetention(tx.q, orgId, { ...ran, now });
    return;
  }
  tx.audit({
    action: 'retention.erased',
    object: { kind: 'organisation', id: orgId },
    after: untold,
  });
  const told = { at: now, deleted: untold };
  await upsertRetention(tx.q, orgId, { ...ran, untold: {}, told, toldAt: now, now });
  tx.publish({ topic: 'settings', kind: 'retention.erased', data: { id: orgId } });
}
