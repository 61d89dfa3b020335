-- The audit log of a real organisation can be erased by nobody; only that of a demo goes with its demo.
create or replace function refuse_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and exists (
    select 1 from organisations o where o.org_id = old.org_id and o.kind = 'demo'
  ) then
    return old;
  end if;
  raise exception 'audit_log is append-only';
end $$;
drop trigger audit_log_append_only on audit_log;
create trigger audit_log_append_only before update or delete on audit_log
  for each row execute function refuse_change();

create function refuse_truncate() returns trigger language plpgsql as $$
begin
  raise exception 'audit_log is append-only';
end $$;
create trigger audit_log_no_truncate before truncate on audit_log
  for each statement execute function refuse_truncate();

-- The role of the requests may not delete from the log at all; this is run as the owner of the schema.
create function erase_demo_audit(demo_org text) returns void
  language sql security definer set search_path = public, pg_temp as $$
  delete from audit_log where org_id = demo_org;
$$;
revoke execute on function erase_demo_audit(text) from public;
