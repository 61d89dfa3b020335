// Ingest keys, refused payloads and raw events on the wire.
import {
  closed,
  endpoint,
  IdParams,
  Instant,
  listQuery,
  nullable,
  page,
  type Static,
  Type,
} from '#platform/endpoint';

export const IngestKeyBody = Type.Object({
  id: Type.String(),
  /** Slug of the service. */
  service: nullable(Type.String()),
  source: Type.String(),
  sourceName: Type.String(),
  createdAt: Instant,
  createdBy: Type.String(),
  lastEventAt: nullable(Instant),
});
export type IngestKeyBody = Static<typeof IngestKeyBody>;

/** The key itself and where to send to, shown this once. */
export const MadeIngestKey = Type.Object({
  ...IngestKeyBody.properties,
  key: Type.String(),
  url: Type.String(),
  snippet: nullable(Type.Object({ language: Type.String(), text: Type.String() })),
});
export type MadeIngestKey = Static<typeof MadeIngestKey>;

export const RejectedBody = Type.Object({
  id: Type.String(),
  at: Instant,
  source: Type.String(),
  /** Slug of the service of the key. */
  service: nullable(Type.String()),
  reason: Type.String(),
  /** The place of the element in its request; null when all of it was refused. */
  index: nullable(Type.Integer()),
  event: nullable(Type.String()),
  /** The beginning of the body, when nothing of the request was accepted. */
  body: nullable(Type.String()),
});
export type RejectedBody = Static<typeof RejectedBody>;

export const EventBody = Type.Object({
  id: Type.String(),
  source: Type.String(),
  service: nullable(Type.String()),
  receivedAt: Instant,
  contentType: nullable(Type.String()),
  /** As it came, read as UTF-8. */
  body: Type.String(),
  verdict: Type.Array(Type.Record(Type.String(), Type.Unknown())),
});
export type EventBody = Static<typeof EventBody>;

export const SourceBody = Type.Object({
  id: Type.String(),
  name: Type.String(),
  aliases: Type.Array(Type.String()),
  /** Where to send to; `{key}` stands for the key. */
  url: Type.String(),
  snippet: nullable(Type.Object({ language: Type.String(), text: Type.String() })),
});
export type SourceBody = Static<typeof SourceBody>;

const Ref = Type.String({ minLength: 1, maxLength: 200 });

export const intakeApi = {
  sources: endpoint({
    method: 'GET',
    path: '/v1/sources',
    right: 'services:read',
    tag: 'ingest keys',
    summary: 'The tools that evenkeel understands, and how to point each at it',
    response: Type.Object({ items: Type.Array(SourceBody), nextCursor: Type.Null() }),
  }),
  listKeys: endpoint({
    method: 'GET',
    path: '/v1/ingest-keys',
    right: 'keys:read',
    tag: 'ingest keys',
    summary: 'Ways in, newest first; the keys themselves are kept nowhere',
    query: listQuery({ service: Type.Optional(Ref) }),
    response: page(IngestKeyBody),
  }),
  createKey: endpoint({
    method: 'POST',
    path: '/v1/ingest-keys',
    right: 'keys:write',
    tag: 'ingest keys',
    summary: 'A way in for one source of one service; the key is in this answer only',
    body: closed({
      service: Ref,
      source: Ref,
      key: Type.Optional(Type.String({ minLength: 20, maxLength: 128 })),
    }),
    response: MadeIngestKey,
    status: 201,
  }),
  rotateKey: endpoint({
    method: 'POST',
    path: '/v1/ingest-keys/{id}/rotate',
    right: 'keys:write',
    tag: 'ingest keys',
    summary: 'A new key in place of the old one, which stops within five seconds',
    params: IdParams,
    response: MadeIngestKey,
  }),
  removeKey: endpoint({
    method: 'DELETE',
    path: '/v1/ingest-keys/{id}',
    right: 'keys:write',
    tag: 'ingest keys',
    summary: 'End a way in; its alerts stay',
    params: IdParams,
    response: Type.Object({ id: Type.String() }),
  }),
  listRejected: endpoint({
    method: 'GET',
    path: '/v1/rejected',
    right: 'alerts:read',
    tag: 'ingest keys',
    summary: 'What was refused and why, newest first, for seven days',
    query: listQuery({ key: Type.Optional(Ref) }),
    response: page(RejectedBody),
  }),
  getEvent: endpoint({
    method: 'GET',
    path: '/v1/events/{id}',
    right: 'alerts:read',
    tag: 'ingest keys',
    summary: 'One request as it came, with what became of it, for seven days',
    params: IdParams,
    response: EventBody,
  }),
};
