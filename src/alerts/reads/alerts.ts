import type { Queries } from '#platform/db';
import { Problem } from '#platform/errors';
import { servicesByRefs } from '#services';

import { type Alert, type AlertState, alertStates, severities, urgencies } from '../model.ts';
import {
  alertByRef,
  type AlertFilter,
  alertsByIds,
  alertsInGroups,
  listAlerts,
} from '../store/alerts.ts';

/** One alert by id or ref, or null. */
export async function findAlert(q: Queries, orgId: string, ref: string): Promise<Alert | null> {
  return alertByRef(q, orgId, ref);
}

/** Alerts by id, in no order; unknown ids are left out. */
export async function findAlerts(
  q: Queries,
  orgId: string,
  ids: readonly string[],
): Promise<Alert[]> {
  return alertsByIds(q, orgId, ids);
}

/** The alerts of groups, oldest first, at most 500. */
export async function alertsOfGroups(
  q: Queries,
  orgId: string,
  groupIds: readonly string[],
): Promise<Alert[]> {
  return alertsInGroups(q, orgId, groupIds);
}

/** Open alerts, newest first, at most `limit` (200 unless told). */
export async function openAlerts(
  q: Queries,
  orgId: string,
  filter: { serviceIds?: readonly string[]; limit?: number } = {},
): Promise<Alert[]> {
  const states: AlertState[] = ['firing', 'acknowledged', 'suppressed'];
  const { serviceIds, limit = 200 } = filter;
  return listAlerts(q, orgId, { states, serviceIds }, { below: null, limit });
}

/** The filters of the list as they stand in a query string. */
export interface AlertQuery {
  readonly state?: string | undefined;
  readonly service?: string | undefined;
  readonly severity?: string | undefined;
  readonly urgency?: string | undefined;
  readonly source?: string | undefined;
  readonly group?: string | undefined;
  readonly dedupKey?: string | undefined;
  readonly q?: string | undefined;
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

/**
 * One page of the list, newest first. Throws invalid for a word that is no state or severity, for
 * an unknown service and for a cursor that is not ours.
 */
export async function alertPage(
  q: Queries,
  orgId: string,
  query: AlertQuery,
): Promise<{ alerts: Alert[]; nextCursor: string | null }> {
  const limit = query.limit ?? 50;
  const filter: AlertFilter = {
    states: words(query.state, alertStates, '/query/state'),
    severities: words(query.severity, severities, '/query/severity'),
    serviceIds: await serviceIds(q, orgId, query.service),
    urgencies: words(query.urgency, urgencies, '/query/urgency'),
    source: query.source,
    groupId: query.group,
    dedupKey: query.dedupKey,
    text: query.q,
  };
  const below = query.cursor === undefined ? null : readCursor(query.cursor);
  const found = await listAlerts(q, orgId, filter, { below, limit: limit + 1 });
  const alerts = found.slice(0, limit);
  const last = alerts.at(-1);
  const more = found.length > limit && last !== undefined;
  return {
    alerts,
    nextCursor: more ? Buffer.from(String(last.number)).toString('base64url') : null,
  };
}

function readCursor(cursor: string): number {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw invalid('/query/cursor', 'is no cursor of this list');
}

function words<T extends string>(
  text: string | undefined,
  known: readonly T[],
  pointer: string,
): T[] | undefined {
  if (text === undefined) return undefined;
  return text.split(',').map((word) => {
    const found = known.find((one) => one === word.trim());
    if (found === undefined) throw invalid(pointer, `must be of ${known.join(', ')}`);
    return found;
  });
}

async function serviceIds(
  q: Queries,
  orgId: string,
  text: string | undefined,
): Promise<string[] | undefined> {
  if (text === undefined) return undefined;
  const refs = text.split(',').map((ref) => ref.trim());
  const services = await servicesByRefs(q, orgId, refs);
  if (services.size === 0) throw invalid('/query/service', 'is no service here');
  return [...services.values()].map(({ id }) => id);
}

function invalid(pointer: string, message: string): Problem {
  return new Problem('invalid', `${pointer} ${message}.`, { errors: [{ pointer, message }] });
}
