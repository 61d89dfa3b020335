import { requireRight, type Tx } from '#platform/context';

import { publishChange } from './act.ts';
import type { Alert, AlertState, By } from './model.ts';
import { type AlertChange, changeAlerts, lockOpenInGroups } from './store/alerts.ts';

/** What became of the pages of some groups. */
export interface GroupMark {
  readonly groupIds: readonly string[];
  readonly state: Exclude<AlertState, 'suppressed'>;
  readonly by: By;
  /** With `acknowledged`: the end of a snooze. */
  readonly snoozedUntil?: Temporal.Instant | null;
}

/**
 * Makes the open alerts of groups follow their page (acknowledged there, escalated again, resolved).
 * Emits nothing: the page's own event has told everybody. The change is audited with the page.
 * @returns the alerts that changed.
 */
export async function markGroups(tx: Tx, mark: GroupMark): Promise<Alert[]> {
  requireRight(tx.ctx, 'alerts:write');
  const open = await lockOpenInGroups(tx.q, tx.orgId, mark.groupIds);
  const until = mark.snoozedUntil ?? null;
  const changing = open.filter((alert) => {
    if (alert.state !== mark.state) return true;
    return (
      mark.state === 'acknowledged' &&
      (alert.acknowledgedBy?.id !== mark.by.id || String(alert.snoozedUntil) !== String(until))
    );
  });
  await changeAlerts(
    tx.q,
    tx.orgId,
    changing.map(({ id }) => id),
    changeOf(mark, tx.now),
  );
  publishChange(
    tx,
    changing.map(({ id }) => id),
  );
  return changing;
}

function changeOf(mark: GroupMark, now: Temporal.Instant): AlertChange {
  switch (mark.state) {
    case 'firing':
      return { state: 'firing', acknowledgedAt: null, acknowledgedBy: null, snoozedUntil: null };
    case 'acknowledged':
      return {
        state: 'acknowledged',
        acknowledgedAt: now,
        acknowledgedBy: mark.by,
        snoozedUntil: mark.snoozedUntil ?? null,
      };
    case 'resolved':
      return { state: 'resolved', resolvedAt: now, resolvedBy: mark.by, snoozedUntil: null };
  }
}
