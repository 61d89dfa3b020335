// The promise of the next update, and the chase after it.
import { setSubject } from '#delivery';
import type { Tx } from '#platform/context';

import { reminderPlan } from './decide/cadence.ts';
import type { Incident } from './model.ts';

export const REMIND_QUEUE = 'incidents.remind';

/** What a reminder carries; it does nothing unless the promise is still the same one. */
export interface RemindJob {
  readonly orgId: string;
  readonly incidentId: string;
  readonly generation: number;
  readonly step: string;
}

/** The part of an incident that a new promise changes. `dueAt: null` takes the promise back. */
export function promised(
  incident: Incident,
  dueAt: Temporal.Instant | null,
  now: Temporal.Instant,
): Pick<Incident, 'nextUpdateAt' | 'nextUpdateSetAt' | 'cadenceGeneration'> {
  return {
    nextUpdateAt: dueAt,
    nextUpdateSetAt: dueAt === null ? null : now,
    cadenceGeneration: incident.cadenceGeneration + 1,
  };
}

/**
 * Makes the promise that the incident holds now the current one: reminders of older promises that
 * wait to be sent are no longer wanted, and its own are enqueued.
 */
export async function announcePromise(tx: Tx, incident: Incident): Promise<void> {
  await setSubject(tx, {
    subjectKind: 'incident',
    subjectId: incident.id,
    generation: incident.cadenceGeneration,
    wanted: incident.nextUpdateAt !== null,
  });
  if (incident.nextUpdateAt === null) return;
  const plan = reminderPlan({
    dueAt: incident.nextUpdateAt,
    promisedAt: tx.now,
    roles: incident.roles,
  });
  for (const { step, at } of plan) {
    const job: RemindJob = {
      orgId: tx.orgId,
      incidentId: incident.id,
      generation: incident.cadenceGeneration,
      step,
    };
    tx.enqueue(REMIND_QUEUE, job, { at });
  }
}
