// Setting when copies are made by themselves. It belongs to the installation: owners only.
import { isKnownZone } from '#oncall';
import { requireRight, type Tx } from '#platform/context';
import { Problem } from '#platform/errors';
import { editInTurn, requireVersion } from '#platform/etag';

import type { BackupPlan } from './model.ts';
import { putFact, selectFact } from './store/facts.ts';
import { requireReal } from './take-backup.ts';

/** Null: none any more. Throws `unprocessable` for an unknown zone, `preconditionFailed`. */
export async function putBackupPlan(
  tx: Tx,
  input: { plan: BackupPlan | null; version: number | null },
): Promise<void> {
  requireRight(tx.ctx, 'owners:write');
  await editInTurn(tx, 'backupPlan');
  const { plan } = input;
  await requireReal(tx.q, tx.orgId);
  const before = await selectFact(tx.q, 'backupPlan');
  requireVersion(before?.version ?? 0, input.version);
  if (plan?.kind === 'daily' && !isKnownZone(plan.timezone)) {
    const message = 'must be a time zone such as Europe/Berlin';
    throw new Problem('unprocessable', message, {
      errors: [{ pointer: '/plan/timezone', message }],
    });
  }
  const value = { plan, version: (before?.version ?? 0) + 1, setAt: tx.now.toString() };
  await putFact(tx.q, { name: 'backupPlan', value, at: tx.now });
  tx.audit({
    action: 'backupPlan.updated',
    object: { kind: 'installation', id: 'installation' },
    before: before?.plan ?? null,
    after: plan,
  });
  tx.publish({ topic: 'settings', kind: 'backupPlan.changed', data: { id: 'installation' } });
}
