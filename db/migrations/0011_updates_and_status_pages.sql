-- What people are told: updates of incidents, and the public pages that show them.
create table status_pages (
  org_id text not null,
  id text not null,
  slug text not null,
  name text not null,
  -- IANA zone in which the page prints its times.
  timezone text not null,
  version integer not null,
  -- Raised with everything that readers can see; kept copies are compared with it.
  revision integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (org_id, id),
  unique (org_id, slug)
);
-- The address of a page names no organisation.
create index status_pages_slug on status_pages (slug);

create table status_components (
  org_id text not null,
  id text not null,
  page_id text not null,
  name text not null,
  -- A service of the catalogue; null for a part that only people judge.
  service_id text,
  position integer not null,
  -- What people have set; null: follows the published incidents of its service.
  set_state text check (set_state in ('operational', 'maintenance', 'degraded', 'partial', 'major')),
  -- In their words, such as "Slow in the EU".
  note text,
  -- What the page shows now, and since when; the last of the periods.
  state text not null check (state in ('operational', 'maintenance', 'degraded', 'partial', 'major')),
  since timestamptz not null,
  -- A part that left the page keeps its history and may come back.
  removed_at timestamptz,
  primary key (org_id, id),
  foreign key (org_id, page_id) references status_pages on delete cascade
);
create index status_components_page on status_components (org_id, page_id, position);
create index status_components_service on status_components (org_id, service_id);

-- Stretches of time in one state: the bars.
create table status_periods (
  org_id text not null,
  component_id text not null,
  started_at timestamptz not null,
  ended_at timestamptz,
  state text not null,
  primary key (org_id, component_id, started_at),
  foreign key (org_id, component_id) references status_components on delete cascade
);

create table incident_updates (
  org_id text not null,
  id text not null,
  -- Keeps the order of updates of one moment.
  seq bigint generated always as identity,
  incident_id text not null,
  status text not null check (status in ('investigating', 'identified', 'monitoring', 'resolved')),
  impact text not null,
  action text not null,
  -- The same words without the names of responders, as outsiders read them.
  public_impact text not null,
  public_action text not null,
  next_update_at timestamptz,
  published_at timestamptz not null,
  by_id text not null,
  by_label text not null,
  via text not null,
  primary key (org_id, id)
);
create index incident_updates_incident on incident_updates (org_id, incident_id, published_at desc, seq desc);

create table incident_update_audiences (
  org_id text not null,
  update_id text not null,
  -- 'team', 'company', or the id of a status page.
  audience text not null,
  primary key (org_id, update_id, audience),
  foreign key (org_id, update_id) references incident_updates on delete cascade
);
create index incident_update_audiences_by on incident_update_audiences (org_id, audience, update_id);
