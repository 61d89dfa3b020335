// What a person asked for by a reply or a digit, carried out by the verbs of the page.
import type { Notification, PersonAction } from '#delivery';
import {
  acknowledgePage,
  type ActResult,
  declinePage,
  escalatePage,
  type PageAction,
  resolvePage,
} from '#paging';
import type { Tx } from '#platform/context';

const verbs: Readonly<Record<PersonAction, (tx: Tx, action: PageAction) => Promise<ActResult>>> = {
  acknowledge: acknowledgePage,
  escalate: escalatePage,
  decline: declinePage,
  resolve: resolvePage,
};

/** Acts on the page behind a message as its person. `over`: the page had ended, nothing changed. */
export async function actOnMessage(
  tx: Tx,
  message: Notification,
  action: PersonAction,
): Promise<'done' | 'over'> {
  if (message.subjectKind !== 'page') return 'over';
  const { reason } = await verbs[action](tx, { pageId: message.subjectId });
  return reason.code === 'alreadyResolved' ? 'over' : 'done';
}
