import assert from 'node:assert/strict';
import { posix } from 'node:path';
import { test } from 'node:test';

import { type Arrow, arrows } from '../../oxlint.config.ts';
import { houseRule } from './house-rule.ts';
import { lineOf, moduleOf, type Problem, repository, type Tree } from './tree.ts';

const besideTheTable = new Set(['app', 'cli', 'client', 'mcp']);

/** Relative specifiers stay in their module, and every folder of src has a row in the table. */
function check(tree: Tree): Problem[] {
  const problems: Problem[] = [];
  for (const path of tree.files.filter((file) => /^src\/.*\.ts$/.test(file))) {
    const module = moduleOf(path);
    if (module === undefined) continue;
    if (!(module in arrows) && !besideTheTable.has(module)) {
      problems.push({ path, message: `src/${module} has no row in the arrow table` });
    }
    const { texts, code } = tree.lexed(path);
    for (const { at, text } of texts) {
      if (!text.startsWith('.') || !/(\bfrom|\bimport\s*\(?)\s*$/.test(code.slice(0, at))) continue;
      const target = posix.join(posix.dirname(path), text);
      const manifest = module === 'app' && target === 'package.json';
      if (moduleOf(target) !== module && !manifest) {
        const line = lineOf(tree.read(path), at);
        problems.push({ path, line, message: `${text} leaves src/${module}; use its door` });
      }
    }
  }
  return problems;
}

houseRule({
  name: 'arrows',
  asks: 'a module is entered by its door only',
  check,
  bad: ['src/paging/page.ts:2', 'src/paging/page.ts:3', 'src/ghosts/index.ts'],
});

test('every arrow points at a row further up, so there is no ring', () => {
  const rows = Object.entries(arrows) as [string, Arrow][];
  for (const [index, [name, arrow]] of rows.entries()) {
    const above = new Set(rows.slice(0, index).map(([row]) => row));
    for (const door of [...arrow.doors, ...(arrow.types ?? [])]) {
      assert.ok(above.has(door), `${name} opens ${door}, which is not above it`);
    }
  }
});

test('the imports map lists the doors of the arrow table', () => {
  const manifest = JSON.parse(repository.read('package.json')) as {
    imports: Record<string, string>;
  };
  const doors = Object.keys(manifest.imports).filter((key) => /^#[a-z]+$/.test(key));
  const expected = Object.keys(arrows).filter((name) => name !== 'platform');
  assert.deepEqual(doors.map((door) => door.slice(1)).sort(), expected.sort());
});
