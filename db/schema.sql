-- Made by `npm run schema` from the migrated database. Not edited by hand.

create table alert_signals (
  org_id text not null,
  alert_id text not null,
  event_id text not null,
  place integer not null,
  at timestamp with time zone not null,
  outcome text not null
);

create table alerts (
  org_id text not null,
  id text not null,
  number integer not null,
  state text not null,
  source text not null,
  ingest_key_id text not null,
  dedup_key text not null,
  service_id text not null,
  group_id text not null,
  severity text not null,
  severity_raw text,
  urgency text not null,
  title text not null,
  body text not null,
  labels jsonb not null,
  links jsonb not null,
  reasons jsonb not null,
  source_group text,
  started_at timestamp with time zone,
  occurrences integer not null,
  last_event_id text not null,
  first_seen_at timestamp with time zone not null,
  last_seen_at timestamp with time zone not null,
  expires_at timestamp with time zone,
  raised_at timestamp with time zone,
  acknowledged_at timestamp with time zone,
  acknowledged_by jsonb,
  snoozed_until timestamp with time zone,
  resolved_at timestamp with time zone,
  resolved_by jsonb,
  previous_id text
);

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
  created_at timestamp with time zone not null,
  password_short boolean not null default false
);

create table auth_attempts (
  bucket text not null,
  failures integer not null,
  last_at timestamp with time zone not null
);

create table auth_identities (
  issuer text not null,
  subject text not null,
  account_id text not null,
  created_at timestamp with time zone not null,
  last_used_at timestamp with time zone not null
);

create table auth_passkeys (
  id text not null,
  account_id text not null,
  credential_id text not null,
  public_key text not null,
  counter bigint not null,
  transports text[] not null,
  synced boolean not null,
  name text not null,
  created_at timestamp with time zone not null,
  last_used_at timestamp with time zone
);

