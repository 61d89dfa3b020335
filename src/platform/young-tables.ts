// What the planner is told of tables that nobody has analysed yet.
import type { ClientBase } from 'pg';

/**
 * A table without statistics makes the planner believe that an organisation owns a two-hundredth of
 * it, where mostly one owns all, and that two hundred rows share an id. On the first night of an
 * installation, plans kept from when the tables were empty would walk the whole organisation for each
 * message that is settled. PostgreSQL 18 can be told; older ones learn it at their first analyse.
 *
 * Touches only tables that were never analysed and are the caller's own; needs no right beyond that:
 * what an ordinary owner cannot read (`pg_statistic`), it reads through the view that everybody may.
 */
export async function describeYoungTables(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ able: boolean }>(
    `select exists (select 1 from pg_proc where proname = 'pg_restore_attribute_stats') as able`,
  );
  if (rows[0]?.able !== true) return;
  await client.query(`
    select pg_restore_attribute_stats(
      'schemaname', n.nspname::text, 'relname', c.relname::text, 'attname', a.attname::text,
      'inherited', false, 'null_frac', 0::real, 'avg_width', 31,
      'n_distinct', (case a.attname when 'id' then -1 else 1 end)::real)
    from pg_class as c
    join pg_namespace as n on n.oid = c.relnamespace and n.nspname = 'public'
    join pg_attribute as a on a.attrelid = c.oid and a.attname in ('org_id', 'id')
    where c.relkind = 'r' and c.reltuples = -1 and pg_has_role(c.relowner, 'usage') and not exists (
      select 1 from pg_stats as s
      where s.schemaname = n.nspname and s.tablename = c.relname and s.attname = a.attname
    )`);
}
