// Messages about a person's own account: codes, invitations, a way to be reached that broke.
import { type MethodAdded, type PersonInvited, reachOf } from '#people';
import type { Tx } from '#platform/context';

import { queueNotifications } from './queue-notifications.ts';
import { sealFor } from './seal.ts';

const alone = { generation: 1, step: 0, round: 0, urgency: 'high' } as const;

/** Sends the code that proves an address, to that address. The code is sealed until it is sent. */
export async function sendCode(tx: Tx, added: MethodAdded): Promise<void> {
  const id = tx.newId('ntf');
  await queueNotifications(tx, [
    {
      ...alone,
      id,
      subjectKind: 'method',
      // A new code for the same method is a subject of its own: the older one still counts.
      subjectId: `${added.methodId}.${id}`,
      personId: added.personId,
      methodId: added.methodId,
      dueAt: tx.now,
      facts: { type: 'code', title: 'Your code' },
      sealed: sealFor(tx.ctx.app.secrets, id, added.code),
    },
  ]);
}

/** Sends the one-time link by e-mail, where the person has that address; the admin sees it as well. */
export async function sendInvitation(tx: Tx, invited: PersonInvited): Promise<void> {
  const reach = (await reachOf(tx.q, tx.orgId, [invited.personId])).get(invited.personId);
  const method = reach?.methods.find(
    (one) => one.kind === 'email' && one.address === invited.email && one.brokenAt === null,
  );
  if (!method) return;
  const id = tx.newId('ntf');
  await queueNotifications(tx, [
    {
      ...alone,
      id,
      subjectKind: 'person',
      subjectId: `${invited.personId}.${id}`,
      personId: invited.personId,
      methodId: method.id,
      dueAt: tx.now,
      urgency: 'low',
      facts: { type: 'invitation', title: `${invited.by} invites you to evenkeel.` },
      sealed: sealFor(tx.ctx.app.secrets, id, invited.link),
    },
  ]);
}

/** Tells a person, by what still works, that one of their ways to be reached does not. */
export async function tellMethodBroken(
  tx: Tx,
  broken: { methodId: string; personId: string; reason: string },
): Promise<void> {
  const reach = (await reachOf(tx.q, tx.orgId, [broken.personId])).get(broken.personId);
  const dead = reach?.methods.find((one) => one.id === broken.methodId);
  const working = (reach?.methods ?? []).filter(
    (one) => one.verifiedAt !== null && one.brokenAt === null && one.id !== broken.methodId,
  );
  // A voice that reads an address at night helps nobody.
  const quiet = working.filter((one) => one.kind !== 'voice');
  await queueNotifications(
    tx,
    quiet.map((method) => ({
      ...alone,
      subjectKind: 'person' as const,
      subjectId: `${broken.personId}.${broken.methodId}`,
      personId: broken.personId,
      methodId: method.id,
      dueAt: tx.now,
      urgency: 'low' as const,
      facts: {
        type: 'methodBroken' as const,
        title: `${dead?.address ?? 'A contact method'} cannot be reached: ${broken.reason}.`,
        path: '/settings',
      },
    })),
  );
}
