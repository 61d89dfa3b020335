-- How an organisation rehearses its paging chain each day, and what came of it.
-- owner: operation
create table operation_settings (
  org_id text primary key,
  -- {at: "06:00", timezone, schedule}; null: no rehearsal.
  test_page jsonb,
  version integer not null default 1,
  updated_at timestamptz not null
);

-- One row for each day of the rehearsal: written before the page, so that two nodes make one.
create table operation_test_pages (
  org_id text not null,
  -- The day in the zone of the setting.
  day text not null,
  at timestamptz not null,
  schedule_id text not null,
  person_id text,
  page_id text,
  state text not null check (state in ('waiting', 'answered', 'sent', 'failed')),
  detail text not null,
  seconds integer,
  primary key (org_id, day)
);
create index operation_test_pages_waiting on operation_test_pages (org_id, at) where state = 'waiting';
