-- Made by `npm run schema` from the migrated database. Not edited by hand.

create table api_keys (
  org_id text not null,
  id text not null,
  name text not null,
  scopes text[] not null,
  person_id text,
  lookup_id text,
  hash text not null,
  created_at timestamp with time zone not null,
  created_by text not null,
  expires_at timestamp with time zone,
  last_used_at timestamp with time zone,
  last_refused_at timestamp with time zone,
  revoked_at timestamp with time zone
);

create table audit_log (
  org_id text not null,
  id text not null,
  at timestamp with time zone not null,
  by_kind text not null,
  by_id text not null,
  by_label text not null,
  via text not null,
  action text not null,
  object_kind text not null,
  object_id text not null,
  object_ref text,
  before jsonb,
  after jsonb,
  request_id text not null
);

create table auth_accounts (
  id text not null,
  email text not null,
  password_hash text,
  password_set_at timestamp with time zone,
  created_at timestamp with time zone not null
);

create table auth_attempts (
  bucket text not null,
  failures integer not null,
  last_at timestamp with time zone not null
);

create table auth_sessions (
  id text not null,
  token_hash text not null,
  account_id text not null,
  org_id text not null,
  created_at timestamp with time zone not null,
  last_seen_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  user_agent text not null,
  address text not null
);

create table auth_tokens (
  hash text not null,
  purpose text not null,
  org_id text,
  person_id text,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone
);

create table contact_methods (
  org_id text not null,
  id text not null,
  person_id text not null,
  kind text not null,
  address text not null,
  settings jsonb not null,
  sealed text,
  verified_at timestamp with time zone,
  broken_at timestamp with time zone,
  broken_reason text,
  code_hash text,
  code_sent_at timestamp with time zone,
  code_tries integer not null,
  created_at timestamp with time zone not null
);

create table idempotency_keys (
  org_id text not null,
  key text not null,
  actor_id text not null,
  fingerprint text not null,
  status integer,
  body jsonb,
  created_at timestamp with time zone not null
);

create table instance_settings (
  name text not null,
  value jsonb not null,
  updated_at timestamp with time zone not null
);

create table notification_rules (
  org_id text not null,
  person_id text not null,
  position integer not null,
  urgency text not null,
  after_seconds integer not null,
  by_method text not null
);

create table organisations (
  org_id text not null,
  kind text not null,
  name text not null,
  settings jsonb not null default '{}'::jsonb,
  created_at timestamp with time zone not null
);

create table people (
  org_id text not null,
  id text not null,
  account_id text,
  email text not null,
  name text not null,
  timezone text not null,
  locale text not null,
  role text not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  deactivated_at timestamp with time zone
);

create table ref_counters (
  org_id text not null,
  kind text not null,
  last integer not null
);

create table schema_migrations (
  name text not null,
  applied_at timestamp with time zone not null
);

create table service_dependencies (
  org_id text not null,
  service_id text not null,
  depends_on_id text not null
);

create table services (
  org_id text not null,
  id text not null,
  slug text not null,
  name text not null,
  description text not null,
  team_id text,
  tier integer not null,
  escalation_policy_id text,
  links jsonb not null,
  urgency_by_severity jsonb not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  archived_at timestamp with time zone
);

create table stream_entries (
  org_id text not null,
  id text not null,
  pos bigint,
  at timestamp with time zone not null,
  topic text not null,
  kind text not null,
  data jsonb not null
);

create table team_members (
  org_id text not null,
  team_id text not null,
  person_id text not null
);

create table teams (
  org_id text not null,
  id text not null,
  slug text not null,
  name text not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null
);

alter table api_keys add constraint api_keys_pkey PRIMARY KEY (org_id, id);

alter table audit_log add constraint audit_log_pkey PRIMARY KEY (org_id, id);

alter table auth_accounts add constraint auth_accounts_email_key UNIQUE (email);

alter table auth_accounts add constraint auth_accounts_pkey PRIMARY KEY (id);

alter table auth_attempts add constraint auth_attempts_pkey PRIMARY KEY (bucket);

alter table auth_sessions add constraint auth_sessions_account_id_fkey FOREIGN KEY (account_id) REFERENCES auth_accounts(id) ON DELETE CASCADE;

alter table auth_sessions add constraint auth_sessions_pkey PRIMARY KEY (id);

alter table auth_sessions add constraint auth_sessions_token_hash_key UNIQUE (token_hash);

alter table auth_tokens add constraint auth_tokens_pkey PRIMARY KEY (hash);

alter table auth_tokens add constraint auth_tokens_purpose_check CHECK ((purpose = ANY (ARRAY['setup'::text, 'invitation'::text])));

alter table contact_methods add constraint contact_methods_org_id_person_id_fkey FOREIGN KEY (org_id, person_id) REFERENCES people(org_id, id) ON DELETE CASCADE;

alter table contact_methods add constraint contact_methods_org_id_person_id_kind_address_key UNIQUE (org_id, person_id, kind, address);

