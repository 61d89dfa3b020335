-- Alerts: one row per problem of one source, opened and joined by signals, closed once.
create table alerts (
  org_id text not null,
  id text not null,
  -- The number that people see: A-1042.
  number integer not null,
  state text not null check (state in ('firing', 'acknowledged', 'suppressed', 'resolved')),
  source text not null,
  -- The scope of the dedup key.
  ingest_key_id text not null,
  -- At most 512 bytes; longer ones are hashed before they come here.
  dedup_key text not null,
  service_id text not null,
  -- A group of one by default; a page is for a group.
  group_id text not null,
  severity text not null check (severity in ('critical', 'error', 'warning', 'info', 'unknown')),
  severity_raw text,
  urgency text not null check (urgency in ('high', 'low')),
  title text not null,
  body text not null,
  labels jsonb not null,
  links jsonb not null,
  -- Why routed, grouped, linked; what the sender got wrong.
  reasons jsonb not null,
  -- The sender's own group (Alertmanager), which may be closed as a whole.
  source_group text,
  -- By the source's clock.
  started_at timestamptz,
  occurrences integer not null,
  -- The event that was counted last; joins leave no other trace than this and the event log.
  last_event_id text not null,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  -- When a sender that keeps vouching for its alerts will have stopped.
  expires_at timestamptz,
  -- Set when a later trigger raised the severity.
  raised_at timestamptz,
  acknowledged_at timestamptz,
  acknowledged_by jsonb,
  snoozed_until timestamptz,
  resolved_at timestamptz,
  resolved_by jsonb,
  previous_id text,
  primary key (org_id, id),
  unique (org_id, number)
) with (fillfactor = 80);
-- At most one open alert for a key; the upsert of the hot path leans on it.
create unique index alerts_open_key on alerts (org_id, ingest_key_id, dedup_key)
  where state <> 'resolved';
create index alerts_key_history on alerts (org_id, ingest_key_id, dedup_key, number desc);
create index alerts_open on alerts (org_id, number desc) where state <> 'resolved';
create index alerts_service on alerts (org_id, service_id, number desc);
create index alerts_group on alerts (org_id, group_id);
create index alerts_source_group on alerts (org_id, ingest_key_id, source_group)
  where state <> 'resolved' and source_group is not null;
create index alerts_expiry on alerts (expires_at) where state <> 'resolved' and expires_at is not null;

-- Which event opened, changed or closed which alert. Joins are only counted: they are most of the traffic.
create table alert_signals (
  org_id text not null,
  alert_id text not null,
  event_id text not null,
  -- The place of the signal in its request.
  place integer not null,
  at timestamptz not null,
  outcome text not null,
  primary key (org_id, alert_id, event_id, place)
);

-- Resolves that came before their trigger: the late trigger with an older time pages nobody.
create table early_resolves (
  org_id text not null,
  ingest_key_id text not null,
  dedup_key text not null,
  source_time timestamptz not null,
  seen_at timestamptz not null,
  primary key (org_id, ingest_key_id, dedup_key)
);
create index early_resolves_age on early_resolves (seen_at);
