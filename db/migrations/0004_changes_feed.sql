-- What changed and when: deploys, flags, configuration, migrations, infrastructure, announced changes of vendors.
create table changes (
  org_id text not null,
  id text not null,
  -- Null when the sender named no service of the catalogue; `service_given` keeps what it said.
  service_id text,
  service_given text,
  kind text not null check (kind in ('deploy', 'config', 'flag', 'migration', 'infrastructure', 'vendor')),
  summary text not null,
  environment text not null,
  region text,
  -- Slugs of the services that took it over.
  rolled_out_to jsonb not null,
  percent double precision check (percent between 0 and 100),
  reversible boolean,
  undo text,
  links jsonb not null,
  happened_at timestamptz not null,
  recorded_at timestamptz not null,
  by_label text not null,
  via text not null,
  primary key (org_id, id)
);
create index changes_newest on changes (org_id, happened_at desc, id desc);
create index changes_service on changes (org_id, service_id, happened_at desc, id desc);
