// Made by `npm run schema` from the migrated database. Not edited by hand.
import type { ColumnType } from 'kysely';

/** Read as an instant; written as an instant or RFC 3339 text. */
type Instant = ColumnType<Temporal.Instant, Temporal.Instant | string, Temporal.Instant | string>;
/** jsonb: whatever was stored. Written as JSON text or through `jsonb()`. */
type Json = ColumnType<unknown, unknown, unknown>;
type Generated<T> =
  T extends ColumnType<infer S, infer I, infer U> ? ColumnType<S, I | undefined, U> : ColumnType<T, T | undefined, T>;

export interface AuditLogTable {
  orgId: string;
  id: string;
  at: Instant;
  byKind: string;
  byId: string;
  byLabel: string;
  via: string;
  action: string;
  objectKind: string;
  objectId: string;
  objectRef: string | null;
  before: Json | null;
  after: Json | null;
  requestId: string;
}

export interface IdempotencyKeysTable {
  orgId: string;
  key: string;
  actorId: string;
  fingerprint: string;
  status: number | null;
  body: Json | null;
  createdAt: Instant;
}

export interface InstanceSettingsTable {
  name: string;
  value: Json;
  updatedAt: Instant;
}

export interface OrganisationsTable {
  orgId: string;
  kind: string;
  name: string;
  settings: Generated<Json>;
  createdAt: Instant;
}

export interface RefCountersTable {
  orgId: string;
  kind: string;
  last: number;
}

export interface SchemaMigrationsTable {
  name: string;
  appliedAt: Instant;
}

export interface StreamEntriesTable {
  orgId: string;
  id: string;
  pos: number | null;
  at: Instant;
  topic: string;
  kind: string;
  data: Json;
}

export interface Database {
  auditLog: AuditLogTable;
  idempotencyKeys: IdempotencyKeysTable;
  instanceSettings: InstanceSettingsTable;
  organisations: OrganisationsTable;
  refCounters: RefCountersTable;
  schemaMigrations: SchemaMigrationsTable;
  streamEntries: StreamEntriesTable;
}
