// Setting the daily rehearsal of an organisation.
import { findSchedule, isKnownZone } from '#oncall';
import { requireRight, type Tx } from '#platform/context';
import { Problem } from '#platform/errors';
import { editInTurn, requireVersion } from '#platform/etag';

import type { TestPageSetting } from './model.ts';
import { selectSettings, upsertTestPage } from './store/settings.ts';

/** Null: no rehearsal. `schedule` may be an id or a slug. Throws `unprocessable`, `preconditionFailed`. */
export async function putTestPage(
  tx: Tx,
  input: { setting: TestPageSetting | null; version: number | null },
): Promise<void> {
  requireRight(tx.ctx, 'settings:write');
  await editInTurn(tx, 'testPage');
  const before = await selectSettings(tx.q, tx.orgId);
  requireVersion(before.version, input.version);
  const testPage = input.setting === null ? null : await checked(tx, input.setting);
  await upsertTestPage(tx.q, {
    orgId: tx.orgId,
    testPage,
    version: before.version + 1,
    now: tx.now,
  });
  tx.audit({
    action: 'testPage.updated',
    object: { kind: 'organisation', id: tx.orgId },
    before: before.testPage,
    after: testPage,
  });
  tx.publish({ topic: 'settings', kind: 'testPage.changed', data: { id: tx.orgId } });
}

async function checked(tx: Tx, setting: TestPageSetting): Promise<TestPageSetting> {
  if (!isKnownZone(setting.timezone)) {
    refuse('/setting/timezone', 'must be a time zone such as Europe/Berlin');
  }
  const schedule = await findSchedule(tx.q, tx.orgId, setting.schedule);
  if (schedule === null) refuse('/setting/schedule', `There is no schedule ${setting.schedule}.`);
  return { ...setting, schedule: schedule.id };
}

function refuse(pointer: string, message: string): never {
  throw new Problem('unprocessable', message, { errors: [{ pointer, message }] });
}
