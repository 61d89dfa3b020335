// Who is paged when, on the real program: over HTTP, PostgreSQL and signed webhooks, with one node,
// with two at once, and with a node that is replaced before every event.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';

import { type Nodes, runOnProgram } from '#harness/timeline-rig';

import { readTimelines } from '../fixtures/escalations.ts';

const root = join(import.meta.dirname, '../..');
const own = join(root, 'test/cases/escalations.json');
const shared = join(
  process.env['EVENKEEL_FIXTURES'] ?? join(root, '../shared/fixtures'),
  'escalations/timelines.json',
);

/**
 * Each weather for all would take minutes: every timeline of ours meets one, and the long run all of
 * them, the shared ones too. Those are decided by `npm run test:fixtures` every time.
 */
const weathers: readonly Nodes[] = ['one', 'two', 'restarted'];
const all = process.env['EVENKEEL_TEST_LONG'] === '1';

for (const path of all ? [own, shared].filter((file) => existsSync(file)) : [own]) {
  const timelines = await readTimelines(path);
  describe(path === own ? 'our own timelines' : 'the shared timelines', () => {
    for (const [index, timeline] of timelines.entries()) {
      const some = all ? weathers : [weathers[index % weathers.length] ?? 'one'];
      for (const nodes of some) {
        test(`${timeline.name}: ${nodes}`, async () => {
          assert.equal(await runOnProgram(timeline, nodes), null);
        });
      }
    }
  });
}
