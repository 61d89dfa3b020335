import type { Selectable } from 'kysely';

// SQL on incidents, their services and their alerts.
import type { TimeCursor } from '#platform/cursor';
import { anyOf, type Database, type Queries, sql, type Trx } from '#platform/db';

import type { Viewer } from '../decide/visible.ts';
import { type Incident, incidentNumber, type Severity } from '../model.ts';
import { isInsider, selectMembers } from './members.ts';

type Row = Selectable<Database['incidents']>;

/** By id or ref. `lock` makes other writers of this incident wait. */
export async function selectIncident(
  q: Queries,
  orgId: string,
  ref: string,
  lock = false,
): Promise<Incident | null> {
  const number = incidentNumber(ref);
  const query = q
    .selectFrom('incidents')
    .selectAll()
    .where('orgId', '=', orgId)
    .where((e) => (number === null ? e('id', '=', ref) : e('number', '=', number)));
  const row = await (lock ? query.forUpdate() : query).executeTakeFirst();
  if (!row) return null;
  return (await withServices(q, orgId, [row]))[0] ?? null;
}

export async function selectIncidentsByIds(
  q: Queries,
  orgId: string,
  ids: readonly string[],
): Promise<Incident[]> {
  if (ids.length === 0) return [];
  const rows = await q
    .selectFrom('incidents')
    .selectAll()
    .where('orgId', '=', orgId)
    .where('id', '=', anyOf(ids))
    .execute();
  return withServices(q, orgId, rows);
}

export interface IncidentFilter {
  readonly viewer: Viewer;
  readonly open?: boolean | undefined;
  readonly severities?: readonly Severity[] | undefined;
  readonly serviceIds?: readonly string[] | undefined;
  readonly text?: string | undefined;
  readonly after?: TimeCursor | undefined;
  readonly limit: number;
}

/** Newest first by the time of declaration; private ones only for who may see them. */
export async function selectIncidents(
  q: Queries,
  orgId: string,
  filter: IncidentFilter,
): Promise<Incident[]> {
  const { viewer, open, severities, serviceIds, text, after } = filter;
  let query = q.selectFrom('incidents').selectAll().where('orgId', '=', orgId);
  if (!viewer.all) {
    query = query.where((e) => e.or([e('private', '=', false), isInsider(orgId, viewer)]));
  }
  if (open !== undefined) query = query.where('resolvedAt', open ? 'is' : 'is not', null);
  if (severities !== undefined) query = query.where('severity', '=', anyOf(severities));
  if (text !== undefined) {
    query = query.where('title', 'ilike', `%${text.replace(/[\\%_]/g, String.raw`\$&`)}%`);
  }
  if (serviceIds !== undefined) {
    if (serviceIds.length === 0) return [];
    query = query.where('id', 'in', (sub) =>
      sub
        .selectFrom('incidentServices')
        .select('incidentId')
        .where('orgId', '=', orgId)
        .where('serviceId', '=', anyOf(serviceIds)),
    );
  }
  if (after !== undefined) {
    query = query.where(sql<boolean>`(declared_at, id) < (${after.at}, ${after.id})`);
  }
  const rows = await query
    .orderBy('declaredAt', 'desc')
    .orderBy('id', 'desc')
    .limit(filter.limit)
    .execute();
  return withServices(q, orgId, rows);
}

/** The next number of the organisation; gaps appear only when a transaction fails. */
export async function nextIncidentNumber(q: Trx, orgId: string): Promise<number> {
  const row = await q
    .insertInto('refCounters')
    .values({ orgId, kind: 'incident', last: 1 })
    .onConflict((conflict) =>
      conflict
        .columns(['orgId', 'kind'])
        .doUpdateSet((e) => ({ last: e('refCounters.last', '+', 1) })),
    )
    .returning('last')
    .executeTakeFirstOrThrow();
  return row.last;
}

