// What an update to people means for the incident: the clock starts anew, the log has it.
import { requireRight, type Tx } from '#platform/context';

import { type By, lockIncident, newEntry, saveIncident } from './act.ts';
import type { Incident } from './model.ts';
import { announcePromise, promised } from './schedule-updates.ts';
import { insertEntries } from './store/entries.ts';

export interface UpdateRecord {
  readonly incident: string;
  readonly updateId: string;
  readonly status: string;
  readonly impact: string;
  readonly action: string;
  /** null only for an incident that is resolved */
  readonly nextUpdateAt: Temporal.Instant | null;
  readonly audiences: readonly string[];
  /** false when only outsiders read it: their words are not the team's */
  readonly setsImpact: boolean;
  readonly by: By;
}

/**
 * Notes a published update: on time or late, the next promise, the entry on the timeline. Called by
 * the module that publishes, after its own checks.
 */
export async function recordUpdate(tx: Tx, record: UpdateRecord): Promise<Incident> {
  requireRight(tx.ctx, 'updates:write');
  const before = await lockIncident(tx, record.incident);
  const due = before.nextUpdateAt;
  const onTime = due === null || Temporal.Instant.compare(tx.now, due) <= 0;
  const open = before.times.resolvedAt === null;
  const after = await saveIncident(tx, before, {
    lastUpdateAt: tx.now,
    updatesSent: before.updatesSent + 1,
    updatesOnTime: before.updatesOnTime + Number(onTime),
    impact: record.setsImpact ? record.impact.slice(0, 1000) : before.impact,
    ...promised(before, open ? record.nextUpdateAt : null, tx.now),
  });
  const entry = newEntry(tx, {
    incidentId: before.id,
    kind: 'update',
    text: `${record.impact}\n${record.action}`,
    by: record.by,
    data: {
      update: record.updateId,
      status: record.status,
      audiences: record.audiences,
      nextUpdateAt: record.nextUpdateAt?.toString() ?? null,
      onTime,
    },
  });
  await insertEntries(tx.q, tx.orgId, [entry]);
  tx.publish({ topic: `incident:${before.id}`, kind: 'entry.added', data: { id: entry.id } });
  await announcePromise(tx, after);
  return after;
}
