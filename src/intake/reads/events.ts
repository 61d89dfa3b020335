import type { Queries } from '#platform/db';
import type { Loose } from '#platform/http';
import { servicesByIds } from '#services';

import type { EventBody, RejectedBody } from '../contract.ts';
import { selectEvent, selectKey, selectRejected } from '../store.ts';
import { idCursor, readIdCursor } from './keys.ts';

/** Characters of a refused body that a list shows. */
const SHOWN_CHARS = 4000;

/** One page of refused payloads, newest first, of one key when it is named. */
export async function rejectedPage(
  q: Queries,
  orgId: string,
  query: { key?: string; limit?: number; cursor?: string },
): Promise<{ items: Loose<RejectedBody>[]; nextCursor: string | null }> {
  const limit = query.limit ?? 50;
  const below = query.cursor === undefined ? null : readIdCursor(query.cursor, 'rej');
  const filter = { ingestKeyId: query.key ?? null, below, limit: limit + 1 };
  const found = await selectRejected(q, orgId, filter);
  const rows = found.slice(0, limit);
  const services = await servicesOfKeys(
    q,
    orgId,
    rows.map(({ ingestKeyId }) => ingestKeyId),
  );
  return {
    items: rows.map((row) => ({
      id: row.id,
      at: row.at,
      source: row.source,
      service: services.get(row.ingestKeyId) ?? null,
      reason: row.reason,
      index: row.place,
      event: row.eventId,
      body:
        row.body === null ? null : row.body.toString('utf8').slice(0, SHOWN_CHARS).toWellFormed(),
    })),
    nextCursor: found.length > limit ? idCursor(rows.at(-1)?.id) : null,
  };
}

/** One request as it came, or null when it is unknown or older than the log. */
export async function findEvent(
  q: Queries,
  orgId: string,
  id: string,
): Promise<Loose<EventBody> | null> {
  const event = await selectEvent(q, orgId, id);
  if (event === null) return null;
  const services = await servicesOfKeys(q, orgId, [event.ingestKeyId]);
  return {
    id: event.id,
    source: event.source,
    service: services.get(event.ingestKeyId) ?? null,
    receivedAt: event.receivedAt,
    contentType: event.contentType,
    body: event.body.toString('utf8').toWellFormed(),
    verdict: event.verdict as Record<string, unknown>[],
  };
}

/** Slugs of the services of ingest keys, by the id of the key. */
async function servicesOfKeys(
  q: Queries,
  orgId: string,
  keyIds: readonly string[],
): Promise<Map<string, string>> {
  const slugs = new Map<string, string>();
  for (const id of new Set(keyIds)) {
    const key = await selectKey(q, orgId, { id });
    const service = key && (await servicesByIds(q, orgId, [key.serviceId])).get(key.serviceId);
    if (service) slugs.set(id, service.slug);
  }
  return slugs;
}
