-- Managers of teams, policies that belong to a team, and who knows of a private incident.

-- A manager changes what their team owns; a member does not.
alter table team_members add column manager boolean not null default false;

-- The team that owns it; null: admins only.
alter table escalation_policies add column team_id text;

-- People who were let into a private incident without a role in it.
-- owner: incidents
create table incident_members (
  org_id text not null,
  incident_id text not null,
  person_id text not null,
  added_at timestamptz not null,
  added_by text not null,
  primary key (org_id, incident_id, person_id),
  foreign key (org_id, incident_id) references incidents on delete cascade
);
create index incident_members_person on incident_members (org_id, person_id);

-- Ids of the people who may know of an entry; null: everybody of the organisation.
alter table stream_entries add column audience text[];

-- Which incidents a caller may not know of is asked on every list.
create index incidents_private on incidents (org_id) where private;
