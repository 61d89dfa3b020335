create table alerts (
  org_id text not null,
  id text not null,
  state text not null check (state in ('firing', 'resolved')), -- id primary key
  primary key (org_id, id)
);
create table loose (
  id text primary key, org_id text not null,
  name text,
  unique (name, org_id)
);
create table nowhere (
  org text,
  primary key (org)
); create table keyless (org_id text not null);
create unique index alerts_ref on alerts (lower(state), org_id);
create unique index alerts_state on alerts (org_id, lower(state)) where state = 'firing';
create view open_alerts as select * from alerts;