alter table contact_methods add constraint contact_methods_pkey PRIMARY KEY (org_id, id);

alter table idempotency_keys add constraint idempotency_keys_pkey PRIMARY KEY (org_id, actor_id, key);

alter table instance_settings add constraint instance_settings_pkey PRIMARY KEY (name);

alter table notification_rules add constraint notification_rules_org_id_person_id_fkey FOREIGN KEY (org_id, person_id) REFERENCES people(org_id, id) ON DELETE CASCADE;

alter table notification_rules add constraint notification_rules_pkey PRIMARY KEY (org_id, person_id, "position");

alter table notification_rules add constraint notification_rules_urgency_check CHECK ((urgency = ANY (ARRAY['high'::text, 'low'::text])));

alter table organisations add constraint organisations_kind_check CHECK ((kind = ANY (ARRAY['real'::text, 'demo'::text])));

alter table organisations add constraint organisations_pkey PRIMARY KEY (org_id);

alter table people add constraint people_account_id_fkey FOREIGN KEY (account_id) REFERENCES auth_accounts(id);

alter table people add constraint people_org_id_email_key UNIQUE (org_id, email);

alter table people add constraint people_pkey PRIMARY KEY (org_id, id);

alter table people add constraint people_role_check CHECK ((role = ANY (ARRAY['viewer'::text, 'responder'::text, 'admin'::text, 'owner'::text])));

alter table ref_counters add constraint ref_counters_pkey PRIMARY KEY (org_id, kind);

alter table schema_migrations add constraint schema_migrations_pkey PRIMARY KEY (name);

alter table service_dependencies add constraint service_dependencies_org_id_depends_on_id_fkey FOREIGN KEY (org_id, depends_on_id) REFERENCES services(org_id, id) ON DELETE CASCADE;

alter table service_dependencies add constraint service_dependencies_org_id_service_id_fkey FOREIGN KEY (org_id, service_id) REFERENCES services(org_id, id) ON DELETE CASCADE;

alter table service_dependencies add constraint service_dependencies_pkey PRIMARY KEY (org_id, service_id, depends_on_id);

alter table services add constraint services_org_id_slug_key UNIQUE (org_id, slug);

alter table services add constraint services_pkey PRIMARY KEY (org_id, id);

alter table services add constraint services_tier_check CHECK (((tier >= 1) AND (tier <= 4)));

alter table stream_entries add constraint stream_entries_pkey PRIMARY KEY (org_id, id);

alter table team_members add constraint team_members_org_id_person_id_fkey FOREIGN KEY (org_id, person_id) REFERENCES people(org_id, id) ON DELETE CASCADE;

alter table team_members add constraint team_members_org_id_team_id_fkey FOREIGN KEY (org_id, team_id) REFERENCES teams(org_id, id) ON DELETE CASCADE;

alter table team_members add constraint team_members_pkey PRIMARY KEY (org_id, team_id, person_id);

alter table teams add constraint teams_org_id_slug_key UNIQUE (org_id, slug);

alter table teams add constraint teams_pkey PRIMARY KEY (org_id, id);

CREATE INDEX api_keys_hash ON public.api_keys USING btree (hash);

CREATE INDEX api_keys_lookup ON public.api_keys USING btree (lookup_id) WHERE (lookup_id IS NOT NULL);

CREATE INDEX audit_log_object ON public.audit_log USING btree (org_id, object_kind, object_id, id DESC);

CREATE INDEX auth_attempts_age ON public.auth_attempts USING btree (last_at);

CREATE INDEX auth_sessions_account ON public.auth_sessions USING btree (account_id);

CREATE INDEX auth_sessions_expiry ON public.auth_sessions USING btree (expires_at);

CREATE INDEX auth_tokens_person ON public.auth_tokens USING btree (person_id) WHERE (person_id IS NOT NULL);

CREATE INDEX idempotency_keys_age ON public.idempotency_keys USING btree (created_at);

CREATE INDEX people_account ON public.people USING btree (account_id);

CREATE INDEX service_dependencies_up ON public.service_dependencies USING btree (org_id, depends_on_id);

CREATE INDEX services_policy ON public.services USING btree (org_id, escalation_policy_id);

CREATE INDEX services_team ON public.services USING btree (org_id, team_id);

CREATE INDEX stream_entries_pos ON public.stream_entries USING btree (pos) WHERE (pos IS NOT NULL);

CREATE INDEX stream_entries_unplaced ON public.stream_entries USING btree (id) WHERE (pos IS NULL);

CREATE INDEX team_members_person ON public.team_members USING btree (org_id, person_id);

CREATE OR REPLACE FUNCTION public.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'audit_log is append-only';
end $function$
;

CREATE TRIGGER audit_log_append_only BEFORE DELETE OR UPDATE ON public.audit_log FOR EACH ROW WHEN ((COALESCE(current_setting('evenkeel.erase_org'::text, true), ''::text) = ''::text)) EXECUTE FUNCTION refuse_change();

create sequence stream_position;