create table auth_second_factors (
  account_id text not null,
  sealed text not null,
  confirmed_at timestamp with time zone,
  last_step bigint not null,
  recovery_hashes text[] not null,
  created_at timestamp with time zone not null
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
  address text not null,
  authenticated_at timestamp with time zone,
  way text not null,
  provider_id text
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

create table changes (
  org_id text not null,
  id text not null,
  service_id text,
  service_given text,
  kind text not null,
  summary text not null,
  environment text not null,
  region text,
  rolled_out_to jsonb not null,
  percent double precision,
  reversible boolean,
  undo text,
  links jsonb not null,
  happened_at timestamp with time zone not null,
  recorded_at timestamp with time zone not null,
  by_label text not null,
  via text not null
);

create table config_applied (
  org_id text not null,
  kind text not null,
  ref text not null,
  fields jsonb not null,
  applied_at timestamp with time zone not null,
  applied_by text not null,
  file_set text not null
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

create table delivery_reply_counts (
  org_id text not null,
  address text not null,
  replies integer not null,
  at timestamp with time zone not null
);

create table delivery_subjects (
  org_id text not null,
  id text not null,
  kind text not null,
  generation integer not null,
  wanted boolean not null
);

create table early_resolves (
  org_id text not null,
  ingest_key_id text not null,
  dedup_key text not null,
  source_time timestamp with time zone not null,
  seen_at timestamp with time zone not null
);

create table escalation_policies (
  org_id text not null,
  id text not null,
  slug text not null,
  name text not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  archived_at timestamp with time zone,
  team_id text
);

create table events (
  org_id text not null,
  id text not null,
  ingest_key_id text not null,
  source text not null,
  received_at timestamp with time zone not null,
  content_type text,
  delivery_id text,
  body bytea not null,
  verdict jsonb not null
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

create table incident_alerts (
  org_id text not null,
  incident_id text not null,
  alert_id text not null,
  group_id text not null,
  linked_at timestamp with time zone not null
);

create table incident_entries (
  org_id text not null,
  id text not null,
  seq bigint not null,
  incident_id text not null,
  kind text not null,
  text text not null,
  happened_at timestamp with time zone not null,
  recorded_at timestamp with time zone not null,
  by_kind text not null,
  by_id text not null,
  by_label text not null,
  via text not null,
  mitigation boolean not null,
  cause boolean not null,
  event text,
  data jsonb not null,
  event_key text,
  edits integer not null
);

create table incident_entry_versions (
  org_id text not null,
  entry_id text not null,
  version integer not null,
  text text not null,
  happened_at timestamp with time zone not null,
  replaced_at timestamp with time zone not null,
  replaced_by text not null
);

create table incident_levels (
  org_id text not null,
  severity text not null,
  name text not null,
  word text not null,
  definition text not null,
  first_minutes integer,
  every_minutes integer,
  version integer not null,
  updated_at timestamp with time zone not null
);

create table incident_members (
  org_id text not null,
  incident_id text not null,
  person_id text not null,
  added_at timestamp with time zone not null,
  added_by text not null
);

create table incident_services (
  org_id text not null,
  incident_id text not null,
  service_id text not null
);

create table incident_update_audiences (
  org_id text not null,
  update_id text not null,
  audience text not null
);

create table incident_updates (
  org_id text not null,
  id text not null,
  seq bigint not null,
  incident_id text not null,
  status text not null,
  impact text not null,
  action text not null,
  public_impact text not null,
  public_action text not null,
  next_update_at timestamp with time zone,
  published_at timestamp with time zone not null,
  by_id text not null,
  by_label text not null,
  via text not null
);

create table incidents (
  org_id text not null,
  id text not null,
  number integer not null,
  title text not null,
  severity text not null,
  private boolean not null,
  impact text not null,
  declared_by text,
  declared_by_label text not null,
  commander text,
  operations text,
  communications text,
  scribe text,
  impact_started_at timestamp with time zone,
  detected_at timestamp with time zone,
  acknowledged_at timestamp with time zone,
  declared_at timestamp with time zone not null,
  cause_identified_at timestamp with time zone,
  mitigated_at timestamp with time zone,
  verified_at timestamp with time zone,
  verified_how text not null,
  resolved_at timestamp with time zone,
  next_update_at timestamp with time zone,
  next_update_set_at timestamp with time zone,
  cadence_generation integer not null,
  last_update_at timestamp with time zone,
  updates_sent integer not null,
  updates_on_time integer not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null
);

create table ingest_keys (
  org_id text not null,
  id text not null,
  service_id text not null,
  source text not null,
  key_hash text not null,
  created_at timestamp with time zone not null,
  created_by text not null,
  last_event_at timestamp with time zone
);

create table instance_settings (
  name text not null,
  value jsonb not null,
  updated_at timestamp with time zone not null
);

create table notification_attempts (
  org_id text not null,
  notification_id text not null,
  number integer not null,
  at timestamp with time zone not null,
  provider text not null,
  provider_id text,
  outcome text not null,
  error text
);

create table notification_rules (
  org_id text not null,
  person_id text not null,
  position integer not null,
  urgency text not null,
  after_seconds integer not null,
  by_method text not null
);

create table notifications (
  org_id text not null,
  id text not null,
  subject_kind text not null,
  subject_id text not null,
  generation integer not null,
  person_id text not null,
  method_id text not null,
  method_kind text not null,
  address text not null,
  step integer not null,
  round integer not null,
  urgency text not null,
  facts jsonb not null,
  sealed text,
  stands_in_for text,
  reply_number integer,
  state text not null,
  reason text,
  attempts integer not null,
  queued_at timestamp with time zone not null,
  due_at timestamp with time zone not null,
  next_at timestamp with time zone,
  lease_token text,
  lease_until timestamp with time zone,
  provider_id text,
  accepted_at timestamp with time zone,
  settled_at timestamp with time zone,
  confirmed_at timestamp with time zone
);

create table operation_retention (
  org_id text not null,
  keep jsonb not null,
  version integer not null,
  updated_at timestamp with time zone not null,
  ran_at timestamp with time zone,
  untold jsonb not null,
  told_at timestamp with time zone,
  told jsonb
);

create table operation_settings (
  org_id text not null,
  test_page jsonb,
  version integer not null default 1,
  updated_at timestamp with time zone not null
);

create table operation_test_pages (
  org_id text not null,
  day text not null,
  at timestamp with time zone not null,
  schedule_id text not null,
  person_id text,
  page_id text,
  state text not null,
  detail text not null,
  seconds integer
);

create table organisations (
  org_id text not null,
  kind text not null,
  name text not null,
  settings jsonb not null default '{}'::jsonb,
  created_at timestamp with time zone not null
);

create table page_log (
  org_id text not null,
  page_id text not null,
  seq bigint not null,
  at timestamp with time zone not null,
  kind text not null,
  generation integer not null,
  step integer not null,
  round integer not null,
  by jsonb,
  detail jsonb not null
);

create table pages (
  org_id text not null,
  id text not null,
  number integer not null,
  kind text not null,
  group_id text,
  service_id text,
  policy_id text,
  policy_version integer,
  policy jsonb,
  title text not null,
  severity text not null,
  urgency text not null,
  state text not null,
  exhausted boolean not null,
  unreachable boolean not null,
  generation integer not null,
  step integer not null,
  round integer not null,
  empty_steps integer not null,
  next_kind text,
  next_step integer,
  next_round integer,
  next_at timestamp with time zone,
  ackers jsonb not null,
  acknowledged_person_id text,
  acknowledged_by jsonb,
  acknowledged_at timestamp with time zone,
  snoozed_until timestamp with time zone,
  resolved_by jsonb,
  resolved_at timestamp with time zone,
  rings jsonb not null,
  also_person_id text,
  high_water_at timestamp with time zone not null,
  opened_at timestamp with time zone not null,
  opened_by jsonb
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
  deactivated_at timestamp with time zone,
  quiet_hours jsonb
);

create table policy_rings (
  org_id text not null,
  policy_id text not null,
  ring text not null,
  position integer not null
);

create table policy_versions (
  org_id text not null,
  policy_id text not null,
  version integer not null,
  steps jsonb not null,
  repeat integer not null,
  fallback jsonb,
  acknowledge_timeout_seconds integer,
  created_at timestamp with time zone not null,
  created_by text not null
);

create table postmortem_actions (
  org_id text not null,
  id text not null,
  postmortem_id text not null,
  text text not null,
  kind text not null,
  owner_id text,
  due text,
  state text not null,
  reason text,
  created_at timestamp with time zone not null,
  completed_at timestamp with time zone,
  position integer not null
);

create table postmortem_factors (
  org_id text not null,
  id text not null,
  postmortem_id text not null,
  stage text not null,
  text text not null,
  confidence text not null,
  position integer not null
);

create table postmortems (
  org_id text not null,
  id text not null,
  incident_id text not null,
  state text not null,
  due_at timestamp with time zone,
  title text,
  summary text,
  impact text,
  detection text,
  went_well jsonb,
  lucky text,
  surprises text,
  changes jsonb not null,
  hidden_entries jsonb not null,
  published_at timestamp with time zone,
  published_by text,
  published jsonb,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null
);

create table proposals (
  org_id text not null,
  id text not null,
  kind text not null,
  body text not null,
  summary text not null,
  detail jsonb not null,
  reason text,
  state text not null,
  requested_by text not null,
  requested_by_label text not null,
  requested_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  decided_at timestamp with time zone,
  decided_by text,
  result jsonb
);

create table recorded_changes (
  org_id text not null,
  ingest_key_id text not null,
  dedup_key text not null,
  at timestamp with time zone not null
);

create table ref_counters (
  org_id text not null,
  kind text not null,
  last integer not null
);

create table rejected_payloads (
  org_id text not null,
  id text not null,
  at timestamp with time zone not null,
  ingest_key_id text not null,
  source text not null,
  reason text not null,
  place integer,
  event_id text,
  body bytea
);

create table schedule_overrides (
  org_id text not null,
  id text not null,
  schedule_id text not null,
  person_id text,
  replaces_id text,
  adds boolean not null,
  start_at timestamp with time zone not null,
  end_at timestamp with time zone not null,
  created_at timestamp with time zone not null,
  created_by text not null,
  removed_at timestamp with time zone
);

create table schedule_versions (
  org_id text not null,
  schedule_id text not null,
  version integer not null,
  effective_from timestamp with time zone not null,
  config jsonb not null,
  phases jsonb not null,
  created_at timestamp with time zone not null,
  created_by text not null
);

create table schedules (
  org_id text not null,
  id text not null,
  slug text not null,
  name text not null,
  team_id text,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  archived_at timestamp with time zone
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

create table sign_in_providers (
  org_id text not null,
  id text not null,
  name text not null,
  issuer text not null,
  client_id text not null,
  sealed text,
  join_domains text[] not null,
  join_role text not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null
);

create table status_components (
  org_id text not null,
  id text not null,
  page_id text not null,
  name text not null,
  service_id text,
  position integer not null,
  set_state text,
  note text,
  state text not null,
  since timestamp with time zone not null,
  removed_at timestamp with time zone
);

create table status_pages (
  org_id text not null,
  id text not null,
  slug text not null,
  name text not null,
  timezone text not null,
  version integer not null,
  revision integer not null default 1,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null
);

create table status_periods (
  org_id text not null,
  component_id text not null,
  started_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  state text not null
);

create table stream_entries (
  org_id text not null,
  id text not null,
  pos bigint,
  at timestamp with time zone not null,
  topic text not null,
  kind text not null,
  data jsonb not null,
  audience text[]
);

create table team_members (
  org_id text not null,
  team_id text not null,
  person_id text not null,
  manager boolean not null default false
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

create table webhook_attempts (
  org_id text not null,
  delivery_id text not null,
  number integer not null,
  at timestamp with time zone not null,
  duration_ms integer not null,
  status integer,
  error text
);

create table webhook_deliveries (
  org_id text not null,
  id text not null,
  endpoint_id text not null,
  event_id text not null,
  type text not null,
  body text not null,
  state text not null,
  reason text,
  attempts integer not null,
  tries integer not null,
  queued_at timestamp with time zone not null,
  next_at timestamp with time zone,
  lease_token text,
  last_status integer,
  settled_at timestamp with time zone
);

create table webhook_endpoints (
  org_id text not null,
  id text not null,
  name text not null,
  url text not null,
  events text[] not null,
  secret text not null,
  old_secret text,
  old_secret_until timestamp with time zone,
  state text not null,
  reason text,
  failing_since timestamp with time zone,
  last_success_at timestamp with time zone,
  created_at timestamp with time zone not null,
  created_by text not null,
  version integer not null
);

alter table alert_signals add constraint alert_signals_pkey PRIMARY KEY (org_id, alert_id, event_id, place);

alter table alerts add constraint alerts_org_id_number_key UNIQUE (org_id, number);

alter table alerts add constraint alerts_pkey PRIMARY KEY (org_id, id);

alter table alerts add constraint alerts_severity_check CHECK ((severity = ANY (ARRAY['critical'::text, 'error'::text, 'warning'::text, 'info'::text, 'unknown'::text])));

alter table alerts add constraint alerts_state_check CHECK ((state = ANY (ARRAY['firing'::text, 'acknowledged'::text, 'suppressed'::text, 'resolved'::text])));

alter table alerts add constraint alerts_urgency_check CHECK ((urgency = ANY (ARRAY['high'::text, 'low'::text])));

alter table api_keys add constraint api_keys_pkey PRIMARY KEY (org_id, id);

alter table audit_log add constraint audit_log_pkey PRIMARY KEY (org_id, id);

alter table auth_accounts add constraint auth_accounts_email_key UNIQUE (email);

alter table auth_accounts add constraint auth_accounts_pkey PRIMARY KEY (id);

alter table auth_attempts add constraint auth_attempts_pkey PRIMARY KEY (bucket);

alter table auth_identities add constraint auth_identities_account_id_fkey FOREIGN KEY (account_id) REFERENCES auth_accounts(id) ON DELETE CASCADE;

alter table auth_identities add constraint auth_identities_pkey PRIMARY KEY (issuer, subject);

alter table auth_passkeys add constraint auth_passkeys_account_id_fkey FOREIGN KEY (account_id) REFERENCES auth_accounts(id) ON DELETE CASCADE;

alter table auth_passkeys add constraint auth_passkeys_credential_id_key UNIQUE (credential_id);

alter table auth_passkeys add constraint auth_passkeys_pkey PRIMARY KEY (id);

alter table auth_second_factors add constraint auth_second_factors_account_id_fkey FOREIGN KEY (account_id) REFERENCES auth_accounts(id) ON DELETE CASCADE;

alter table auth_second_factors add constraint auth_second_factors_pkey PRIMARY KEY (account_id);

alter table auth_sessions add constraint auth_sessions_account_id_fkey FOREIGN KEY (account_id) REFERENCES auth_accounts(id) ON DELETE CASCADE;

alter table auth_sessions add constraint auth_sessions_pkey PRIMARY KEY (id);

alter table auth_sessions add constraint auth_sessions_token_hash_key UNIQUE (token_hash);

alter table auth_tokens add constraint auth_tokens_pkey PRIMARY KEY (hash);

alter table auth_tokens add constraint auth_tokens_purpose_check CHECK ((purpose = ANY (ARRAY['setup'::text, 'invitation'::text, 'phone'::text, 'passkey'::text, 'provider'::text])));

alter table changes add constraint changes_kind_check CHECK ((kind = ANY (ARRAY['deploy'::text, 'config'::text, 'flag'::text, 'migration'::text, 'infrastructure'::text, 'vendor'::text])));

alter table changes add constraint changes_percent_check CHECK (((percent >= (0)::double precision) AND (percent <= (100)::double precision)));

alter table changes add constraint changes_pkey PRIMARY KEY (org_id, id);

alter table config_applied add constraint config_applied_pkey PRIMARY KEY (org_id, kind, ref, file_set);

alter table contact_methods add constraint contact_methods_org_id_person_id_fkey FOREIGN KEY (org_id, person_id) REFERENCES people(org_id, id) ON DELETE CASCADE;

alter table contact_methods add constraint contact_methods_org_id_person_id_kind_address_key UNIQUE (org_id, person_id, kind, address);

alter table contact_methods add constraint contact_methods_pkey PRIMARY KEY (org_id, id);

alter table delivery_reply_counts add constraint delivery_reply_counts_pkey PRIMARY KEY (org_id, address);

alter table delivery_subjects add constraint delivery_subjects_pkey PRIMARY KEY (org_id, id);

alter table early_resolves add constraint early_resolves_pkey PRIMARY KEY (org_id, ingest_key_id, dedup_key);

alter table escalation_policies add constraint escalation_policies_org_id_slug_key UNIQUE (org_id, slug);

alter table escalation_policies add constraint escalation_policies_pkey PRIMARY KEY (org_id, id);

alter table events add constraint events_pkey PRIMARY KEY (org_id, id);

alter table idempotency_keys add constraint idempotency_keys_pkey PRIMARY KEY (org_id, actor_id, key);

alter table incident_alerts add constraint incident_alerts_org_id_incident_id_fkey FOREIGN KEY (org_id, incident_id) REFERENCES incidents(org_id, id) ON DELETE CASCADE;

alter table incident_alerts add constraint incident_alerts_pkey PRIMARY KEY (org_id, alert_id);

alter table incident_entries add constraint incident_entries_kind_check CHECK ((kind = ANY (ARRAY['symptom'::text, 'hypothesis'::text, 'action'::text, 'result'::text, 'decision'::text, 'update'::text, 'note'::text, 'event'::text])));

alter table incident_entries add constraint incident_entries_org_id_incident_id_fkey FOREIGN KEY (org_id, incident_id) REFERENCES incidents(org_id, id) ON DELETE CASCADE;

alter table incident_entries add constraint incident_entries_pkey PRIMARY KEY (org_id, id);

alter table incident_entry_versions add constraint incident_entry_versions_org_id_entry_id_fkey FOREIGN KEY (org_id, entry_id) REFERENCES incident_entries(org_id, id) ON DELETE CASCADE;

alter table incident_entry_versions add constraint incident_entry_versions_pkey PRIMARY KEY (org_id, entry_id, version);

alter table incident_levels add constraint incident_levels_every_minutes_check CHECK ((every_minutes >= 10));

alter table incident_levels add constraint incident_levels_first_minutes_check CHECK ((first_minutes >= 10));

alter table incident_levels add constraint incident_levels_pkey PRIMARY KEY (org_id, severity);

alter table incident_levels add constraint incident_levels_severity_check CHECK ((severity = ANY (ARRAY['sev1'::text, 'sev2'::text, 'sev3'::text, 'sev4'::text])));

alter table incident_members add constraint incident_members_org_id_incident_id_fkey FOREIGN KEY (org_id, incident_id) REFERENCES incidents(org_id, id) ON DELETE CASCADE;

alter table incident_members add constraint incident_members_pkey PRIMARY KEY (org_id, incident_id, person_id);

alter table incident_services add constraint incident_services_org_id_incident_id_fkey FOREIGN KEY (org_id, incident_id) REFERENCES incidents(org_id, id) ON DELETE CASCADE;

alter table incident_services add constraint incident_services_pkey PRIMARY KEY (org_id, incident_id, service_id);

alter table incident_update_audiences add constraint incident_update_audiences_org_id_update_id_fkey FOREIGN KEY (org_id, update_id) REFERENCES incident_updates(org_id, id) ON DELETE CASCADE;

alter table incident_update_audiences add constraint incident_update_audiences_pkey PRIMARY KEY (org_id, update_id, audience);

alter table incident_updates add constraint incident_updates_pkey PRIMARY KEY (org_id, id);

alter table incident_updates add constraint incident_updates_status_check CHECK ((status = ANY (ARRAY['investigating'::text, 'identified'::text, 'monitoring'::text, 'resolved'::text])));

alter table incidents add constraint incidents_org_id_number_key UNIQUE (org_id, number);

alter table incidents add constraint incidents_pkey PRIMARY KEY (org_id, id);

alter table incidents add constraint incidents_severity_check CHECK ((severity = ANY (ARRAY['sev1'::text, 'sev2'::text, 'sev3'::text, 'sev4'::text])));

alter table ingest_keys add constraint ingest_keys_org_id_service_id_source_key UNIQUE (org_id, service_id, source);

alter table ingest_keys add constraint ingest_keys_pkey PRIMARY KEY (org_id, id);

alter table instance_settings add constraint instance_settings_pkey PRIMARY KEY (name);

alter table notification_attempts add constraint notification_attempts_org_id_notification_id_fkey FOREIGN KEY (org_id, notification_id) REFERENCES notifications(org_id, id) ON DELETE CASCADE;

alter table notification_attempts add constraint notification_attempts_pkey PRIMARY KEY (org_id, notification_id, number);

alter table notification_rules add constraint notification_rules_org_id_person_id_fkey FOREIGN KEY (org_id, person_id) REFERENCES people(org_id, id) ON DELETE CASCADE;

alter table notification_rules add constraint notification_rules_pkey PRIMARY KEY (org_id, person_id, "position");

alter table notification_rules add constraint notification_rules_urgency_check CHECK ((urgency = ANY (ARRAY['high'::text, 'low'::text])));

alter table notifications add constraint notifications_pkey PRIMARY KEY (org_id, id);

alter table notifications add constraint notifications_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'leased'::text, 'accepted'::text, 'delivered'::text, 'undelivered'::text, 'unknown'::text, 'failed'::text, 'cancelled'::text])));

alter table notifications add constraint notifications_subject_kind_check CHECK ((subject_kind = ANY (ARRAY['page'::text, 'incident'::text, 'test'::text, 'method'::text, 'person'::text])));

alter table notifications add constraint notifications_urgency_check CHECK ((urgency = ANY (ARRAY['high'::text, 'low'::text])));

alter table operation_retention add constraint operation_retention_pkey PRIMARY KEY (org_id);

alter table operation_settings add constraint operation_settings_pkey PRIMARY KEY (org_id);

alter table operation_test_pages add constraint operation_test_pages_pkey PRIMARY KEY (org_id, day);

alter table operation_test_pages add constraint operation_test_pages_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'answered'::text, 'sent'::text, 'failed'::text])));

