-- Schedules as versions: editing one never rewrites who was on call before.
create table schedules (
  org_id text not null,
  id text not null,
  slug text not null,
  name text not null,
  team_id text,
  version integer not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  archived_at timestamptz,
  primary key (org_id, id),
  unique (org_id, slug)
);
create index schedules_team on schedules (org_id, team_id);

create table schedule_versions (
  org_id text not null,
  schedule_id text not null,
  version integer not null,
  effective_from timestamptz not null,
  -- As written: {timezone, layers}; people by id.
  config jsonb not null,
  -- Places by which each layer's ring was turned, so that an edit of the list hands nobody's shift over early.
  phases jsonb not null,
  created_at timestamptz not null,
  created_by text not null,
  primary key (org_id, schedule_id, version),
  foreign key (org_id, schedule_id) references schedules on delete cascade
);
create index schedule_versions_effective on schedule_versions (org_id, schedule_id, effective_from);

create table schedule_overrides (
  org_id text not null,
  id text not null,
  schedule_id text not null,
  -- Null takes `replaces_id` off without putting anybody on.
  person_id text,
  replaces_id text,
  adds boolean not null,
  start_at timestamptz not null,
  end_at timestamptz not null,
  created_at timestamptz not null,
  created_by text not null,
  removed_at timestamptz,
  primary key (org_id, id),
  foreign key (org_id, schedule_id) references schedules on delete cascade,
  check (start_at < end_at)
);
create index schedule_overrides_time on schedule_overrides (org_id, schedule_id, end_at);
