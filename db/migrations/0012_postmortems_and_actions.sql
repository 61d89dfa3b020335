-- What was learned: one postmortem an incident, factors by stage, actions with owner and due date.
create table postmortems (
  org_id text not null,
  id text not null,
  incident_id text not null,
  state text not null check (state in ('draft', 'inReview', 'reviewed', 'closed')),
  due_at timestamptz,
  -- Null: nobody has written it yet, and what is read is drafted from the log.
  title text,
  summary text,
  impact text,
  detection text,
  went_well jsonb,
  lucky text,
  surprises text,
  -- Changes that were suspected when the incident ended, in words.
  changes jsonb not null,
  -- Entries of the log that the writer left out.
  hidden_entries jsonb not null,
  published_at timestamptz,
  published_by text,
  -- The whole document as it was published.
  published jsonb,
  version integer not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (org_id, id),
  unique (org_id, incident_id)
);
create index postmortems_due on postmortems (org_id, due_at) where published_at is null;

create table postmortem_factors (
  org_id text not null,
  id text not null,
  postmortem_id text not null,
  stage text not null check (stage in ('introduced', 'missed', 'impact', 'recovery')),
  text text not null,
  confidence text not null check (confidence in ('observed', 'likely', 'guess')),
  position integer not null,
  primary key (org_id, id),
  foreign key (org_id, postmortem_id) references postmortems on delete cascade
);
create index postmortem_factors_order on postmortem_factors (org_id, postmortem_id, position);

create table postmortem_actions (
  org_id text not null,
  id text not null,
  postmortem_id text not null,
  text text not null,
  kind text not null check (kind in ('prevent', 'detect', 'limit', 'recover', 'learn')),
  -- A person or a team, by id.
  owner_id text,
  -- A calendar day; due means: by the end of it.
  due text check (due ~ '^\d{4}-\d{2}-\d{2}$'),
  state text not null check (state in ('open', 'inProgress', 'done', 'notDoing')),
  reason text,
  created_at timestamptz not null,
  completed_at timestamptz,
  position integer not null,
  primary key (org_id, id),
  foreign key (org_id, postmortem_id) references postmortems on delete cascade
);
create index postmortem_actions_order on postmortem_actions (org_id, postmortem_id, position);
create index postmortem_actions_due on postmortem_actions (org_id, due)
  where state in ('open', 'inProgress');
