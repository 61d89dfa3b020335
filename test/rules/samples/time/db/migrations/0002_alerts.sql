-- now() in a comment is fine
create table alerts (
  org_id text not null,
  at timestamptz not null default now(),
  seen timestamptz not null default current_timestamp
);
