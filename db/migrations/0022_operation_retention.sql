-- How long an organisation keeps each kind of rows. Nothing here: as the program says by default.
-- owner: operation
create table operation_retention (
  org_id text primary key,
  -- Seconds by kind; null: for ever. A kind that is not named goes by the default.
  keep jsonb not null,
  version integer not null,
  updated_at timestamptz not null,
  -- When old rows were looked for last.
  ran_at timestamptz,
  -- What was deleted since the last line in the audit log: {kind: {rows, oldest, newest}}.
  untold jsonb not null,
  -- When that line was written; null: the next deletion is told at once.
  told_at timestamptz,
  -- What that line said.
  told jsonb
);
