-- What a config file said last about each object, so that what was changed here since then can be shown.

create table config_applied (
  org_id text not null,
  -- person, team, schedule, escalationPolicy, service, ingestKey, statusPage
  kind text not null,
  -- e-mail address, slug, or service/source
  ref text not null,
  -- the fields that the file named, as export writes them; no secrets are among them
  fields jsonb not null,
  applied_at timestamptz not null,
  applied_by text not null,
  primary key (org_id, kind, ref)
);
