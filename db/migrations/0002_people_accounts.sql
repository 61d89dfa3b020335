-- People, teams, ways to reach them, and what they sign in with.

-- One human who signs in, in any number of organisations: a person of each has this account.
create table auth_accounts (
  id text primary key,
  email text not null unique,
  -- Null until an invitation has been taken up.
  password_hash text,
  password_set_at timestamptz,
  created_at timestamptz not null
);

-- Looked up on each request by the SHA-256 of its token; the cookie is signed as well.
create table auth_sessions (
  id text primary key,
  token_hash text not null unique,
  account_id text not null references auth_accounts on delete cascade,
  -- The organisation that this session looks at.
  org_id text not null,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  user_agent text not null,
  address text not null
);
create index auth_sessions_account on auth_sessions (account_id);
create index auth_sessions_expiry on auth_sessions (expires_at);

-- One-time links: the first owner's set-up, invitations and new passwords. Only hashes are kept.
create table auth_tokens (
  hash text primary key,
  purpose text not null check (purpose in ('setup', 'invitation', 'phone')),
  org_id text,
  person_id text,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index auth_tokens_person on auth_tokens (person_id) where person_id is not null;

-- Failed sign-ins by account and by network, shared by all nodes; the bucket is a hash.
create table auth_attempts (
  bucket text primary key,
  failures integer not null,
  last_at timestamptz not null
);
create index auth_attempts_age on auth_attempts (last_at);

create table people (
  org_id text not null,
  id text not null,
  account_id text references auth_accounts,
  email text not null,
  name text not null,
  timezone text not null,
  locale text not null,
  role text not null check (role in ('viewer', 'responder', 'admin', 'owner')),
  version integer not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deactivated_at timestamptz,
  primary key (org_id, id),
  unique (org_id, email)
);
create index people_account on people (account_id);

create table contact_methods (
  org_id text not null,
  id text not null,
  person_id text not null,
  kind text not null,
  address text not null,
  settings jsonb not null,
  -- Secrets of the channel, sealed with the secret ring: a webhook's signing secret, a push key.
  sealed text,
  verified_at timestamptz,
  broken_at timestamptz,
  broken_reason text,
  -- A verification that is under way: HMAC of the code, never the code.
  code_hash text,
  code_sent_at timestamptz,
  code_tries integer not null,
  created_at timestamptz not null,
  primary key (org_id, id),
  unique (org_id, person_id, kind, address),
  foreign key (org_id, person_id) references people on delete cascade
);

create table notification_rules (
  org_id text not null,
  person_id text not null,
  position integer not null,
  urgency text not null check (urgency in ('high', 'low')),
  after_seconds integer not null,
  by_method text not null,
  primary key (org_id, person_id, position),
  foreign key (org_id, person_id) references people on delete cascade
);

create table teams (
  org_id text not null,
  id text not null,
  slug text not null,
  name text not null,
  version integer not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (org_id, id),
  unique (org_id, slug)
);

create table team_members (
  org_id text not null,
  team_id text not null,
  person_id text not null,
  primary key (org_id, team_id, person_id),
  foreign key (org_id, team_id) references teams on delete cascade,
  foreign key (org_id, person_id) references people on delete cascade
);
create index team_members_person on team_members (org_id, person_id);

create table api_keys (
  org_id text not null,
  id text not null,
  name text not null,
  scopes text[] not null,
  -- Whose rights bound it; null for a key that stands alone.
  person_id text,
  -- Inside a generated key; null for a key given in the environment, which is found by its hash.
  lookup_id text,
  hash text not null,
  created_at timestamptz not null,
  created_by text not null,
  expires_at timestamptz,
  last_used_at timestamptz,
  last_refused_at timestamptz,
  revoked_at timestamptz,
  primary key (org_id, id)
);
create index api_keys_lookup on api_keys (lookup_id) where lookup_id is not null;
create index api_keys_hash on api_keys (hash);