alter table organisations add constraint organisations_kind_check CHECK ((kind = ANY (ARRAY['real'::text, 'demo'::text])));

alter table organisations add constraint organisations_pkey PRIMARY KEY (org_id);

alter table page_log add constraint page_log_pkey PRIMARY KEY (org_id, page_id, seq);

alter table pages add constraint pages_kind_check CHECK ((kind = ANY (ARRAY['alert'::text, 'manual'::text, 'test'::text])));

alter table pages add constraint pages_org_id_number_key UNIQUE (org_id, number);

alter table pages add constraint pages_pkey PRIMARY KEY (org_id, id);

alter table pages add constraint pages_state_check CHECK ((state = ANY (ARRAY['triggered'::text, 'acknowledged'::text, 'snoozed'::text, 'resolved'::text])));

alter table pages add constraint pages_urgency_check CHECK ((urgency = ANY (ARRAY['high'::text, 'low'::text])));

alter table people add constraint people_account_id_fkey FOREIGN KEY (account_id) REFERENCES auth_accounts(id);

alter table people add constraint people_org_id_email_key UNIQUE (org_id, email);

alter table people add constraint people_pkey PRIMARY KEY (org_id, id);

alter table people add constraint people_role_check CHECK ((role = ANY (ARRAY['viewer'::text, 'responder'::text, 'admin'::text, 'owner'::text])));