export async function insertIncident(
  q: Trx,
  orgId: string,
  incident: Incident,
  now: Temporal.Instant,
): Promise<void> {
  await q
    .insertInto('incidents')
    .values({
      orgId,
      ...columnsOf(incident),
      id: incident.id,
      number: incident.number,
      declaredBy: incident.declaredBy,
      declaredByLabel: incident.declaredByLabel,
      declaredAt: incident.times.declaredAt,
      createdAt: now,
      updatedAt: now,
    })
    .execute();
  await insertServices(q, orgId, incident.id, incident.serviceIds);
}

/** Writes everything that may change. The row is locked by the caller. */
export async function updateIncident(
  q: Trx,
  orgId: string,
  incident: Incident,
  now: Temporal.Instant,
): Promise<void> {
  await q
    .updateTable('incidents')
    .set({ ...columnsOf(incident), updatedAt: now })
    .where('orgId', '=', orgId)
    .where('id', '=', incident.id)
    .execute();
}

/** Stamps the first acknowledgement; an incident that has the stamp keeps it. */
export async function stampAcknowledged(
  q: Trx,
  orgId: string,
  ids: readonly string[],
  at: Temporal.Instant,
): Promise<void> {
  if (ids.length === 0) return;
  await q
    .updateTable('incidents')
    .set((e) => ({ acknowledgedAt: at, updatedAt: at, version: e('version', '+', 1) }))
    .where('orgId', '=', orgId)
    .where('id', '=', anyOf(ids))
    .where('acknowledgedAt', 'is', null)
    .execute();
}

export async function replaceServices(
  q: Trx,
  orgId: string,
  incidentId: string,
  serviceIds: readonly string[],
): Promise<void> {
  await q
    .deleteFrom('incidentServices')
    .where('orgId', '=', orgId)
    .where('incidentId', '=', incidentId)
    .execute();
  await insertServices(q, orgId, incidentId, serviceIds);
}

async function insertServices(
  q: Trx,
  orgId: string,
  incidentId: string,
  serviceIds: readonly string[],
): Promise<void> {
  if (serviceIds.length === 0) return;
  await q
    .insertInto('incidentServices')
    .values([...new Set(serviceIds)].map((serviceId) => ({ orgId, incidentId, serviceId })))
    .execute();
}

/** Links alerts; those that belong to an incident already keep it. Returns the ids newly linked. */
export async function insertAlertLinks(
  q: Trx,
  orgId: string,
  links: {
    incidentId: string;
    alerts: readonly { id: string; groupId: string }[];
    linkedAt: Temporal.Instant;
  },
): Promise<string[]> {
  const { incidentId, alerts, linkedAt } = links;
  if (alerts.length === 0) return [];
  const rows = await q
    .insertInto('incidentAlerts')
    .values(
      alerts.map(({ id, groupId }) => ({ orgId, incidentId, alertId: id, groupId, linkedAt })),
    )
    .onConflict((conflict) => conflict.columns(['orgId', 'alertId']).doNothing())
    .returning('alertId')
    .execute();
  return rows.map(({ alertId }) => alertId);
}

/** Ids of the alerts of an incident, in the order of linking, at most 500. */
export async function selectAlertIds(
  q: Queries,
  orgId: string,
  incidentId: string,
): Promise<string[]> {
  const rows = await q
    .selectFrom('incidentAlerts')
    .select('alertId')
    .where('orgId', '=', orgId)
    .where('incidentId', '=', incidentId)
    .orderBy('linkedAt')
    .orderBy('alertId')
    .limit(500)
    .execute();
  return rows.map(({ alertId }) => alertId);
}

/** Which incident each alert belongs to. */
export async function selectLinks(
  q: Queries,
  orgId: string,
  by: { alertIds: readonly string[] } | { groupIds: readonly string[] },
): Promise<{ alertId: string; incidentId: string; groupId: string }[]> {
  const [column, values] =
    'alertIds' in by ? (['alertId', by.alertIds] as const) : (['groupId', by.groupIds] as const);
  if (values.length === 0) return [];
  return q
    .selectFrom('incidentAlerts')
    .select(['alertId', 'incidentId', 'groupId'])
    .where('orgId', '=', orgId)
    .where(column, '=', anyOf(values))
    .limit(5000)
    .execute();
}

