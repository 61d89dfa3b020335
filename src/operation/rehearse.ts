// The daily test page: whoever is on call is paged through the real chain, and what came of it is kept.
import { notificationsOf } from '#delivery';
import { whoIsOnCall } from '#oncall';
import { findPage, resolvePage, testPage } from '#paging';
import { inTransaction, type Platform, systemCtx } from '#platform/context';

import { dueDay, type RehearsalResult, resultOf } from './decide/rehearsal.ts';
import type { TestPageSetting } from './model.ts';
import { selectOpenRehearsals, takeDay, updateRehearsal } from './store/rehearsals.ts';
import { selectRehearsing } from './store/settings.ts';

/** A rehearsal that failed, in words for the second path. */
export interface FailedRehearsal {
  orgId: string;
  text: string;
}

/** Starts what is due and settles what has come to an end. Returns what failed. */
export async function rehearse(app: Platform): Promise<FailedRehearsal[]> {
  const failed: FailedRehearsal[] = [];
  for (const { orgId, setting } of await selectRehearsing(app.db)) {
    const day = dueDay(setting, app.clock.now());
    if (day === null) continue;
    const problem = await start(app, { orgId, setting, day });
    if (problem !== null) failed.push({ orgId, text: problem });
  }
  for (const open of await selectOpenRehearsals(app.db)) {
    const result = await settle(app, open);
    if (result !== null && result.state !== 'answered') {
      failed.push({
        orgId: open.orgId,
        text: `The daily test page of ${open.day} was ${result.detail}.`,
      });
    }
  }
  return failed;
}

/** Null: it runs, or ran already today. */
async function start(
  app: Platform,
  input: { orgId: string; setting: TestPageSetting; day: string },
): Promise<string | null> {
  const { orgId, setting, day } = input;
  return await inTransaction(systemCtx(app, orgId, 'operation.rehearse'), async (tx) => {
    const serving = await whoIsOnCall(tx.q, orgId, [setting.schedule], tx.now);
    const personId = serving.get(setting.schedule)?.[0] ?? null;
    const row = { day, at: tx.now, scheduleId: setting.schedule, personId };
    if (!(await takeDay(tx.q, orgId, row))) return null;
    tx.publish({ topic: 'now', kind: 'rehearsal', data: { day } });
    if (personId === null) {
      const detail = 'nobody was on call';
      await updateRehearsal(tx.q, orgId, { day, state: 'failed', detail });
      return `The daily test page of ${day} could not be sent: ${detail}.`;
    }
    const page = await testPage(tx, { personId });
    await updateRehearsal(tx.q, orgId, { day, pageId: page.id });
    return null;
  });
}

async function settle(
  app: Platform,
  open: { orgId: string; day: string; pageId: string | null; at: Temporal.Instant },
): Promise<RehearsalResult | null> {
  const { orgId, day, pageId } = open;
  const page = pageId === null ? null : await findPage(app.db, orgId, pageId);
  const result =
    page === null
      ? { state: 'failed' as const, detail: 'its page is gone', seconds: null }
      : resultOf({
          acknowledgedAt: page.run.acknowledgedAt,
          openedAt: page.openedAt,
          messages: await notificationsOf(app.db, orgId, page.id),
          now: app.clock.now(),
        });
  if (result === null) return null;
  await inTransaction(systemCtx(app, orgId, 'operation.rehearse'), async (tx) => {
    await updateRehearsal(tx.q, orgId, { day, ...result });
    // It has said what it had to say; nobody shall be called again by it.
    if (page !== null) await resolvePage(tx, { pageId: page.id });
    tx.publish({ topic: 'now', kind: 'rehearsal', data: { day } });
  });
  return result;
}