alter table policy_rings add constraint policy_rings_pkey PRIMARY KEY (org_id, policy_id, ring);

alter table policy_versions add constraint policy_versions_org_id_policy_id_fkey FOREIGN KEY (org_id, policy_id) REFERENCES escalation_policies(org_id, id) ON DELETE CASCADE;

alter table policy_versions add constraint policy_versions_pkey PRIMARY KEY (org_id, policy_id, version);

alter table postmortem_actions add constraint postmortem_actions_due_check CHECK ((due ~ '^\d{4}-\d{2}-\d{2}$'::text));

alter table postmortem_actions add constraint postmortem_actions_kind_check CHECK ((kind = ANY (ARRAY['prevent'::text, 'detect'::text, 'limit'::text, 'recover'::text, 'learn'::text])));

alter table postmortem_actions add constraint postmortem_actions_org_id_postmortem_id_fkey FOREIGN KEY (org_id, postmortem_id) REFERENCES postmortems(org_id, id) ON DELETE CASCADE;

alter table postmortem_actions add constraint postmortem_actions_pkey PRIMARY KEY (org_id, id);

alter table postmortem_actions add constraint postmortem_actions_state_check CHECK ((state = ANY (ARRAY['open'::text, 'inProgress'::text, 'done'::text, 'notDoing'::text])));