/** Groups with an alert that belongs to an incident. */
export async function selectLinkedGroups(q: Queries, orgId: string): Promise<string[]> {
  const rows = await q
    .selectFrom('incidentAlerts')
    .select('groupId')
    .distinct()
    .where('orgId', '=', orgId)
    .execute();
  return rows.map(({ groupId }) => groupId);
}

function columnsOf(incident: Incident) {
  const { roles, times } = incident;
  return {
    title: incident.title,
    severity: incident.severity,
    private: incident.private,
    impact: incident.impact,
    commander: roles.commander,
    operations: roles.operations,
    communications: roles.communications,
    scribe: roles.scribe,
    impactStartedAt: times.impactStartedAt,
    detectedAt: times.detectedAt,
    acknowledgedAt: times.acknowledgedAt,
    causeIdentifiedAt: times.causeIdentifiedAt,
    mitigatedAt: times.mitigatedAt,
    verifiedAt: times.verifiedAt,
    verifiedHow: incident.verifiedHow,
    resolvedAt: times.resolvedAt,
    nextUpdateAt: incident.nextUpdateAt,
    nextUpdateSetAt: incident.nextUpdateSetAt,
    cadenceGeneration: incident.cadenceGeneration,
    lastUpdateAt: incident.lastUpdateAt,
    updatesSent: incident.updatesSent,
    updatesOnTime: incident.updatesOnTime,
    version: incident.version,
  };
}

async function withServices(q: Queries, orgId: string, rows: readonly Row[]): Promise<Incident[]> {
  if (rows.length === 0) return [];
  const links = await q
    .selectFrom('incidentServices')
    .select(['incidentId', 'serviceId'])
    .where('orgId', '=', orgId)
    .where(
      'incidentId',
      'in',
      rows.map(({ id }) => id),
    )
    .orderBy('serviceId')
    .execute();
  const byIncident = Map.groupBy(links, ({ incidentId }) => incidentId);
  const members = await selectMembers(
    q,
    orgId,
    rows.filter((row) => row.private).map(({ id }) => id),
  );
  return rows.map((row) =>
    readRow(row, {
      serviceIds: (byIncident.get(row.id) ?? []).map((link) => link.serviceId),
      members: members.get(row.id) ?? [],
    }),
  );
}

function readRow(
  row: Row,
  { serviceIds, members }: { serviceIds: readonly string[]; members: readonly string[] },
): Incident {
  const { commander, operations, communications, scribe } = row;
  return {
    id: row.id,
    number: row.number,
    title: row.title,
    severity: row.severity as Severity,
    private: row.private,
    impact: row.impact,
    declaredBy: row.declaredBy,
    declaredByLabel: row.declaredByLabel,
    roles: { commander, operations, communications, scribe },
    times: {
      impactStartedAt: row.impactStartedAt,
      detectedAt: row.detectedAt,
      acknowledgedAt: row.acknowledgedAt,
      declaredAt: row.declaredAt,
      causeIdentifiedAt: row.causeIdentifiedAt,
      mitigatedAt: row.mitigatedAt,
      verifiedAt: row.verifiedAt,
      resolvedAt: row.resolvedAt,
    },
    verifiedHow: row.verifiedHow,
    serviceIds,
    members,
    nextUpdateAt: row.nextUpdateAt,
    nextUpdateSetAt: row.nextUpdateSetAt,
    cadenceGeneration: row.cadenceGeneration,
    lastUpdateAt: row.lastUpdateAt,
    updatesSent: row.updatesSent,
    updatesOnTime: row.updatesOnTime,
    version: row.version,
  };
}
