// Requests and answers about API keys and the audit log. Part of the module's contract, which re-exports it.
import {
  closed,
  endpoint,
  IdParams,
  Instant,
  listQuery,
  nullable,
  oneOf,
  page,
  Type,
} from '#platform/endpoint';

import { Name } from './fields-contract.ts';

export const ApiKey = Type.Object({
  id: Type.String(),
  name: Type.String(),
  scopes: Type.Array(Type.String()),
  /** E-mail address of the person whose rights bound it; null for a key that stands alone. */
  person: nullable(Type.String()),
  createdAt: Instant,
  expiresAt: nullable(Instant),
  lastUsedAt: nullable(Instant),
  revokedAt: nullable(Instant),
});

const ApiKeyMade = Type.Intersect([ApiKey, Type.Object({ key: Type.String() })]);

export const keysApi = {
  list: endpoint({
    method: 'GET',
    path: '/v1/api-keys',
    right: 'keys:read',
    tag: 'keys',
    summary: 'API keys, newest first; never the keys themselves',
    query: listQuery({}),
    response: page(ApiKey),
  }),
  create: endpoint({
    method: 'POST',
    path: '/v1/api-keys',
    right: 'keys:write',
    proof: true,
    tag: 'keys',
    summary: 'Make an API key; `key` is in this answer only',
    body: closed({
      name: Name,
      scopes: Type.Array(Type.String({ maxLength: 60 }), { minItems: 1, maxItems: 60 }),
      expiresAt: Type.Optional(nullable(Instant)),
      /** Id or address; null for a key that stands alone; the caller when left out. */
      person: Type.Optional(nullable(Type.String({ maxLength: 320 }))),
    }),
    response: ApiKeyMade,
    status: 201,
  }),
  revoke: endpoint({
    method: 'DELETE',
    path: '/v1/api-keys/{id}',
    right: 'keys:write',
    tag: 'keys',
    summary: 'Revoke an API key at once',
    params: IdParams,
    response: ApiKey,
  }),
};

export const AuditEntry = Type.Object({
  id: Type.String(),
  at: Instant,
  by: Type.Object({ kind: Type.String(), id: Type.String(), label: Type.String() }),
  via: Type.String(),
  action: Type.String(),
  object: Type.Object({
    kind: Type.String(),
    id: Type.String(),
    ref: nullable(Type.String()),
  }),
  before: Type.Unknown(),
  after: Type.Unknown(),
  requestId: Type.String(),
});

const auditFilter = {
  /** `person.updated`, or a beginning: `person.`. */
  action: Type.Optional(Type.String({ maxLength: 100 })),
  /** Kind, id or ref of the object. */
  object: Type.Optional(Type.String({ maxLength: 320 })),
  /** Id or label of who did it. */
  by: Type.Optional(Type.String({ maxLength: 320 })),
  via: Type.Optional(Type.String({ maxLength: 20 })),
  from: Type.Optional(Instant),
  to: Type.Optional(Instant),
};

export const auditApi = {
  list: endpoint({
    method: 'GET',
    path: '/v1/audit',
    right: 'audit:read',
    tag: 'audit',
    summary: 'Who changed what, when and through what, newest first',
    query: listQuery(auditFilter),
    response: page(AuditEntry),
  }),
  export: endpoint({
    method: 'GET',
    path: '/v1/audit/export',
    right: 'audit:read',
    tag: 'audit',
    summary: 'What a filter finds in the audit log as a file: CSV, or one JSON object a line',
    query: closed({ format: oneOf(['csv', 'jsonl']), ...auditFilter }),
    response: Type.Unknown(),
  }),
};
