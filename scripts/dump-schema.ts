// Writes db/schema.sql (the schema after all migrations, readable) and src/platform/tables.ts (column
// types for Kysely) from a migrated scratch database. `--check` fails when either is stale.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { Client } from 'pg';

import { migrate } from '#platform/migrate';

import { emptyDatabase } from '../test/harness/postgres.ts';

const root = join(import.meta.dirname, '..');

interface Column {
  table: string;
  column: string;
  type: string;
  nullable: boolean;
  hasDefault: boolean;
}

const typeNames: Record<string, string> = {
  text: 'string',
  _text: 'string[]',
  int2: 'number',
  int4: 'number',
  int8: 'number',
  float4: 'number',
  float8: 'number',
  bool: 'boolean',
  timestamptz: 'Instant',
  date: 'string',
  jsonb: 'Json',
  bytea: 'Buffer',
  timestamp: 'Date',
};

const columnsQuery = `
  select c.relname as table, a.attname as column, t.typname as type, not a.attnotnull as nullable,
    (a.atthasdef or a.attidentity <> '') as "hasDefault"
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  join pg_type t on t.oid = a.atttypid
  where n.nspname = 'public' and c.relkind in ('r', 'v', 'p')
  order by c.relname, a.attnum`;

const objectsQuery = `
  select kind, name, text from (
    select 1 as ord, 'table' as kind, c.relname::text as name,
      'create table ' || c.relname || E' (\\n' || string_agg('  ' || a.attname || ' ' ||
        format_type(a.atttypid, a.atttypmod) || case when a.attnotnull then ' not null' else '' end ||
        coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), ''), E',\\n' order by a.attnum) || E'\\n);' as text
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
    where n.nspname = 'public' and c.relkind = 'r' group by c.relname
    union all
    select 2, 'constraint', r.conrelid::regclass::text || ' ' || r.conname,
      'alter table ' || r.conrelid::regclass || ' add constraint ' || r.conname || ' ' || pg_get_constraintdef(r.oid) || ';'
    from pg_constraint r join pg_namespace n on n.oid = r.connamespace
    where n.nspname = 'public' and r.contype <> 'n' and r.conrelid <> 0
    union all
    select 3, 'index', indexname::text, indexdef || ';' from pg_indexes i where schemaname = 'public'
      and not exists (select 1 from pg_constraint r where r.conname = i.indexname)
    union all
    select 4, 'view', viewname::text, 'create view ' || viewname || E' as\\n' || definition from pg_views where schemaname = 'public'
    union all
    select 5, 'function', p.proname::text, pg_get_functiondef(p.oid) || ';' from pg_proc p
      join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'public'
    union all
    select 6, 'trigger', t.tgname::text, pg_get_triggerdef(t.oid) || ';' from pg_trigger t
      join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'public' and not t.tgisinternal
    union all
    select 7, 'sequence', sequencename::text, 'create sequence ' || sequencename || ';' from pg_sequences where schemaname = 'public'
  ) as objects order by ord, name`;

function camel(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function tableTypes(columns: readonly Column[]): string {
  const tables = Map.groupBy(columns, (column) => column.table);
  const bodies = [...tables].map(([table, list]) => {
    const lines = list.map(({ column, type, nullable, hasDefault }) => {
      const known = typeNames[type];
      if (!known) throw new Error(`No type for ${type} of ${table}.${column}.`);
      const base = nullable ? `${known} | null` : known;
      return `  ${camel(column)}: ${hasDefault ? `Generated<${base}>` : base};`;
    });
    return `export interface ${pascal(table)}Table {\n${lines.join('\n')}\n}\n`;
  });
  const index = [...tables.keys()].map((table) => `  ${camel(table)}: ${pascal(table)}Table;`);
  return `// Made by \`npm run schema\` from the migrated database. Not edited by hand.
import type { ColumnType } from 'kysely';

/** Read as an instant; written as an instant or RFC 3339 text. */
type Instant = ColumnType<Temporal.Instant, Temporal.Instant | string, Temporal.Instant | string>;
/** jsonb: whatever was stored. Written as JSON text or through \`jsonb()\`. */
type Json = ColumnType<unknown, unknown, unknown>;
type Generated<T> =
  T extends ColumnType<infer S, infer I, infer U> ? ColumnType<S, I | undefined, U> : ColumnType<T, T | undefined, T>;

${bodies.join('\n')}
export interface Database {
${index.join('\n')}
}
`;
}

function pascal(name: string): string {
  const text = camel(name);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

async function main(): Promise<void> {
  const { connection, drop } = await emptyDatabase();
  await migrate(connection, join(root, 'db/migrations'));
  const client = new Client(connection);
  await client.connect();
  const columns = await client.query<Column>(columnsQuery);
  const objects = await client.query<{ text: string }>(objectsQuery);
  await client.end();
  await drop();
  const outputs: [string, string][] = [
    ['src/platform/tables.ts', tableTypes(columns.rows)],
    [
      'db/schema.sql',
      `-- Made by \`npm run schema\` from the migrated database. Not edited by hand.\n\n${objects.rows.map((row) => row.text).join('\n\n')}\n`,
    ],
  ];
  const check = process.argv.includes('--check');
  for (const [name, text] of outputs) {
    const path = join(root, name);
    const old = await readFile(path, 'utf8').catch(() => '');
    if (old === text) continue;
    if (check) {
      process.exitCode = 1;
      process.stderr.write(`${name} is stale: run \`npm run schema\`.\n`);
    } else {
      await writeFile(path, text);
      process.stdout.write(`${name} written\n`);
    }
  }
}

await main();
