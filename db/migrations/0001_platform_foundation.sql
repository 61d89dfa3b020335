-- What every module stands on: organisations, audit, live stream, idempotency, instance settings.
-- owner: people
create table organisations (
  org_id text primary key,
  kind text not null check (kind in ('real', 'demo')),
  name text not null,
  settings jsonb not null default '{}',
  created_at timestamptz not null
);

-- Settings of the installation, not of an organisation: set-up token, VAPID keys, node facts.
-- shared: each module keeps settings of its own names.
-- shared: a module keeps its own named facts here.
create table instance_settings (
  name text primary key,
  value jsonb not null,
  updated_at timestamptz not null
);

-- shared: the platform writes it with each change, people lists it.
create table audit_log (
  org_id text not null,
  id text not null,
  at timestamptz not null,
  by_kind text not null,
  by_id text not null,
  by_label text not null,
  via text not null,
  action text not null,
  object_kind text not null,
  object_id text not null,
  object_ref text,
  before jsonb,
  after jsonb,
  request_id text not null,
  primary key (org_id, id)
);
create index audit_log_object on audit_log (org_id, object_kind, object_id, id desc);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'audit_log is append-only';
end $$;
-- Removing a whole demo organisation is the one exception, marked by a setting of its transaction.
create trigger audit_log_append_only before update or delete on audit_log
  for each row when (coalesce(current_setting('evenkeel.erase_org', true), '') = '' )
  execute function refuse_change();

-- Live stream. `pos` is given after the commit, under one lock, so that positions follow commit order.
create sequence stream_position;
create table stream_entries (
  org_id text not null,
  id text not null,
  pos bigint,
  at timestamptz not null,
  topic text not null,
  kind text not null,
  data jsonb not null,
  primary key (org_id, id)
);
create index stream_entries_unplaced on stream_entries (id) where pos is null;
create index stream_entries_pos on stream_entries (pos) where pos is not null;

create table idempotency_keys (
  org_id text not null,
  key text not null,
  actor_id text not null,
  fingerprint text not null,
  status integer,
  body jsonb,
  created_at timestamptz not null,
  primary key (org_id, actor_id, key)
);
create index idempotency_keys_age on idempotency_keys (created_at);

-- Counters for the numbers that people see: INC-142.
-- shared: a number is taken in the statement that needs it, also on the hot path.
create table ref_counters (
  org_id text not null,
  kind text not null,
  last integer not null,
  primary key (org_id, kind)
);
