// Queues messages in the transaction of the change that causes them.
import type { Tx } from '#platform/context';

import type { MethodKind, NewNotification } from './model.ts';
import { insertNotifications } from './store/notifications.ts';

export const sendQueue = 'delivery.send';

/** One message in a job: its id and the lane of its provider. */
export type JobItem = readonly [id: string, lane: string];

/** What a job of the queue `delivery.send` carries. */
export interface SendJob {
  readonly orgId: string;
  readonly items: readonly JobItem[];
}

const itemsPerJob = 200;

/**
 * Writes messages and the jobs that send them; returns their ids in the order of `rows`. Set-based:
 * one statement for the rows, one job for all that are due at the same moment. Called by verbs that
 * have checked their right.
 */
export async function queueNotifications(
  tx: Tx,
  rows: readonly NewNotification[],
): Promise<string[]> {
  if (rows.length === 0) return [];
  const withIds = rows.map((row) => ({ ...row, id: row.id ?? tx.newId('ntf') }));
  const inserted = await insertNotifications(
    tx.q,
    tx.orgId,
    withIds.map((row) => ({
      ...row,
      facts: JSON.stringify(row.facts),
      reason: row.reason ?? null,
      sealed: row.sealed ?? null,
      standsInFor: row.standsInFor ?? null,
      replyNumber: replyNumber(row),
    })),
    tx.now,
  );
  const lanes = new Map(inserted.map((row) => [row.id, laneOf(row.methodKind, row.address)]));
  const byDue = Map.groupBy(withIds, (row) => row.dueAt.epochMilliseconds);
  for (const due of byDue.values()) {
    enqueueSend(
      tx,
      due.map((row): JobItem => [row.id, lanes.get(row.id) ?? 'email']),
      due[0]?.dueAt ?? tx.now,
    );
  }
  return withIds.map((row) => row.id);
}

/**
 * Enqueues the sending of waiting messages at `at`. What is due at once goes to the sender of this
 * process as soon as it is committed; should that die, the sweep finds it.
 */
export function enqueueSend(tx: Tx, items: readonly JobItem[], at: Temporal.Instant): void {
  const later = Temporal.Instant.compare(at, tx.now) > 0;
  for (let from = 0; from < items.length; from += itemsPerJob) {
    const job: SendJob = { orgId: tx.orgId, items: items.slice(from, from + itemsPerJob) };
    tx.enqueue(sendQueue, job, later ? { at } : { here: true });
  }
}

/** The provider that a message goes through; one that is slow must not hold up the others. */
export function laneOf(kind: string, address: string): string {
  switch (kind as MethodKind) {
    case 'email':
      return 'email';
    case 'sms':
    case 'voice':
      return 'phone';
    case 'webhook':
    case 'webPush':
      return `${kind} ${URL.parse(address)?.host ?? ''}`;
  }
}

/** `12` of `P-12`: what a reply by SMS names. Only pages can be answered so. */
function replyNumber(row: NewNotification): number | null {
  const number = /^P-(\d{1,9})$/.exec(row.facts.ref ?? '')?.[1];
  return row.subjectKind === 'page' && number !== undefined ? Number(number) : null;
}
