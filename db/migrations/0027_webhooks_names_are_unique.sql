-- A config file names a webhook by its name, so a name means one. Of several the newest keeps it.

update webhook_endpoints e set name = left(e.name, 80) || '-' || right(e.id, 12)
where exists (
  select 1 from webhook_endpoints other
  where other.org_id = e.org_id and other.name = e.name and other.id > e.id
);
create unique index webhook_endpoints_name on webhook_endpoints (org_id, name);
