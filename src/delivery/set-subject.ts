// What a page or an incident still wants its people to be told. Every stop and restart says it here,
// in its own transaction; the leasing statement reads it.
import type { Tx } from '#platform/context';

import type { Subject } from './model.ts';
import { cancelWaiting } from './store/notifications.ts';
import { upsertSubjects } from './store/subjects.ts';

/** One subject; see `setSubjects`. */
export async function setSubject(tx: Tx, subject: Subject): Promise<void> {
  await setSubjects(tx, [subject]);
}

/**
 * Sets the generation of subjects and whether messages about them are wanted. Waiting messages of
 * other generations, and all of a subject that wants none, are cancelled. Called by verbs that have
 * checked their right.
 */
export async function setSubjects(tx: Tx, subjects: readonly Subject[]): Promise<void> {
  if (subjects.length === 0) return;
  await upsertSubjects(tx.q, tx.orgId, subjects);
  // A first generation has nothing behind it: opening pages stays one statement.
  const stopping = subjects.filter((one) => !one.wanted || one.generation > 1);
  await cancelWaiting(
    tx.q,
    tx.orgId,
    {
      subjectIds: stopping.map((one) => one.subjectId),
      staleOnly: true,
      reason: 'no longer wanted: answered, resolved or started over',
    },
    tx.now,
  );
}

/** Ends the waiting messages of one person about a subject ("not me", one of several acknowledged). */
export async function cancelForPerson(
  tx: Tx,
  input: { subjectId: string; personId: string; reason: string },
): Promise<void> {
  const { subjectId, personId, reason } = input;
  await cancelWaiting(
    tx.q,
    tx.orgId,
    { subjectIds: [subjectId], personId, staleOnly: false, reason },
    tx.now,
  );
}