alter table postmortem_factors add constraint postmortem_factors_confidence_check CHECK ((confidence = ANY (ARRAY['observed'::text, 'likely'::text, 'guess'::text])));

alter table postmortem_factors add constraint postmortem_factors_org_id_postmortem_id_fkey FOREIGN KEY (org_id, postmortem_id) REFERENCES postmortems(org_id, id) ON DELETE CASCADE;

alter table postmortem_factors add constraint postmortem_factors_pkey PRIMARY KEY (org_id, id);

alter table postmortem_factors add constraint postmortem_factors_stage_check CHECK ((stage = ANY (ARRAY['introduced'::text, 'missed'::text, 'impact'::text, 'recovery'::text])));

alter table postmortems add constraint postmortems_org_id_incident_id_key UNIQUE (org_id, incident_id);

alter table postmortems add constraint postmortems_pkey PRIMARY KEY (org_id, id);

alter table postmortems add constraint postmortems_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'inReview'::text, 'reviewed'::text, 'closed'::text])));

alter table proposals add constraint proposals_kind_check CHECK ((kind = ANY (ARRAY['page'::text, 'update'::text, 'resolveIncident'::text, 'resolveAlert'::text, 'apply'::text])));

alter table proposals add constraint proposals_pkey PRIMARY KEY (org_id, id);

