import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Client } from 'pg';

import { createScratchDatabase, type ScratchDatabase } from '#harness/postgres';

import { describeYoungTables } from './young-tables.ts';

let scratch: ScratchDatabase;
let client: Client;

before(async () => {
  scratch = await createScratchDatabase();
  client = new Client(scratch.connection);
  await client.connect();
});

after(async () => {
  await client.end();
  await scratch.drop();
});

/** The plan that is kept for any parameters, made while nothing was analysed. */
async function keptPlan(statement: string): Promise<string> {
  const { rows } = await client.query<Record<string, string>>(
    `explain (generic_plan, costs off) ${statement}`,
  );
  return rows.map((row) => Object.values(row).join('')).join('\n');
}

const byId = `
  select n.id from unnest($2::text[]) as asked (id)
  cross join lateral (
    select n.id from TABLE as n where n.org_id = $1 and n.id = asked.id and n.state <> 'x' limit 1
  ) as n`;

for (const table of ['alerts', 'notifications', 'pages']) {
  test(`a row of ${table} is found by its id from the first night on`, async (t) => {
    const { rows } = await client.query<{ able: boolean }>(
      `select current_setting('server_version_num')::int >= 180000 as able`,
    );
    if (rows[0]?.able !== true) return t.skip('PostgreSQL below 18 cannot be told');
    const plan = await keptPlan(byId.replace('TABLE', table));
    assert.match(plan, /Index Cond: \(.*\bid = asked\.id/, plan);
    assert.doesNotMatch(plan, /Bitmap|Seq Scan/, plan);
  });
}

test('an owner of tables who is no superuser may tell, and leaves what others own alone', async (t) => {
  const able = await client.query(
    `select from pg_proc where proname = 'pg_restore_attribute_stats'`,
  );
  if (able.rowCount === 0) return t.skip('PostgreSQL below 18 cannot be told');
  const role = `plain_${process.pid}`;
  await client.query(`create role ${role}`);
  await client.query('create table young_of_others (org_id text, id text)');
  await client.query('create table young (org_id text, id text)');
  await client.query(`alter table young owner to ${role}`);
  try {
    await client.query(`set role ${role}`);
    await describeYoungTables(client);
    await client.query('reset role');
    const { rows } = await client.query<{ tablename: string }>(
      `select distinct tablename from pg_stats where tablename like 'young%'`,
    );
    assert.deepEqual(rows, [{ tablename: 'young' }]);
  } finally {
    await client.query('reset role');
    await client.query(`drop table young, young_of_others`);
    await client.query(`drop role ${role}`);
  }
});
