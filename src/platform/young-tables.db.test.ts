import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Client } from 'pg';

import { createScratchDatabase, type ScratchDatabase } from '#harness/postgres';

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
