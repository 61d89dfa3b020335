import { requireRight, type Tx } from '#platform/context';
import { parseDuration } from '#platform/duration';
import { Problem } from '#platform/errors';

import { type AlertAction, recordChange, targetOf } from './act.ts';
import { type AlertEvents, alertRef } from './model.ts';
import { changeAlerts } from './store/alerts.ts';

/** A snooze lasts at least a minute and at most 30 days. */
const LONGEST_HOURS = 30 * 24;

/**
 * Acknowledges the alert's group until an instant; then its page starts again at step 1. Throws
 * conflict for a resolved alert, unprocessable for an end that is not ahead.
 * @returns the id of the alert named.
 */
export async function snoozeAlert(
  tx: Tx,
  action: AlertAction & { readonly until: Temporal.Instant },
): Promise<string> {
  requireRight(tx.ctx, 'alerts:write');
  const { until } = action;
  const hours = until.since(tx.now).total('hours');
  if (hours <= 0 || hours > LONGEST_HOURS) {
    throw new Problem('unprocessable', 'A snooze ends in the future, at most 30 days ahead.', {
      errors: [{ pointer: '/until', message: 'must be ahead, at most 30 days' }],
    });
  }
  const { named, open, by } = await targetOf(tx, action);
  if (open.length === 0) {
    throw new Problem(
      'conflict',
      `${alertRef(named.number)} is resolved; there is nothing to snooze.`,
    );
  }
  await changeAlerts(
    tx.q,
    tx.orgId,
    open.map(({ id }) => id),
    { state: 'acknowledged', acknowledgedAt: tx.now, acknowledgedBy: by, snoozedUntil: until },
  );
  const after = { state: 'acknowledged', snoozedUntil: until.toString(), by: by.label };
  recordChange(tx, open, 'alert.snoozed', after);
  const event: AlertEvents['alert.snoozed'] = {
    type: 'alert.snoozed',
    groupIds: [named.groupId],
    until,
    by,
  };
  await tx.emit(event);
  return named.id;
}

/** When a snooze of a request ends: after a duration, or at an instant. Throws unless it has exactly one. */
export function snoozeEnd(
  body: { for?: string; until?: string },
  now: Temporal.Instant,
): Temporal.Instant {
  if ((body.for === undefined) === (body.until === undefined)) {
    throw new Problem('unprocessable', 'A snooze takes either `for` or `until`.', {
      errors: [{ pointer: '/for', message: 'is needed when there is no until, and only then' }],
    });
  }
  if (body.until !== undefined) return Temporal.Instant.from(body.until);
  return now.add({ seconds: parseDuration(body.for ?? '') });
}
