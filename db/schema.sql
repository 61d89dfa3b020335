-- Made by `npm run schema` from the migrated database. Not edited by hand.

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

create table organisations (
  org_id text not null,
  kind text not null,
  name text not null,
  settings jsonb not null default '{}'::jsonb,
  created_at timestamp with time zone not null
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

create table stream_entries (
  org_id text not null,
  id text not null,
  pos bigint,
  at timestamp with time zone not null,
  topic text not null,
  kind text not null,
  data jsonb not null
);

alter table audit_log add constraint audit_log_pkey PRIMARY KEY (org_id, id);

alter table idempotency_keys add constraint idempotency_keys_pkey PRIMARY KEY (org_id, actor_id, key);

alter table instance_settings add constraint instance_settings_pkey PRIMARY KEY (name);

alter table organisations add constraint organisations_kind_check CHECK ((kind = ANY (ARRAY['real'::text, 'demo'::text])));

alter table organisations add constraint organisations_pkey PRIMARY KEY (org_id);

alter table ref_counters add constraint ref_counters_pkey PRIMARY KEY (org_id, kind);

alter table schema_migrations add constraint schema_migrations_pkey PRIMARY KEY (name);

alter table stream_entries add constraint stream_entries_pkey PRIMARY KEY (org_id, id);

CREATE INDEX audit_log_object ON public.audit_log USING btree (org_id, object_kind, object_id, id DESC);

CREATE INDEX idempotency_keys_age ON public.idempotency_keys USING btree (created_at);

CREATE INDEX stream_entries_pos ON public.stream_entries USING btree (pos) WHERE (pos IS NOT NULL);

CREATE INDEX stream_entries_unplaced ON public.stream_entries USING btree (id) WHERE (pos IS NULL);

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
