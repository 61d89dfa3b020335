-- Outgoing webhooks: who wants to hear of what, every message to them, and every attempt at it.
create table webhook_endpoints (
  org_id text not null,
  id text not null,
  name text not null,
  url text not null,
  -- Kinds of events, exact (`alert.opened`) or all of a noun (`alert.*`).
  events text[] not null,
  -- Sealed. While a secret is being changed, messages are signed with both until `old_secret_until`.
  secret text not null,
  old_secret text,
  old_secret_until timestamptz,
  -- off: a person did it; failed: it was not reachable for days, or said that it is gone.
  state text not null check (state in ('on', 'off', 'failed')),
  reason text,
  -- The first failure since the last success.
  failing_since timestamptz,
  last_success_at timestamptz,
  created_at timestamptz not null,
  created_by text not null,
  version integer not null,
  primary key (org_id, id)
);

-- One message to one endpoint; its id is the `webhook-id` of every attempt.
create table webhook_deliveries (
  org_id text not null,
  id text not null,
  endpoint_id text not null,
  -- The same for all endpoints that hear of one event.
  event_id text not null,
  type text not null,
  -- The bytes that are signed and sent, the same at each attempt.
  body text not null,
  state text not null check (state in ('waiting', 'sending', 'delivered', 'failed', 'cancelled')),
  reason text,
  attempts integer not null,
  -- Attempts since it was queued or last replayed: they decide how long the next one waits.
  tries integer not null,
  queued_at timestamptz not null,
  -- When it may be tried next, or when the lease of a running attempt ends; null when nothing more is tried.
  next_at timestamptz,
  lease_token text,
  last_status integer,
  settled_at timestamptz,
  primary key (org_id, id),
  foreign key (org_id, endpoint_id) references webhook_endpoints on delete cascade
);
create index webhook_deliveries_endpoint on webhook_deliveries (org_id, endpoint_id, id);
create index webhook_deliveries_due on webhook_deliveries (next_at) where next_at is not null;
create index webhook_deliveries_age on webhook_deliveries (settled_at) where settled_at is not null;

create table webhook_attempts (
  org_id text not null,
  delivery_id text not null,
  number integer not null,
  at timestamptz not null,
  duration_ms integer not null,
  -- What the receiver answered; null when it did not.
  status integer,
  error text,
  primary key (org_id, delivery_id, number),
  foreign key (org_id, delivery_id) references webhook_deliveries on delete cascade
);
