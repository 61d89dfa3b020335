-- Several files may be applied side by side: each belongs to a set, and prune looks at its own set only.

alter table config_applied add column file_set text not null default 'default';
alter table config_applied alter column file_set drop default;
alter table config_applied drop constraint config_applied_pkey;
alter table config_applied add primary key (org_id, kind, ref, file_set);