alter table proposals add constraint proposals_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'confirmed'::text, 'declined'::text])));

alter table recorded_changes add constraint recorded_changes_pkey PRIMARY KEY (org_id, ingest_key_id, dedup_key);

alter table ref_counters add constraint ref_counters_pkey PRIMARY KEY (org_id, kind);

alter table rejected_payloads add constraint rejected_payloads_pkey PRIMARY KEY (org_id, id);

alter table schedule_overrides add constraint schedule_overrides_check CHECK ((start_at < end_at));

alter table schedule_overrides add constraint schedule_overrides_org_id_schedule_id_fkey FOREIGN KEY (org_id, schedule_id) REFERENCES schedules(org_id, id) ON DELETE CASCADE;

alter table schedule_overrides add constraint schedule_overrides_pkey PRIMARY KEY (org_id, id);

alter table schedule_versions add constraint schedule_versions_org_id_schedule_id_fkey FOREIGN KEY (org_id, schedule_id) REFERENCES schedules(org_id, id) ON DELETE CASCADE;

alter table schedule_versions add constraint schedule_versions_pkey PRIMARY KEY (org_id, schedule_id, version);

alter table schedules add constraint schedules_org_id_slug_key UNIQUE (org_id, slug);

alter table schedules add constraint schedules_pkey PRIMARY KEY (org_id, id);

alter table schema_migrations add constraint schema_migrations_pkey PRIMARY KEY (name);

alter table service_dependencies add constraint service_dependencies_org_id_depends_on_id_fkey FOREIGN KEY (org_id, depends_on_id) REFERENCES services(org_id, id) ON DELETE CASCADE;

alter table service_dependencies add constraint service_dependencies_org_id_service_id_fkey FOREIGN KEY (org_id, service_id) REFERENCES services(org_id, id) ON DELETE CASCADE;

alter table service_dependencies add constraint service_dependencies_pkey PRIMARY KEY (org_id, service_id, depends_on_id);

alter table services add constraint services_org_id_slug_key UNIQUE (org_id, slug);

alter table services add constraint services_pkey PRIMARY KEY (org_id, id);

alter table services add constraint services_tier_check CHECK (((tier >= 1) AND (tier <= 4)));

alter table sign_in_providers add constraint sign_in_providers_join_role_check CHECK ((join_role = ANY (ARRAY['viewer'::text, 'responder'::text])));

alter table sign_in_providers add constraint sign_in_providers_pkey PRIMARY KEY (org_id, id);

alter table status_components add constraint status_components_org_id_page_id_fkey FOREIGN KEY (org_id, page_id) REFERENCES status_pages(org_id, id) ON DELETE CASCADE;

alter table status_components add constraint status_components_pkey PRIMARY KEY (org_id, id);

alter table status_components add constraint status_components_set_state_check CHECK ((set_state = ANY (ARRAY['operational'::text, 'maintenance'::text, 'degraded'::text, 'partial'::text, 'major'::text])));

alter table status_components add constraint status_components_state_check CHECK ((state = ANY (ARRAY['operational'::text, 'maintenance'::text, 'degraded'::text, 'partial'::text, 'major'::text])));

alter table status_pages add constraint status_pages_org_id_slug_key UNIQUE (org_id, slug);

alter table status_pages add constraint status_pages_pkey PRIMARY KEY (org_id, id);

alter table status_periods add constraint status_periods_org_id_component_id_fkey FOREIGN KEY (org_id, component_id) REFERENCES status_components(org_id, id) ON DELETE CASCADE;

alter table status_periods add constraint status_periods_pkey PRIMARY KEY (org_id, component_id, started_at);

alter table stream_entries add constraint stream_entries_pkey PRIMARY KEY (org_id, id);

