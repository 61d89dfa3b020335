import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createAnswerWatch } from './watch-answers.ts';
import { DatabaseAway } from './write-group.ts';

test('what waits is refused when the database answers nothing else either, and not before', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const database = { hangs: false, asked: 0 };
  const watch = createAnswerWatch(() => {
    database.asked += 1;
    return Promise.resolve(!database.hangs);
  });
  watch.start();
  const pass = async (seconds: number): Promise<void> => {
    for (let nth = 0; nth < seconds; nth += 1) {
      t.mock.timers.tick(1000);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const slow = Promise.withResolvers<string>();
  const watched = watch.watch(slow.promise);
  await assert.rejects(watch.watch(Promise.reject(new Error('refused'))), /refused/);
  assert.equal(await watch.watch(Promise.resolve('quick')), 'quick');
  await pass(7);
  assert.equal(database.asked, 0);
  await pass(3);
  assert.equal(database.asked, 3);
  slow.resolve('late');
  assert.equal(await watched, 'late');
  database.hangs = true;
  const lost = watch.watch(new Promise(() => undefined));
  const refused = assert.rejects(lost, DatabaseAway);
  await pass(8);
  await refused;
  watch.stop();
});
