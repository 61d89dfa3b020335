import { notificationsOf } from '#delivery';
import type { Queries } from '#platform/db';

import type { Page } from '../model.ts';

/** States in which a message may still reach, or has reached, its person. */
const alive = new Set(['queued', 'leased', 'accepted', 'delivered', 'unknown']);

/**
 * Whether any message of a page's present generation may reach, or has reached, somebody: of all of
 * it, or only of the step it waits for.
 */
export async function mayReachSomebody(
  q: Queries,
  orgId: string,
  page: Pick<Page, 'id' | 'run'>,
  of: 'generation' | 'step' = 'generation',
): Promise<boolean> {
  const { run } = page;
  const messages = await notificationsOf(q, orgId, page.id);
  return messages.some(
    ({ generation, round, step, state }) =>
      generation === run.generation &&
      (of === 'generation' || (round === run.round && step === run.step)) &&
      alive.has(state),
  );
}
