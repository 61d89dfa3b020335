// Acting as the person that a message was for: by a link, a reply or a digit.
import { peopleByIds, rightsOf } from '#people';
import { type Ctx, type Platform, systemCtx } from '#platform/context';
import { Problem } from '#platform/errors';

import type { Notification } from './model.ts';

/**
 * The context of the person behind a message. The message is what lets them act, and on its subject
 * only, so their role is not asked: whoever is paged may answer. Throws `gone` for a deactivated person.
 */
export async function personActor(
  platform: Platform,
  message: Pick<Notification, 'id' | 'orgId' | 'personId'>,
  via: Ctx['via'],
): Promise<Ctx> {
  const people = await peopleByIds(platform.db, message.orgId, [message.personId]);
  const person = people.get(message.personId);
  if (!person || person.deactivatedAt !== null) {
    throw new Problem('gone', 'This message was for somebody who is no longer here.');
  }
  return {
    ...systemCtx(platform, message.orgId, 'message'),
    actor: { kind: 'link', id: message.id, label: person.email, personId: person.id },
    via,
    rights: rightsOf('responder'),
  };
}
