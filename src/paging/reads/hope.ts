import { notificationsOf } from '#delivery';
import type { Queries } from '#platform/db';

import type { Page } from '../model.ts';

/** States in which a message may still reach, or has reached, its person. */
const alive = new Set(['queued', 'leased', 'accepted', 'delivered', 'unknown']);

/** Whether any message of a page's present generation may reach, or has reached, somebody. */
export async function mayReachSomebody(
  q: Queries,
  orgId: string,
  page: Pick<Page, 'id' | 'run'>,
): Promise<boolean> {
  const messages = await notificationsOf(q, orgId, page.id);
  return messages.some(
    ({ generation, state }) => generation === page.run.generation && alive.has(state),
  );
}
