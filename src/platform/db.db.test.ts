import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Pool } from 'pg';

import { createScratchDatabase, type ScratchDatabase } from '#harness/postgres';

import { createDb, createPool, type Db, sql, transaction, type Trx } from './db.ts';

let scratch: ScratchDatabase;
let pool: Pool;
let db: Db;

before(async () => {
  scratch = await createScratchDatabase();
  pool = createPool({ connection: scratch.connection, max: 2 });
  db = createDb(pool);
  await sql`create table notes (id serial, text text not null)`.execute(db);
});

after(async () => {
  await db.destroy();
  await scratch.drop();
});

const note = (q: Trx, text: string) => sql`insert into notes (text) values (${text})`.execute(q);

async function notes(): Promise<string[]> {
  const { rows } = await sql<{ text: string }>`select text from notes order by id`.execute(db);
  return rows.map(({ text }) => text);
}

test('statements that are sent together arrive in their order, without a wait between them', async () => {
  const times = await transaction(db, async (q) => {
    const sent = performance.now();
    const naps = Array.from({ length: 5 }, async (_, nth) => {
      await sql`select pg_sleep(0.02)`.execute(q);
      await note(q, `nap ${nth}`);
      return performance.now() - sent;
    });
    await note(q, 'after the naps were sent');
    return Promise.all(naps);
  });
  assert.equal(times.length, 5);
  const [first, ...rest] = await notes();
  assert.equal(first, 'after the naps were sent');
  assert.deepEqual(rest, ['nap 0', 'nap 1', 'nap 2', 'nap 3', 'nap 4']);
  await sql`truncate notes`.execute(db);
});

test('what goes on after a transaction has failed writes nothing, inside it or outside', async () => {
  const late: string[] = [];
  const goesOn = async (q: Trx): Promise<void> => {
    for (const text of ['one', 'two', 'three', 'four']) {
      await note(q, text);
      await sleep(2);
    }
  };
  const failed = transaction(db, (q) =>
    Promise.all([
      goesOn(q).catch((error: unknown) => late.push(String(error))),
      sleep(3).then(() => Promise.reject(new Error('of the other branch'))),
    ]),
  );
  await assert.rejects(failed, /of the other branch/);
  await sleep(30);
  assert.match(late.join(), /late_query|rolled back/);
  assert.deepEqual(await notes(), []);
});

test('a statement that was not waited for is refused once the transaction has ended', async () => {
  let kept: Trx | undefined;
  await transaction(db, async (q) => {
    kept = q;
    await note(q, 'in time');
  });
  assert.ok(kept);
  await assert.rejects(note(kept, 'too late'), /commit|late_query/);
  assert.deepEqual(await notes(), ['in time']);
  await sql`truncate notes`.execute(db);
});

test('the root handle is refused inside a transaction', async () => {
  await assert.rejects(
    transaction(db, () => notes()),
    /nested_root_query/,
  );
});