alter table team_members add constraint team_members_org_id_person_id_fkey FOREIGN KEY (org_id, person_id) REFERENCES people(org_id, id) ON DELETE CASCADE;

alter table team_members add constraint team_members_org_id_team_id_fkey FOREIGN KEY (org_id, team_id) REFERENCES teams(org_id, id) ON DELETE CASCADE;

alter table team_members add constraint team_members_pkey PRIMARY KEY (org_id, team_id, person_id);

alter table teams add constraint teams_org_id_slug_key UNIQUE (org_id, slug);

alter table teams add constraint teams_pkey PRIMARY KEY (org_id, id);

alter table webhook_attempts add constraint webhook_attempts_org_id_delivery_id_fkey FOREIGN KEY (org_id, delivery_id) REFERENCES webhook_deliveries(org_id, id) ON DELETE CASCADE;

alter table webhook_attempts add constraint webhook_attempts_pkey PRIMARY KEY (org_id, delivery_id, number);

alter table webhook_deliveries add constraint webhook_deliveries_org_id_endpoint_id_fkey FOREIGN KEY (org_id, endpoint_id) REFERENCES webhook_endpoints(org_id, id) ON DELETE CASCADE;

alter table webhook_deliveries add constraint webhook_deliveries_pkey PRIMARY KEY (org_id, id);

alter table webhook_deliveries add constraint webhook_deliveries_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'sending'::text, 'delivered'::text, 'failed'::text, 'cancelled'::text])));

alter table webhook_endpoints add constraint webhook_endpoints_pkey PRIMARY KEY (org_id, id);

alter table webhook_endpoints add constraint webhook_endpoints_state_check CHECK ((state = ANY (ARRAY['on'::text, 'off'::text, 'failed'::text])));

CREATE INDEX alerts_expiry ON public.alerts USING btree (expires_at) WHERE ((state <> 'resolved'::text) AND (expires_at IS NOT NULL));

CREATE INDEX alerts_group ON public.alerts USING btree (org_id, group_id);

CREATE INDEX alerts_key_history ON public.alerts USING btree (org_id, ingest_key_id, dedup_key, number DESC);

CREATE INDEX alerts_open ON public.alerts USING btree (org_id, number DESC) WHERE (state <> 'resolved'::text);

CREATE UNIQUE INDEX alerts_open_key ON public.alerts USING btree (org_id, ingest_key_id, dedup_key) WHERE (state <> 'resolved'::text);

CREATE INDEX alerts_service ON public.alerts USING btree (org_id, service_id, number DESC);

CREATE INDEX alerts_source_group ON public.alerts USING btree (org_id, ingest_key_id, source_group) WHERE ((state <> 'resolved'::text) AND (source_group IS NOT NULL));

CREATE INDEX api_keys_hash ON public.api_keys USING btree (hash);

CREATE INDEX api_keys_lookup ON public.api_keys USING btree (lookup_id) WHERE (lookup_id IS NOT NULL);

CREATE INDEX audit_log_object ON public.audit_log USING btree (org_id, object_kind, object_id, id DESC);

CREATE INDEX auth_attempts_age ON public.auth_attempts USING btree (last_at);

CREATE INDEX auth_identities_account ON public.auth_identities USING btree (account_id);

CREATE INDEX auth_passkeys_account ON public.auth_passkeys USING btree (account_id);

CREATE INDEX auth_sessions_account ON public.auth_sessions USING btree (account_id);

CREATE INDEX auth_sessions_expiry ON public.auth_sessions USING btree (expires_at);

CREATE INDEX auth_tokens_person ON public.auth_tokens USING btree (person_id) WHERE (person_id IS NOT NULL);

CREATE INDEX changes_newest ON public.changes USING btree (org_id, happened_at DESC, id DESC);

CREATE INDEX changes_service ON public.changes USING btree (org_id, service_id, happened_at DESC, id DESC);

CREATE INDEX early_resolves_age ON public.early_resolves USING btree (seen_at);

CREATE UNIQUE INDEX events_delivery ON public.events USING btree (org_id, ingest_key_id, delivery_id) WHERE (delivery_id IS NOT NULL);

CREATE INDEX idempotency_keys_age ON public.idempotency_keys USING btree (created_at);

CREATE INDEX incident_alerts_group ON public.incident_alerts USING btree (org_id, group_id);

CREATE INDEX incident_alerts_incident ON public.incident_alerts USING btree (org_id, incident_id);

CREATE UNIQUE INDEX incident_entries_once ON public.incident_entries USING btree (org_id, incident_id, event_key) WHERE (event_key IS NOT NULL);

CREATE INDEX incident_entries_order ON public.incident_entries USING btree (org_id, incident_id, happened_at DESC, seq DESC);

CREATE INDEX incident_members_person ON public.incident_members USING btree (org_id, person_id);

CREATE INDEX incident_services_service ON public.incident_services USING btree (org_id, service_id);

CREATE INDEX incident_update_audiences_by ON public.incident_update_audiences USING btree (org_id, audience, update_id);

CREATE INDEX incident_updates_incident ON public.incident_updates USING btree (org_id, incident_id, published_at DESC, seq DESC);

CREATE INDEX incidents_due ON public.incidents USING btree (org_id, next_update_at) WHERE (resolved_at IS NULL);

CREATE INDEX incidents_newest ON public.incidents USING btree (org_id, declared_at DESC, id DESC);

