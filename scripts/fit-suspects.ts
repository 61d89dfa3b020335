/**
 * Fits the weights of the suspects ranker and prints them for `src/changes/decide/weights.ts`, with
 * cross-validated figures and how far the chances can be trusted.
 * node_modules/.bin/node scripts/fit-suspects.ts <scenarios.json> [folds] [seeds]
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

import {
  crossValidated,
  FEATURE_NAMES,
  fitWeights,
  trainingRows,
} from '../test/fixtures/suspect-fit.ts';
import { readScenarios } from '../test/fixtures/suspect-scenarios.ts';
import { sharesOf } from '../test/fixtures/suspects.ts';

const [file, folds = '6', seeds = '4'] = process.argv.slice(2);
if (file === undefined) {
  process.stderr.write('usage: scripts/fit-suspects.ts <scenarios.json> [folds] [seeds]\n');
  process.exit(2);
}
const text = readFileSync(file, 'utf8');
const scenarios = readScenarios(text);
const verdicts = Array.from({ length: Number(seeds) }, (_, index) =>
  crossValidated(scenarios, { folds: Number(folds), seed: index + 1 }),
).flat();

for (const [name, { value }] of Object.entries(sharesOf(verdicts))) {
  process.stdout.write(`${name}: ${(100 * value).toFixed(1)} %\n`);
}
for (const low of [0, 0.2, 0.4, 0.6, 0.8]) {
  const bin = verdicts.filter(({ chance }) => chance >= low && chance < low + 0.2);
  const right = bin.filter((verdict) => verdict.right).length;
  process.stdout.write(
    `said ${low.toFixed(1)} to ${(low + 0.2).toFixed(1)}: ${right} of ${bin.length} right\n`,
  );
}
process.stdout.write(`FITTED_ON ${createHash('sha256').update(text).digest('hex')}\n`);
const weights = fitWeights(trainingRows(scenarios), 900);
FEATURE_NAMES.forEach((name, index) => {
  process.stdout.write(`  ${name}: ${(weights[index] ?? 0).toFixed(2)},\n`);
});
