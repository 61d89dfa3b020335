// Looks after messages that did not get through: another way to the same person, or the news that
// there is none.
import { type ContactMethod, reachOf } from '#people';
import type { Tx } from '#platform/context';

import { mayStandIn } from './decide/after-attempt.ts';
import { planStandIn, type StandIn } from './decide/stand-in.ts';
import type { DeliveryEvents, Notification, NotificationRef } from './model.ts';
import { enqueueSend, laneOf, queueNotifications } from './queue-notifications.ts';
import { enqueueFollow, publishChanges } from './record-attempts.ts';
import { bringForward, selectByIds, selectBySubjects } from './store/notifications.ts';
import { selectWanted } from './store/subjects.ts';

/**
 * For each message of `ids` whose subject still wants it: does another method have to carry it, and
 * which. Emits `notification.undeliverable` for those that nothing can carry. Idempotent.
 */
export async function followUp(tx: Tx, ids: readonly string[]): Promise<void> {
  const asked = (await selectByIds(tx.q, tx.orgId, ids)).filter((one) =>
    mayStandIn(one.subjectKind),
  );
  const wanted = await selectWanted(
    tx.q,
    tx.orgId,
    asked.map((one) => one.subjectId),
  );
  const running = asked.filter((one) => wanted.get(one.subjectId) === one.generation);
  const groups = Map.groupBy(running, groupOf);
  const reach = await reachOf(
    tx.q,
    tx.orgId,
    running.map((one) => one.personId),
  );
  const siblingsOf = Map.groupBy(
    await selectBySubjects(
      tx.q,
      tx.orgId,
      running.map((one) => one.subjectId),
    ),
    groupOf,
  );
  const lost: NotificationRef[] = [];
  for (const [group, messages] of groups) {
    const first = messages[0];
    if (!first) continue;
    const siblings = siblingsOf.get(group) ?? [];
    const methods = (reach.get(first.personId)?.methods ?? []).filter(isUsable);
    const plan = planStandIn({ siblings, methods, now: tx.now });
    await carryOut(tx, first, siblings, plan);
    if (plan.kind === 'exhausted') lost.push(refOf(first));
  }
  if (lost.length === 0) return;
  const event: DeliveryEvents['notification.undeliverable'] = {
    type: 'notification.undeliverable',
    notifications: lost,
  };
  await tx.emit(event);
}

/** Messages that stand for each other: one person, one subject, one firing of a step. */
function groupOf(one: Notification): string {
  return [one.subjectId, one.generation, one.personId, one.step, one.round].join(' ');
}

function isUsable(method: ContactMethod): boolean {
  return method.verifiedAt !== null && method.brokenAt === null;
}

async function carryOut(
  tx: Tx,
  troubled: Notification,
  siblings: readonly Notification[],
  plan: StandIn,
): Promise<void> {
  switch (plan.kind) {
    case 'none':
    case 'exhausted':
      return;
    case 'wait':
      enqueueFollow(tx, [{ id: troubled.id, at: plan.until }]);
      return;
    case 'bringForward': {
      const one = siblings.find((candidate) => candidate.id === plan.id);
      if (!one) return;
      const reason = `brought forward: ${troubled.methodKind} did not get through`;
      if (!(await bringForward(tx.q, tx.orgId, { id: one.id, now: tx.now, reason }))) return;
      enqueueSend(tx, [[one.id, laneOf(one.methodKind, one.address)]], tx.now);
      break;
    }
    case 'queue': {
      const { subjectKind, subjectId, generation, personId, step, round, urgency, facts } =
        troubled;
      await queueNotifications(tx, [
        {
          subjectKind,
          subjectId,
          generation,
          personId,
          methodId: plan.methodId,
          dueAt: tx.now,
          step,
          round,
          urgency,
          facts,
          reason: `stands in: ${troubled.methodKind} did not get through`,
          standsInFor: troubled.id,
        },
      ]);
      break;
    }
  }
  publishChanges(tx, [troubled]);
}

/** A message as events carry it. */
export function refOf(one: Notification): NotificationRef {
  const { id, subjectKind, subjectId, generation, personId, methodKind, step, round } = one;
  return { id, subjectKind, subjectId, generation, personId, methodKind, step, round };
}
