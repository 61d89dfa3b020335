// Erasing an organisation. The one place that names no table: it asks the catalogue which ones there are.
import { type Queries, sql, type Trx } from '#platform/db';

/**
 * Sessions that look at the organisation stay: they are turned home when they are used next. The
 * audit log is erased by a function of the schema, for a demo only.
 */
const kept = ['auth_sessions', 'audit_log'];

interface Edge {
  child: string;
  parent: string;
}

/**
 * Deletes every row of a demo organisation from every table that has `org_id`, tables that point at
 * others first. The database refuses it for a real one.
 */
export async function eraseOrganisation(q: Trx, orgId: string): Promise<void> {
  await sql`select erase_demo_audit(${orgId})`.execute(q);
  const tables = await tablesOfOrganisations(q);
  for (const table of childrenFirst(tables, await foreignKeys(q))) {
    await sql`delete from ${sql.table(table)} where org_id = ${orgId}`.execute(q);
  }
}

async function tablesOfOrganisations(q: Queries): Promise<string[]> {
  const result = await sql<{ name: string }>`
    select c.relname::text as name from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped
    where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition
    order by c.relname`.execute(q);
  return result.rows.map((row) => row.name).filter((name) => !kept.includes(name));
}

async function foreignKeys(q: Queries): Promise<Edge[]> {
  const result = await sql<Edge>`
    select child.relname::text as child, parent.relname::text as parent
    from pg_catalog.pg_constraint f
    join pg_catalog.pg_class child on child.oid = f.conrelid
    join pg_catalog.pg_class parent on parent.oid = f.confrelid
    where f.contype = 'f' and child.oid <> parent.oid`.execute(q);
  return result.rows;
}

/** `organisations` comes last: whoever reads meanwhile finds the whole or nothing. */
function childrenFirst(tables: readonly string[], edges: readonly Edge[]): string[] {
  const ordered: string[] = [];
  const visited = new Set<string>();
  const visit = (table: string): void => {
    if (visited.has(table)) return;
    visited.add(table);
    for (const { child, parent } of edges) if (parent === table) visit(child);
    ordered.push(table);
  };
  for (const table of tables.filter((name) => name !== 'organisations')) visit(table);
  visit('organisations');
  return ordered.filter((table) => tables.includes(table));
}
