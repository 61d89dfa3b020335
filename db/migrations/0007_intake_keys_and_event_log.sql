-- Ways in: who may send, everything that was sent, and what had to be refused.
create table ingest_keys (
  org_id text not null,
  id text not null,
  service_id text not null,
  source text not null,
  -- SHA-256 of the key; the key itself is shown once and kept nowhere.
  key_hash text not null,
  created_at timestamptz not null,
  created_by text not null,
  -- At most one write every ten seconds.
  last_event_at timestamptz,
  primary key (org_id, id),
  unique (org_id, service_id, source)
);
create index ingest_keys_hash on ingest_keys (key_hash);

-- The event log: each accepted request as it came, with the verdict. Kept 7 days; ids are ordered by
-- time, so its age needs no index of its own.
create table events (
  org_id text not null,
  id text not null,
  ingest_key_id text not null,
  source text not null,
  received_at timestamptz not null,
  content_type text,
  -- The sender's id of this delivery, against exact replays.
  delivery_id text,
  body bytea not null,
  -- What became of it: one entry a signal, without texts of the body.
  verdict jsonb not null,
  primary key (org_id, id)
);
create unique index events_delivery on events (org_id, ingest_key_id, delivery_id)
  where delivery_id is not null;
-- Bodies are written once and seldom read: their compression would cost more than their space.
alter table events alter column body set storage external;

create table rejected_payloads (
  org_id text not null,
  id text not null,
  at timestamptz not null,
  ingest_key_id text not null,
  source text not null,
  reason text not null,
  -- The place of the element in its request, null when the whole request was refused.
  place integer,
  -- The event that held it, null when nothing of the request was accepted.
  event_id text,
  body bytea,
  primary key (org_id, id)
);

-- Changes that came already, by the sender's key: tools tell of one deployment more than once.
create table recorded_changes (
  org_id text not null,
  ingest_key_id text not null,
  dedup_key text not null,
  at timestamptz not null,
  primary key (org_id, ingest_key_id, dedup_key)
);
create index recorded_changes_age on recorded_changes (at);
