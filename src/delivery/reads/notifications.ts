// Messages for screens and the API.
import { peopleByIds } from '#people';
import type { Queries } from '#platform/db';

import type { NotificationBody } from '../contract.ts';
import { linkHours, type Notification } from '../model.ts';
import { selectAttempts } from '../store/attempts.ts';
import { selectById, selectBySubject } from '../store/notifications.ts';

type Shown = Omit<NotificationBody, 'queuedAt' | 'dueAt' | 'nextAt' | 'confirmedAt' | 'attempts'> &
  Pick<Notification, 'queuedAt' | 'dueAt' | 'nextAt' | 'confirmedAt'> & {
    attempts: (Omit<NotificationBody['attempts'][number], 'at'> & { at: Temporal.Instant })[];
  };

/** Every message about a page or an incident with its attempts, oldest first. */
export async function notificationsOf(
  q: Queries,
  orgId: string,
  subjectId: string,
): Promise<Shown[]> {
  const messages = await selectBySubject(q, orgId, subjectId);
  const attempts = Map.groupBy(
    await selectAttempts(
      q,
      orgId,
      messages.map((one) => one.id),
    ),
    (one) => one.notificationId,
  );
  const people = await peopleByIds(
    q,
    orgId,
    messages.map((one) => one.personId),
  );
  return messages.map((one) => ({
    id: one.id,
    person: people.get(one.personId)?.email ?? one.personId,
    personName: people.get(one.personId)?.name ?? '',
    method: { kind: one.methodKind, address: one.address },
    type: one.facts.type,
    step: one.step,
    round: one.round,
    generation: one.generation,
    state: one.state,
    reason: one.reason,
    queuedAt: one.queuedAt,
    dueAt: one.dueAt,
    nextAt: one.nextAt,
    confirmedAt: one.confirmedAt,
    attempts: (attempts.get(one.id) ?? []).map(({ provider, providerId, at, outcome, error }) => ({
      provider,
      providerId,
      at,
      outcome,
      error,
    })),
  }));
}

/** A message by its id alone, as a link names it; null when there is none. */
export async function findNotification(q: Queries, id: string): Promise<Notification | null> {
  return await selectById(q, id);
}

/** When the link of a message stops to act. */
export function linkExpiresAt(notification: Pick<Notification, 'dueAt'>): Temporal.Instant {
  return notification.dueAt.add({ hours: linkHours });
}
