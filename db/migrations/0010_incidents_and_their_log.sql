-- Incidents: who leads, how bad, when what happened, and the log that everything else is computed from.
create table incidents (
  org_id text not null,
  id text not null,
  -- The number that people see: INC-142.
  number integer not null,
  title text not null,
  severity text not null check (severity in ('sev1', 'sev2', 'sev3', 'sev4')),
  private boolean not null,
  impact text not null,
  declared_by text,
  declared_by_label text not null,
  -- Ids of people. Without foreign keys: people belong to another module.
  commander text,
  operations text,
  communications text,
  scribe text,
  impact_started_at timestamptz,
  detected_at timestamptz,
  acknowledged_at timestamptz,
  declared_at timestamptz not null,
  cause_identified_at timestamptz,
  mitigated_at timestamptz,
  verified_at timestamptz,
  verified_how text not null,
  resolved_at timestamptz,
  -- The promise to people: when the next update comes, and when that was said.
  next_update_at timestamptz,
  next_update_set_at timestamptz,
  -- Raised with every new promise; a reminder of an older one does nothing.
  cadence_generation integer not null,
  last_update_at timestamptz,
  updates_sent integer not null,
  updates_on_time integer not null,
  version integer not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (org_id, id),
  unique (org_id, number)
);
create index incidents_newest on incidents (org_id, declared_at desc, id desc);
create index incidents_open on incidents (org_id, declared_at desc) where resolved_at is null;
create index incidents_due on incidents (org_id, next_update_at) where resolved_at is null;

create table incident_services (
  org_id text not null,
  incident_id text not null,
  service_id text not null,
  primary key (org_id, incident_id, service_id),
  foreign key (org_id, incident_id) references incidents on delete cascade
);
create index incident_services_service on incident_services (org_id, service_id);

create table incident_alerts (
  org_id text not null,
  incident_id text not null,
  alert_id text not null,
  group_id text not null,
  linked_at timestamptz not null,
  -- An alert belongs to one incident.
  primary key (org_id, alert_id),
  foreign key (org_id, incident_id) references incidents on delete cascade
);
create index incident_alerts_incident on incident_alerts (org_id, incident_id);
create index incident_alerts_group on incident_alerts (org_id, group_id);

create table incident_entries (
  org_id text not null,
  id text not null,
  -- Keeps the order of entries of one moment.
  seq bigint generated always as identity,
  incident_id text not null,
  kind text not null
    check (kind in ('symptom', 'hypothesis', 'action', 'result', 'decision', 'update', 'note', 'event')),
  text text not null,
  happened_at timestamptz not null,
  recorded_at timestamptz not null,
  by_kind text not null,
  by_id text not null,
  by_label text not null,
  via text not null,
  -- On the action that is meant to stop the harm, and on what names its cause.
  mitigation boolean not null,
  cause boolean not null,
  -- Of machine events: what happened ('severity.changed'), its facts, and a key against doubles.
  event text,
  data jsonb not null,
  event_key text,
  edits integer not null,
  primary key (org_id, id),
  foreign key (org_id, incident_id) references incidents on delete cascade
);
create index incident_entries_order on incident_entries (org_id, incident_id, happened_at desc, seq desc);
create unique index incident_entries_once on incident_entries (org_id, incident_id, event_key)
  where event_key is not null;

-- What an edited entry said before.
create table incident_entry_versions (
  org_id text not null,
  entry_id text not null,
  version integer not null,
  text text not null,
  happened_at timestamptz not null,
  replaced_at timestamptz not null,
  replaced_by text not null,
  primary key (org_id, entry_id, version),
  foreign key (org_id, entry_id) references incident_entries on delete cascade
);

-- Severity levels where the organisation has its own words or rhythm; without a row the ready-made ones hold.
create table incident_levels (
  org_id text not null,
  severity text not null check (severity in ('sev1', 'sev2', 'sev3', 'sev4')),
  name text not null,
  word text not null,
  definition text not null,
  first_minutes integer check (first_minutes >= 10),
  every_minutes integer check (every_minutes >= 10),
  version integer not null,
  updated_at timestamptz not null,
  primary key (org_id, severity)
);
