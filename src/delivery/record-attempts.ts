// After attempts: writes what came of them and sets going what follows.
import type { Outcome } from '#channels';
import { markMethodBroken } from '#people';
import type { Tx } from '#platform/context';

import { planAfterAttempt } from './decide/after-attempt.ts';
import type { Notification } from './model.ts';
import { enqueueSend, type JobItem, laneOf } from './queue-notifications.ts';
import { settleAttempts } from './store/lease.ts';

export const followQueue = 'delivery.follow';

/** What a job of the queue `delivery.follow` carries: messages that may need another way. */
export interface FollowJob {
  readonly orgId: string;
  readonly ids: readonly string[];
}

/** One attempt that has ended, by whoever holds the lease `token`. */
export interface AttemptResult {
  readonly message: Pick<
    Notification,
    | 'id'
    | 'subjectKind'
    | 'subjectId'
    | 'methodId'
    | 'methodKind'
    | 'address'
    | 'attempts'
    | 'dueAt'
  >;
  readonly token: string;
  /** When it began. */
  readonly at: Temporal.Instant;
  readonly provider: string;
  readonly outcome: Outcome;
  readonly receipts: boolean;
  /** 0 to 1, for the spread of retries. */
  readonly chance: number;
}

/**
 * Writes the results of attempts of one organisation: new states, the next attempts, methods taken
 * out of use, and when to look whether another method has to stand in.
 */
export async function recordAttempts(tx: Tx, results: readonly AttemptResult[]): Promise<void> {
  if (results.length === 0) return;
  const planned = results.map((result) => ({
    result,
    plan: planAfterAttempt({
      outcome: result.outcome,
      attempts: result.message.attempts,
      dueAt: result.message.dueAt,
      now: tx.now,
      chance: result.chance,
      receipts: result.receipts,
    }),
  }));
  const ours = new Set(
    await settleAttempts(
      tx.q,
      tx.orgId,
      planned.map(({ result, plan }) => ({
        id: result.message.id,
        token: result.token,
        state: plan.state,
        nextAt: plan.nextAt,
        reason: plan.reason,
        providerId: 'providerId' in result.outcome ? result.outcome.providerId : null,
        number: result.message.attempts,
        at: result.at,
        provider: result.provider,
        outcome: result.outcome.kind,
      })),
      tx.now,
    ),
  );
  const kept = planned.filter(({ result }) => ours.has(result.message.id));
  for (const { result, plan } of kept) {
    const { id, methodKind, address } = result.message;
    const item: JobItem = [id, laneOf(methodKind, address)];
    if (plan.nextAt) enqueueSend(tx, [item], plan.nextAt);
    if (plan.methodBroken) {
      await markMethodBroken(tx, {
        methodId: result.message.methodId,
        reason: plan.reason ?? 'the provider refused it for good',
      });
    }
  }
  enqueueFollow(
    tx,
    kept.flatMap(({ result, plan }) =>
      plan.followAt ? [{ id: result.message.id, at: plan.followAt }] : [],
    ),
  );
  publishChanges(
    tx,
    kept.map(({ result }) => result.message),
  );
}

/** Looks after messages at their time, one job for all of the same moment. */
export function enqueueFollow(
  tx: Tx,
  items: readonly { id: string; at: Temporal.Instant }[],
): void {
  for (const [, due] of Map.groupBy(items, (item) => item.at.epochMilliseconds)) {
    const at = due[0]?.at ?? tx.now;
    const job: FollowJob = { orgId: tx.orgId, ids: due.map((item) => item.id) };
    tx.enqueue(followQueue, job, Temporal.Instant.compare(at, tx.now) > 0 ? { at } : {});
  }
}

/** Tells open screens, once for each subject. */
export function publishChanges(
  tx: Tx,
  messages: readonly Pick<Notification, 'subjectKind' | 'subjectId'>[],
): void {
  const subjects = new Map(messages.map((one) => [one.subjectId, one.subjectKind]));
  for (const [id, kind] of subjects) {
    if (kind === 'method' || kind === 'person') continue;
    const topic = kind === 'incident' ? `incident:${id}` : 'pages';
    tx.publish({ topic, kind: 'notification.changed', data: { id } });
  }
}
