-- Messages to people: a row a message, a row an attempt, and what each subject still wants to be told.

-- The current generation of a page or an incident, and whether messages about it are still wanted.
-- Leasing a message locks this row, so that no send starts after the change that ends it.
create table delivery_subjects (
  org_id text not null,
  id text not null,
  kind text not null,
  generation integer not null,
  wanted boolean not null,
  primary key (org_id, id)
);

create table notifications (
  org_id text not null,
  id text not null,
  subject_kind text not null check (subject_kind in ('page', 'incident', 'test', 'method', 'person')),
  subject_id text not null,
  generation integer not null,
  person_id text not null,
  method_id text not null,
  -- As they were when it was queued; the address that is used is looked up when it is sent.
  method_kind text not null,
  address text not null,
  step integer not null,
  round integer not null,
  urgency text not null check (urgency in ('high', 'low')),
  facts jsonb not null,
  -- A code or an invitation link, sealed; gone once it was sent.
  sealed text,
  -- The message that this one stands in for, because it did not get through.
  stands_in_for text,
  -- The number that a reply by SMS names.
  reply_number integer,
  state text not null check (state in
    ('queued', 'leased', 'accepted', 'delivered', 'undelivered', 'unknown', 'failed', 'cancelled')),
  reason text,
  attempts integer not null,
  queued_at timestamptz not null,
  due_at timestamptz not null,
  -- When it may be tried next; null when nothing more is tried.
  next_at timestamptz,
  lease_token text,
  lease_until timestamptz,
  provider_id text,
  accepted_at timestamptz,
  settled_at timestamptz,
  confirmed_at timestamptz,
  primary key (org_id, id)
);
create index notifications_subject on notifications (org_id, subject_id, id);
create index notifications_person on notifications (org_id, person_id, id);
-- Links and receipts name a message before its organisation is known.
create index notifications_id on notifications (id);
create index notifications_waiting on notifications (next_at) where next_at is not null;
create index notifications_leased on notifications (lease_until) where state = 'leased';
create index notifications_replies on notifications (address, reply_number)
  where reply_number is not null;

create table notification_attempts (
  org_id text not null,
  notification_id text not null,
  number integer not null,
  at timestamptz not null,
  provider text not null,
  provider_id text,
  outcome text not null,
  error text,
  primary key (org_id, notification_id, number),
  foreign key (org_id, notification_id) references notifications on delete cascade
);

-- Replies that we sent by SMS without a new page in between, so that two machines do not talk for ever.
create table delivery_reply_counts (
  org_id text not null,
  address text not null,
  replies integer not null,
  at timestamptz not null,
  primary key (org_id, address)
);

-- owner: people
-- public: delivery checks in the leasing statement that a contact method may be used
create view contact_ways as
  select m.org_id, m.id, m.person_id, m.kind, m.address, m.settings, m.sealed, m.verified_at,
    m.broken_at, p.name, p.email, p.timezone, p.locale, p.deactivated_at, o.kind as org_kind
  from contact_methods m
  join people p on p.org_id = m.org_id and p.id = m.person_id
  join organisations o on o.org_id = m.org_id;
