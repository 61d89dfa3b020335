import { requireRight, type Tx } from '#platform/context';
import { Problem } from '#platform/errors';

import {
  type ActResult,
  actOnGroups,
  actOnPage,
  type GroupsAction,
  type PageAction,
} from './act.ts';
import { planSnooze } from './decide/commands.ts';

const longestHours = 30 * 24;

/** Quiet until `until`, then step 1 again. Throws `unprocessable` for an end that is not ahead. */
export async function snoozePage(
  tx: Tx,
  { until, ...action }: PageAction & { readonly until: Temporal.Instant },
): Promise<ActResult> {
  requireRight(tx.ctx, 'pages:write');
  const hours = until.since(tx.now).total('hours');
  if (hours <= 0 || hours > longestHours) {
    throw new Problem('unprocessable', 'A snooze ends in the future, at most 30 days ahead.', {
      errors: [{ pointer: '/until', message: 'must be ahead, at most 30 days' }],
    });
  }
  return actOnPage(tx, action, (command) => planSnooze({ ...command, until }));
}

/** The same for the pages of alert groups. */
export async function snoozePagesOf(
  tx: Tx,
  { until, ...action }: GroupsAction & { readonly until: Temporal.Instant },
): Promise<ActResult[]> {
  requireRight(tx.ctx, 'pages:write');
  return actOnGroups(tx, action, (command) => planSnooze({ ...command, until }));
}