CREATE INDEX incidents_open ON public.incidents USING btree (org_id, declared_at DESC) WHERE (resolved_at IS NULL);

CREATE INDEX incidents_private ON public.incidents USING btree (org_id) WHERE private;

CREATE INDEX ingest_keys_hash ON public.ingest_keys USING btree (key_hash);

CREATE INDEX notifications_id ON public.notifications USING btree (id);

CREATE INDEX notifications_leased ON public.notifications USING btree (lease_until) WHERE (state = 'leased'::text);

CREATE INDEX notifications_person ON public.notifications USING btree (org_id, person_id, id);

CREATE INDEX notifications_replies ON public.notifications USING btree (address, reply_number) WHERE (reply_number IS NOT NULL);

CREATE INDEX notifications_subject ON public.notifications USING btree (org_id, subject_id, id);

CREATE INDEX notifications_waiting ON public.notifications USING btree (next_at) WHERE (next_at IS NOT NULL);

CREATE INDEX operation_test_pages_waiting ON public.operation_test_pages USING btree (org_id, at) WHERE (state = 'waiting'::text);

CREATE INDEX pages_due ON public.pages USING btree (next_at) WHERE (next_at IS NOT NULL);

CREATE INDEX pages_group ON public.pages USING btree (org_id, group_id, id DESC) WHERE (group_id IS NOT NULL);

CREATE INDEX pages_open ON public.pages USING btree (org_id, id DESC) WHERE (state <> 'resolved'::text);

CREATE INDEX people_account ON public.people USING btree (account_id);

CREATE INDEX postmortem_actions_due ON public.postmortem_actions USING btree (org_id, due) WHERE (state = ANY (ARRAY['open'::text, 'inProgress'::text]));

CREATE INDEX postmortem_actions_order ON public.postmortem_actions USING btree (org_id, postmortem_id, "position");

CREATE INDEX postmortem_factors_order ON public.postmortem_factors USING btree (org_id, postmortem_id, "position");

CREATE INDEX postmortems_due ON public.postmortems USING btree (org_id, due_at) WHERE (published_at IS NULL);

CREATE INDEX proposals_age ON public.proposals USING btree (requested_at);

CREATE INDEX recorded_changes_age ON public.recorded_changes USING btree (at);

CREATE INDEX schedule_overrides_time ON public.schedule_overrides USING btree (org_id, schedule_id, end_at);

CREATE INDEX schedule_versions_effective ON public.schedule_versions USING btree (org_id, schedule_id, effective_from);

CREATE INDEX schedules_team ON public.schedules USING btree (org_id, team_id);

CREATE INDEX service_dependencies_up ON public.service_dependencies USING btree (org_id, depends_on_id);

CREATE INDEX services_policy ON public.services USING btree (org_id, escalation_policy_id);

CREATE INDEX services_team ON public.services USING btree (org_id, team_id);

CREATE INDEX status_components_page ON public.status_components USING btree (org_id, page_id, "position");

CREATE INDEX status_components_service ON public.status_components USING btree (org_id, service_id);

CREATE INDEX status_pages_slug ON public.status_pages USING btree (slug);

CREATE INDEX stream_entries_pos ON public.stream_entries USING btree (pos) WHERE (pos IS NOT NULL);

CREATE INDEX stream_entries_unplaced ON public.stream_entries USING btree (id) WHERE (pos IS NULL);

CREATE INDEX team_members_person ON public.team_members USING btree (org_id, person_id);

CREATE INDEX webhook_deliveries_age ON public.webhook_deliveries USING btree (settled_at) WHERE (settled_at IS NOT NULL);

CREATE INDEX webhook_deliveries_due ON public.webhook_deliveries USING btree (next_at) WHERE (next_at IS NOT NULL);

CREATE INDEX webhook_deliveries_endpoint ON public.webhook_deliveries USING btree (org_id, endpoint_id, id);

CREATE UNIQUE INDEX webhook_endpoints_name ON public.webhook_endpoints USING btree (org_id, name);

create view contact_ways as
 SELECT m.org_id,
    m.id,
    m.person_id,
    m.kind,
    m.address,
    m.settings,
    m.sealed,
    m.verified_at,
    m.broken_at,
    p.name,
    p.email,
    p.timezone,
    p.locale,
    p.deactivated_at,
    o.kind AS org_kind
   FROM ((contact_methods m
     JOIN people p ON (((p.org_id = m.org_id) AND (p.id = m.person_id))))
     JOIN organisations o ON ((o.org_id = m.org_id)));

CREATE OR REPLACE FUNCTION public.erase_demo_audit(demo_org text)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  delete from audit_log where org_id = demo_org;
$function$
;

CREATE OR REPLACE FUNCTION public.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if tg_op = 'DELETE' and exists (
    select 1 from organisations o where o.org_id = old.org_id and o.kind = 'demo'
  ) then
    return old;
  end if;
  raise exception 'audit_log is append-only';
end $function$
;

CREATE OR REPLACE FUNCTION public.refuse_truncate()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'audit_log is append-only';
end $function$
;

CREATE TRIGGER audit_log_append_only BEFORE DELETE OR UPDATE ON public.audit_log FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER audit_log_no_truncate BEFORE TRUNCATE ON public.audit_log FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate();

create sequence incident_entries_seq_seq;

create sequence incident_updates_seq_seq;

create sequence page_log_seq_seq;

create sequence stream_position;
