import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ceilings } from './exceptions.ts';
import { houseRule } from './house-rule.ts';
import { lineOf, type Problem, repository, type Tree } from './tree.ts';

const disable =
  /(?:oxlint|eslint)-disable|oxfmt-ignore|prettier-ignore|@ts-(?:expect-error|ignore|nocheck)/;

function disables(tree: Tree): (Problem & { reason: string })[] {
  const found: (Problem & { reason: string })[] = [];
  for (const path of tree.files.filter((file) => /\.(ts|tsx)$/.test(file))) {
    for (const { at, text } of tree.lexed(path).comments) {
      if (!disable.test(text)) continue;
      const reason = / -- (.*)/.exec(text)?.[1]?.replace('*/', '').trim() ?? '';
      found.push({
        path,
        line: lineOf(tree.read(path), at),
        message: 'no reason after --',
        reason,
      });
    }
  }
  return found;
}

houseRule({
  name: 'disables',
  asks: 'a disable comment says why on its line, after --',
  check: (tree) =>
    disables(tree)
      .filter(({ reason }) => reason.length < 10)
      .map(({ path, line, message }) => ({ path, line: line ?? 0, message })),
  bad: ['src/alerts/open.ts:1', 'src/alerts/open.ts:5'],
});

test('disable comments do not become more', () => {
  assert.equal(disables(repository).length, ceilings.disableComments);
});
