-- Ways to sign in beside the password, and when a session last proved who sits there.

-- When the person last showed a password, a passkey or a provider's word; null: never in this session
-- (it was opened by a link from another device). Dangerous changes want it to be recent.
alter table auth_sessions add column authenticated_at timestamptz;
update auth_sessions set authenticated_at = created_at;
-- How it was opened: password, passkey, provider, phone, invitation, setup.
alter table auth_sessions add column way text not null default 'password';
alter table auth_sessions alter column way drop default;
-- The provider whose word opened it; its sessions end with it.
alter table auth_sessions add column provider_id text;

-- A nonce that was spent (a passkey's challenge, a trip to a provider) lies beside the one-time links.
alter table auth_tokens drop constraint auth_tokens_purpose_check;
alter table auth_tokens add constraint auth_tokens_purpose_check
  check (purpose in ('setup', 'invitation', 'phone', 'passkey', 'provider'));

create table auth_passkeys (
  id text primary key,
  account_id text not null references auth_accounts on delete cascade,
  -- What the authenticator calls it, and the key that checks its signatures (COSE); both base64url.
  credential_id text not null unique,
  public_key text not null,
  -- Signatures it has made; a smaller number later means a copy. Many always say 0.
  counter bigint not null,
  transports text[] not null,
  -- True: the key may be on several devices of the person.
  synced boolean not null,
  name text not null,
  created_at timestamptz not null,
  last_used_at timestamptz
);
create index auth_passkeys_account on auth_passkeys (account_id);

-- One-time codes of an app (RFC 6238), and codes on paper for when the phone is lost.
create table auth_second_factors (
  account_id text primary key references auth_accounts on delete cascade,
  -- The shared secret, sealed with the secret ring.
  sealed text not null,
  -- Null while it is being set up: not asked for yet.
  confirmed_at timestamptz,
  -- The 30-second step of the last code that was taken: no code counts twice.
  last_step bigint not null,
  -- SHA-256 of the recovery codes that are left.
  recovery_hashes text[] not null,
  created_at timestamptz not null
);

-- Who an account is at a provider: found by issuer and subject, never by the address.
create table auth_identities (
  issuer text not null,
  subject text not null,
  account_id text not null references auth_accounts on delete cascade,
  created_at timestamptz not null,
  last_used_at timestamptz not null,
  primary key (issuer, subject)
);
create index auth_identities_account on auth_identities (account_id);

-- OpenID Connect providers of an organisation.
create table sign_in_providers (
  org_id text not null,
  id text not null,
  name text not null,
  issuer text not null,
  client_id text not null,
  -- The client secret, sealed with the secret ring; null for a public client.
  sealed text,
  -- Whoever has a verified address of these domains is let in without an invitation; empty: nobody.
  join_domains text[] not null,
  join_role text not null check (join_role in ('viewer', 'responder')),
  version integer not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (org_id, id)
);
