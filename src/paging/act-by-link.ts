// What a button on the page behind a signed link does: the verb of the page, as its person.
import { confirmNotification, type Notification, personActor, type PersonAction } from '#delivery';
import { inTransaction, type Platform, type Tx } from '#platform/context';

import { acknowledgePage } from './acknowledge.ts';
import type { ActResult, PageAction } from './act.ts';
import { declinePage, escalatePage } from './escalate.ts';
import { resolvePage } from './resolve.ts';
import { selectPage } from './store/pages.ts';

export const linkActions = ['acknowledge', 'escalate', 'decline', 'resolve'] as const;

const verbs: Readonly<Record<PersonAction, (tx: Tx, action: PageAction) => Promise<ActResult>>> = {
  acknowledge: acknowledgePage,
  escalate: escalatePage,
  decline: declinePage,
  resolve: resolvePage,
};

/**
 * Acts on the page of a message as its person. `seen` is where the page stood when the person saw it
 * (`generation.round.step`): a call for help that was meant for an earlier standing calls nobody twice.
 * The state table of the page decides the rest; what is over stays over.
 */
export async function actByLink(
  platform: Platform,
  message: Notification,
  input: { action: PersonAction; seen: string | null },
): Promise<'done' | 'meanwhile'> {
  const ctx = await personActor(platform, message, 'link');
  return await inTransaction(ctx, async (tx) => {
    await confirmNotification(tx, message.id);
    const page = await selectPage(tx.q, tx.orgId, message.subjectId);
    const { action, seen } = input;
    if (page && seen !== null && (action === 'escalate' || action === 'decline')) {
      const { generation, round, step } = page.run;
      if (seen !== `${generation}.${round}.${step}`) return 'meanwhile';
    }
    await verbs[action](tx, { pageId: message.subjectId });
    return 'done';
  });
}
