-- Escalation policies and their versions, pages, and the log of what each page did and why.
create table escalation_policies (
  org_id text not null,
  id text not null,
  slug text not null,
  name text not null,
  -- The newest row of policy_versions.
  version integer not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  archived_at timestamptz,
  primary key (org_id, id),
  unique (org_id, slug)
);

-- Never changed: a page keeps to the version that it was opened with.
create table policy_versions (
  org_id text not null,
  policy_id text not null,
  version integer not null,
  -- Targets by id.
  steps jsonb not null,
  repeat integer not null,
  fallback jsonb,
  acknowledge_timeout_seconds integer,
  created_at timestamptz not null,
  created_by text not null,
  primary key (org_id, policy_id, version),
  foreign key (org_id, policy_id) references escalation_policies on delete cascade
);

-- Whose turn it is in each round robin; `ring` is step.target, both from 1.
create table policy_rings (
  org_id text not null,
  policy_id text not null,
  ring text not null,
  position integer not null,
  primary key (org_id, policy_id, ring)
);

create table pages (
  org_id text not null,
  id text not null,
  -- The number that people see: P-12.
  number integer not null,
  kind text not null check (kind in ('alert', 'manual', 'test')),
  -- Null for a page that a person made.
  group_id text,
  service_id text,
  -- Null when the page has a policy of its own, which is then in `policy`.
  policy_id text,
  policy_version integer,
  policy jsonb,
  title text not null,
  severity text not null,
  urgency text not null check (urgency in ('high', 'low')),
  state text not null check (state in ('triggered', 'acknowledged', 'snoozed', 'resolved')),
  exhausted boolean not null,
  -- Nobody could be reached when last tried; cleared when somebody was.
  unreachable boolean not null,
  generation integer not null,
  step integer not null,
  round integer not null,
  empty_steps integer not null,
  -- What the page waits for.
  next_kind text,
  next_step integer,
  next_round integer,
  next_at timestamptz,
  -- People who acknowledged while more acknowledgements are needed.
  ackers jsonb not null,
  acknowledged_person_id text,
  acknowledged_by jsonb,
  acknowledged_at timestamptz,
  snoozed_until timestamptz,
  resolved_by jsonb,
  resolved_at timestamptz,
  rings jsonb not null,
  also_person_id text,
  high_water_at timestamptz not null,
  opened_at timestamptz not null,
  opened_by jsonb,
  primary key (org_id, id),
  unique (org_id, number)
) with (fillfactor = 70);
create index pages_group on pages (org_id, group_id, id desc) where group_id is not null;
create index pages_open on pages (org_id, id desc) where state <> 'resolved';
-- The auditor's question: what should have happened and has not.
create index pages_due on pages (next_at) where next_at is not null;

create table page_log (
  org_id text not null,
  page_id text not null,
  -- Lines of one page are written one transaction after the other, so this is their order.
  seq bigint generated always as identity,
  at timestamptz not null,
  -- A code of src/paging/model.ts; the words are made when it is shown.
  kind text not null,
  generation integer not null,
  step integer not null,
  round integer not null,
  by jsonb,
  detail jsonb not null,
  primary key (org_id, page_id, seq)
);
