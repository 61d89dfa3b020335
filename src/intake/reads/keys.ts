import type { Queries } from '#platform/db';
import { Problem } from '#platform/errors';
import type { Loose } from '#platform/http';
import { servicesByIds, servicesByRefs } from '#services';
import { findSource } from '#sources';

import type { IngestKeyBody } from '../contract.ts';
import type { IngestKey } from '../model.ts';
import { selectKey, selectKeys } from '../store.ts';

/** One page of ingest keys, newest first, at most 200, of one service when it is named. */
export async function ingestKeyPage(
  q: Queries,
  orgId: string,
  query: { service?: string; limit?: number; cursor?: string },
): Promise<{ items: Loose<IngestKeyBody>[]; nextCursor: string | null }> {
  const limit = query.limit ?? 50;
  const serviceIds = query.service === undefined ? null : await idsOf(q, orgId, query.service);
  const below = query.cursor === undefined ? null : readIdCursor(query.cursor, 'ing');
  const found = await selectKeys(q, orgId, { serviceIds, below, limit: limit + 1 });
  const keys = found.slice(0, limit);
  return {
    items: await presentKeys(q, orgId, keys),
    nextCursor: found.length > limit ? idCursor(keys.at(-1)?.id) : null,
  };
}

/** One ingest key by id, or null. */
export async function findIngestKey(
  q: Queries,
  orgId: string,
  id: string,
): Promise<Loose<IngestKeyBody> | null> {
  const key = await selectKey(q, orgId, { id });
  return key === null ? null : ((await presentKeys(q, orgId, [key]))[0] ?? null);
}

/** Every ingest key as `(service, source)`, for the export of the configuration; at most 10,000. */
export async function listIngestKeys(
  q: Queries,
  orgId: string,
): Promise<
  { id: string; service: string; source: string; lastEventAt: Temporal.Instant | null }[]
> {
  const keys = await selectKeys(q, orgId, { serviceIds: null, below: null, limit: 10_000 });
  const services = await servicesByIds(
    q,
    orgId,
    keys.map(({ serviceId }) => serviceId),
  );
  return keys.flatMap(({ id, serviceId, source, lastEventAt }) => {
    const service = services.get(serviceId)?.slug;
    return service === undefined ? [] : [{ id, service, source, lastEventAt }];
  });
}

async function presentKeys(
  q: Queries,
  orgId: string,
  keys: readonly IngestKey[],
): Promise<Loose<IngestKeyBody>[]> {
  const services = await servicesByIds(
    q,
    orgId,
    keys.map(({ serviceId }) => serviceId),
  );
  return keys.map(({ id, serviceId, source, createdAt, createdBy, lastEventAt }) => ({
    id,
    service: services.get(serviceId)?.slug ?? null,
    source,
    sourceName: findSource(source)?.name ?? source,
    createdAt,
    createdBy,
    lastEventAt,
  }));
}

async function idsOf(q: Queries, orgId: string, ref: string): Promise<string[]> {
  const services = await servicesByRefs(q, orgId, [ref]);
  return [...services.values()].map(({ id }) => id);
}

/** The place after an id in a list that is ordered by id. */
export function idCursor(id: string | undefined): string | null {
  return id === undefined ? null : Buffer.from(id).toString('base64url');
}

/** The id in a cursor of `idCursor`. Throws invalid for anything else. */
export function readIdCursor(cursor: string, prefix: string): string {
  const id = Buffer.from(cursor, 'base64url').toString('utf8');
  if (id.startsWith(`${prefix}_`) && /^[a-z0-9_]{5,60}$/.test(id)) return id;
  throw new Problem('invalid', 'The cursor is not one of this list.', {
    errors: [{ pointer: '/query/cursor', message: 'is not a cursor of this list' }],
  });
}
