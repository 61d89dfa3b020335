// SQL on schedules, their versions and overrides.
import { jsonb, type Queries, sql, type Trx } from '#platform/db';

import type { ScheduleVersion, StoredSchedule } from './decide/versions.ts';
import type { OverrideConfig, Schedule, StoredOverride } from './model.ts';

const columns = ['id', 'slug', 'name', 'teamId', 'version', 'archivedAt', 'createdAt'] as const;

/** By id or slug; archived ones are left out. */
export async function selectSchedule(
  q: Queries,
  orgId: string,
  ref: string,
): Promise<Schedule | null> {
  const row = await q
    .selectFrom('schedules')
    .select(columns)
    .where('orgId', '=', orgId)
    .where('archivedAt', 'is', null)
    .where((e) => e.or([e('id', '=', ref), e('slug', '=', ref)]))
    .executeTakeFirst();
  return row ?? null;
}

/** Newest first. `ids` narrows; `before` is the id where the last page ended. */
export async function selectSchedules(
  q: Queries,
  orgId: string,
  filter: { ids?: readonly string[]; before?: string | undefined; limit: number },
): Promise<Schedule[]> {
  if (filter.ids?.length === 0) return [];
  let query = q
    .selectFrom('schedules')
    .select(columns)
    .where('orgId', '=', orgId)
    .where('archivedAt', 'is', null);
  if (filter.ids) query = query.where('id', 'in', [...filter.ids]);
  if (filter.before !== undefined) query = query.where('id', '<', filter.before);
  return query.orderBy('id', 'desc').limit(filter.limit).execute();
}

/** Versions and live overrides of schedules. Overrides that ended before `since` are left out. */
export async function selectStored(
  q: Queries,
  orgId: string,
  scheduleIds: readonly string[],
  since: Temporal.Instant,
): Promise<Map<string, StoredSchedule>> {
  if (scheduleIds.length === 0) return new Map();
  const versions = await q
    .selectFrom('scheduleVersions')
    .select(['scheduleId', 'version', 'effectiveFrom', 'config', 'phases'])
    .where('orgId', '=', orgId)
    .where('scheduleId', 'in', [...scheduleIds])
    .orderBy('effectiveFrom')
    .orderBy('version')
    .limit(10_000)
    .execute();
  const overrides = await selectOverrides(q, orgId, scheduleIds, since);
  return new Map(
    scheduleIds.map((id) => [
      id,
      {
        versions: versions
          .filter((row) => row.scheduleId === id)
          .map((row) => ({
            version: row.version,
            effectiveFrom: row.effectiveFrom,
            config: row.config as ScheduleVersion['config'],
            phases: row.phases as number[],
          })),
        overrides: overrides.filter((row) => row.scheduleId === id).map(overrideConfig),
      },
    ]),
  );
}

/** Overrides that are not over at `since`, in order of making. */
export async function selectOverrides(
  q: Queries,
  orgId: string,
  scheduleIds: readonly string[],
  since: Temporal.Instant,
): Promise<StoredOverride[]> {
  if (scheduleIds.length === 0) return [];
  return q
    .selectFrom('scheduleOverrides')
    .select(['id', 'scheduleId', 'personId', 'replacesId', 'adds', 'startAt', 'endAt', 'createdBy'])
    .where('orgId', '=', orgId)
    .where('scheduleId', 'in', [...scheduleIds])
    .where('removedAt', 'is', null)
    .where('endAt', '>', since)
    .orderBy('id')
    .limit(5000)
    .execute();
}

function overrideConfig(row: StoredOverride): OverrideConfig {
  return {
    id: row.id,
    user: row.personId,
    ...(row.replacesId !== null && { replaces: row.replacesId }),
    ...(row.adds && { add: true }),
    start: row.startAt.toString(),
    end: row.endAt.toString(),
  };
}

/** Writes the head row: a new schedule, or the next version number of a known one. */
export async function upsertSchedule(
  q: Trx,
  orgId: string,
  schedule: Omit<Schedule, 'archivedAt' | 'createdAt'>,
  now: Temporal.Instant,
): Promise<void> {
  const { id, slug, name, teamId, version } = schedule;
  await q
    .insertInto('schedules')
    .values({ orgId, id, slug, name, teamId, version, createdAt: now, updatedAt: now })
    .onConflict((conflict) =>
      conflict
        .columns(['orgId', 'id'])
        .doUpdateSet({ slug, name, teamId, version, updatedAt: now }),
    )
    .execute();
}

/** Adds a version; later ones that never came into force give way to it. */
export async function insertVersion(
  q: Trx,
  orgId: string,
  scheduleId: string,
  version: ScheduleVersion & { createdAt: Temporal.Instant; createdBy: string },
): Promise<void> {
  await q
    .deleteFrom('scheduleVersions')
    .where('orgId', '=', orgId)
    .where('scheduleId', '=', scheduleId)
    .where('effectiveFrom', '>=', version.effectiveFrom)
    .execute();
  await q
    .insertInto('scheduleVersions')
    .values({
      orgId,
      scheduleId,
      version: version.version,
      effectiveFrom: version.effectiveFrom,
      config: jsonb(version.config),
      phases: jsonb(version.phases),
      createdAt: version.createdAt,
      createdBy: version.createdBy,
    })
    .execute();
}

export async function archiveSchedule(
  q: Trx,
  orgId: string,
  id: string,
  now: Temporal.Instant,
): Promise<void> {
  await q
    .updateTable('schedules')
    // The slug is free again; the history keeps its id.
    .set({ archivedAt: now, slug: sql<string>`slug || '~' || id` })
    .where('orgId', '=', orgId)
    .where('id', '=', id)
    .execute();
}

export async function insertOverride(
  q: Trx,
  orgId: string,
  row: StoredOverride & { createdAt: Temporal.Instant },
): Promise<void> {
  await q
    .insertInto('scheduleOverrides')
    .values({ orgId, ...row })
    .execute();
}

/** Marks an override removed; false when there is none. */
export async function removeOverrideRow(
  q: Trx,
  orgId: string,
  at: { scheduleId: string; id: string; now: Temporal.Instant },
): Promise<StoredOverride | null> {
  const row = await q
    .updateTable('scheduleOverrides')
    .set({ removedAt: at.now })
    .where('orgId', '=', orgId)
    .where('scheduleId', '=', at.scheduleId)
    .where('id', '=', at.id)
    .where('removedAt', 'is', null)
    .returning([
      'id',
      'scheduleId',
      'personId',
      'replacesId',
      'adds',
      'startAt',
      'endAt',
      'createdBy',
    ])
    .executeTakeFirst();
  return row ?? null;
}
