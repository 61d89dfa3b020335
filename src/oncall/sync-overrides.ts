// Overrides given with a schedule, in the config file or the API: the list that is wanted from now on.
import { peopleByRefs } from '#people';
import type { Tx } from '#platform/context';
import { Problem } from '#platform/errors';

import { validateSchedule } from './decide/validate.ts';
import type { OverrideConfig, Schedule, StoredOverride } from './model.ts';
import { insertOverride, removeOverrideRow, selectOverrides } from './store.ts';

/**
 * Makes what is missing and ends what is not in the list. Of a schedule that exists only the time from
 * now on changes; a new one takes its past as written. True when something changed.
 */
export async function syncOverrides(
  tx: Tx,
  schedule: Pick<Schedule, 'id' | 'slug'>,
  wanted: readonly OverrideConfig[] | undefined,
  isNew: boolean,
): Promise<boolean> {
  if (wanted === undefined) return false;
  const rows = await rowsOf(tx, schedule.id, wanted);
  const there = await selectOverrides(tx.q, tx.orgId, [schedule.id], tx.now);
  const gone = there.filter((row) => !rows.some((one) => same(one, row)));
  const fresh = rows
    .filter((row) => isNew || Temporal.Instant.compare(row.endAt, tx.now) > 0)
    .filter((row) => !there.some((one) => same(one, row)));
  for (const { id } of gone) {
    await removeOverrideRow(tx.q, tx.orgId, { scheduleId: schedule.id, id, now: tx.now });
  }
  for (const row of fresh) {
    const begun = !isNew && Temporal.Instant.compare(row.startAt, tx.now) < 0;
    const startAt = begun ? tx.now : row.startAt;
    await insertOverride(tx.q, tx.orgId, { ...row, startAt, createdAt: tx.now });
  }
  if (gone.length + fresh.length === 0) return false;
  tx.audit({
    action: 'override.listed',
    object: { kind: 'schedule', id: schedule.id, ref: schedule.slug },
    after: { made: fresh.length, ended: gone.length },
  });
  tx.publish({ topic: 'oncall', kind: 'schedule.changed', data: { id: schedule.id } });
  return true;
}

async function rowsOf(
  tx: Tx,
  scheduleId: string,
  wanted: readonly OverrideConfig[],
): Promise<StoredOverride[]> {
  const errors = validateSchedule({ timezone: 'UTC', layers: [], overrides: wanted }).filter(
    ({ level }) => level === 'error',
  );
  if (errors[0]) throw new Problem('unprocessable', errors[0].message, { errors });
  const people = await peopleByRefs(
    tx.q,
    tx.orgId,
    wanted.flatMap(({ user, replaces }) => [user ?? [], replaces ?? []].flat()),
  );
  const idOf = (ref: string | null | undefined, pointer: string): string | null => {
    if (ref === null || ref === undefined) return null;
    const person = people.get(ref);
    if (person) return person.id;
    const message = `Nobody here is ${ref}.`;
    throw new Problem('unprocessable', message, { errors: [{ pointer, message }] });
  };
  return wanted.map((override, index) => ({
    id: tx.newId('ovr'),
    scheduleId,
    personId: idOf(override.user, `/overrides/${index}/user`),
    replacesId: idOf(override.replaces, `/overrides/${index}/replaces`),
    adds: override.add ?? false,
    startAt: Temporal.Instant.from(override.start),
    endAt: Temporal.Instant.from(override.end),
    createdBy: tx.ctx.actor.label,
  }));
}

/** One that has begun was cut to its making, so only its end counts. */
function same(a: StoredOverride, b: StoredOverride): boolean {
  const begun = Temporal.Instant.compare(a.startAt, b.startAt) < 0;
  return (
    a.personId === b.personId &&
    a.replacesId === b.replacesId &&
    a.adds === b.adds &&
    a.endAt.equals(b.endAt) &&
    (begun || a.startAt.equals(b.startAt))
  );
}
