/** A house rule is tested twice: the repository keeps it, and its sample under samples/ breaks it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { type Problem, report, repository, sample, type Tree } from './tree.ts';

export interface HouseRule {
  /** Folder below test/rules/samples. */
  name: string;
  /** What the rule asks, as a sentence. */
  asks: string;
  check(tree: Tree): Problem[];
  /** `path` or `path:line` of every problem in the sample; nothing else may be found there. */
  bad: string[];
}

export function houseRule(rule: HouseRule): void {
  test(rule.asks, () => {
    const found = report(rule.check(repository));
    assert.equal(found.length, 0, `${rule.asks}\n${found.join('\n')}\n`);
  });
  test(`the sample of "${rule.asks}" fails`, () => {
    const found = rule.check(sample(rule.name));
    const places = found.map(({ path, line }) => (line === undefined ? path : `${path}:${line}`));
    assert.deepEqual([...new Set(places)].sort(), [...rule.bad].sort());
  });
}
