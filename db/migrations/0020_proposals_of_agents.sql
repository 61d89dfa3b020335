-- What agents ask for and a person has to confirm: nothing happens before that, nothing twice.
create table proposals (
  org_id text not null,
  id text not null,
  kind text not null check (kind in ('page', 'update', 'resolveIncident', 'resolveAlert', 'apply')),
  -- What the act is called with, as the agent gave it; sealed, since a config file may hold secrets.
  body text not null,
  -- In words, from a rehearsal that was taken back: what would happen.
  summary text not null,
  detail jsonb not null,
  reason text,
  state text not null check (state in ('pending', 'confirmed', 'declined')),
  requested_by text not null,
  requested_by_label text not null,
  requested_at timestamptz not null,
  expires_at timestamptz not null,
  decided_at timestamptz,
  decided_by text,
  result jsonb,
  primary key (org_id, id)
);
create index proposals_age on proposals (requested_at);
