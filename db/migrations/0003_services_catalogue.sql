-- The catalogue: services, who owns them, what they stand on.
create table services (
  org_id text not null,
  id text not null,
  slug text not null,
  name text not null,
  description text not null,
  team_id text,
  tier integer not null check (tier between 1 and 4),
  -- A policy of paging; no foreign key, since paging is further up.
  escalation_policy_id text,
  links jsonb not null,
  -- Urgency of a severity where it differs from the rule: {"warning": "high"}.
  urgency_by_severity jsonb not null,
  version integer not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  archived_at timestamptz,
  primary key (org_id, id),
  unique (org_id, slug)
);
create index services_team on services (org_id, team_id);
create index services_policy on services (org_id, escalation_policy_id);

create table service_dependencies (
  org_id text not null,
  service_id text not null,
  depends_on_id text not null,
  primary key (org_id, service_id, depends_on_id),
  foreign key (org_id, service_id) references services on delete cascade,
  foreign key (org_id, depends_on_id) references services on delete cascade
);
create index service_dependencies_up on service_dependencies (org_id, depends_on_id);
