/**
 * Fits the weights of the suspects ranker and prints them, with cross-validated figures.
 * node_modules/.bin/node scripts/fit-suspects.ts <scenarios.json> [folds] [seeds] [l2]
 */
import { readFileSync } from 'node:fs';

import { CHANGE_FEATURES, viewQuestion } from '../src/changes/decide/features.ts';
import { NONE_FEATURES } from '../src/changes/decide/no-change.ts';
import type { SuspectQuestion } from '../src/changes/model.ts';
import { readScenarios, type Scenario } from '../test/fixtures/suspect-scenarios.ts';

const [file, foldsText = '6', seedsText = '4', l2Text = '0.004'] = process.argv.slice(2);
if (file === undefined) {
  process.stderr.write('usage: scripts/fit-suspects.ts <scenarios.json> [folds] [seeds] [l2]\n');
  process.exit(2);
}

interface Row {
  readonly scenario: Scenario;
  readonly changes: readonly (readonly number[])[];
  readonly none: readonly number[];
  readonly truth: readonly boolean[];
}

/** What is known from published incidents before any scenario is looked at; the fit starts and shrinks here. */
const PRIOR: Readonly<Record<string, number>> = {
  time: 1,
  afterDetection: -3,
  otherRegion: -3,
  rolledElsewhere: -2,
  nonProduction: -2,
  apart: -2,
  'none.spontaneous': 1,
  'none.vendorNear': 2,
};

const CHANGES = CHANGE_FEATURES.length;
const PRIORS = [...CHANGE_FEATURES, ...NONE_FEATURES.map((name) => `none.${name}`)].map(
  (name) => PRIOR[name] ?? 0,
);

function rowOf(scenario: Scenario, question: SuspectQuestion): Row {
  const views = viewQuestion(question);
  return {
    scenario,
    changes: views.changes.map((view) => view.values),
    none: views.none.values,
    truth: [
      ...views.changes.map((view) => scenario.guilty.includes(view.change.id)),
      scenario.noChange,
    ],
  };
}

const scenarios = readScenarios(readFileSync(file, 'utf8'));
const rows = scenarios.map((scenario) => rowOf(scenario, scenario.question));
/** The same scenarios with mute alarms: other houses word their alarms otherwise, structure must carry the answer. */
const mute = scenarios.map((scenario) =>
  rowOf(scenario, {
    ...scenario.question,
    affected: scenario.question.affected.map((alert) => ({ ...alert, detail: 'alarm' })),
  }),
);
/** Two parts as they are, one part mute. */
function training(indexes: readonly number[]): Row[] {
  return indexes.flatMap((index) =>
    [rows[index], rows[index], mute[index]].filter((row) => row !== undefined),
  );
}

function probabilities(row: Row, weights: readonly number[]): number[] {
  const scores = row.changes.map((values) =>
    values.reduce((sum, value, index) => sum + value * (weights[index] ?? 0), 0),
  );
  scores.push(
    row.none.reduce((sum, value, index) => sum + value * (weights[CHANGES + index] ?? 0), 0),
  );
  const top = Math.max(...scores);
  const parts = scores.map((score) => Math.exp(score - top));
  const total = parts.reduce((sum, part) => sum + part, 0);
  return parts.map((part) => part / total);
}

/** Multinomial logistic regression, several right answers allowed, full batch with Adam. */
function fit(train: readonly Row[], l2: number, rounds = 500): number[] {
  const weights = [...PRIORS];
  const first = weights.map(() => 0);
  const second = weights.map(() => 0);
  for (let round = 1; round <= rounds; round += 1) {
    const slope = weights.map((weight, index) =>
      index === CHANGES ? 0 : 2 * l2 * (weight - (PRIORS[index] ?? 0)),
    );
    for (const row of train) {
      const chances = probabilities(row, weights);
      const right = chances.reduce(
        (sum, chance, index) => sum + (row.truth[index] ? chance : 0),
        0,
      );
      chances.forEach((chance, index) => {
        const pull = (chance - (row.truth[index] ? chance / right : 0)) / train.length;
        const values = index < row.changes.length ? row.changes[index] : row.none;
        const offset = index < row.changes.length ? 0 : CHANGES;
        values?.forEach((value, at) => {
          slope[offset + at] = (slope[offset + at] ?? 0) + pull * value;
        });
      });
    }
    slope.forEach((value, index) => {
      first[index] = 0.9 * (first[index] ?? 0) + 0.1 * value;
      second[index] = 0.99 * (second[index] ?? 0) + 0.01 * value * value;
      const step = (first[index] ?? 0) / (1 - 0.9 ** round);
      const size = Math.sqrt((second[index] ?? 0) / (1 - 0.99 ** round));
      weights[index] = (weights[index] ?? 0) - (0.05 * step) / (size + 1e-8);
    });
  }
  return weights;
}

interface Tally {
  top1: number;
  top3: number;
  withChange: number;
  verdict: number;
  three: number;
  n: number;
  claimed: number;
  claimedRight: number;
  truly: number;
}

function measure(
  row: Row,
  weights: readonly number[],
  tally: Tally,
  log?: (line: string) => void,
): void {
  const chances = probabilities(row, weights);
  const order = chances
    .map((_, index) => index)
    .toSorted((a, b) => (chances[b] ?? 0) - (chances[a] ?? 0));
  const onlyChanges = order.filter((index) => index < row.changes.length);
  const claim = order[0] === row.changes.length;
  const top1 = row.truth[onlyChanges[0] ?? -1] === true && !row.scenario.noChange;
  const top3 = onlyChanges.slice(0, 3).some((index) => row.truth[index]);
  tally.n += 1;
  if (!row.scenario.noChange) {
    tally.withChange += 1;
    tally.top1 += Number(top1);
    tally.top3 += Number(top3);
  } else tally.truly += 1;
  tally.claimed += Number(claim);
  tally.claimedRight += Number(claim && row.scenario.noChange);
  const verdict = row.scenario.noChange ? claim : top1 && !claim;
  tally.verdict += Number(verdict);
  tally.three += Number(row.scenario.noChange ? claim : top3);
  if (!verdict && log !== undefined) {
    log(
      `${row.scenario.name} [${row.scenario.family}] claim=${claim} p=${(chances[order[0] ?? 0] ?? 0).toFixed(2)} first=${onlyChanges[0]} truth=${row.truth
        .map((t, i) => (t ? i : -1))
        .filter((i) => i >= 0)
        .join(',')} pT=${chances.reduce((s, c, i) => s + (row.truth[i] ? c : 0), 0).toFixed(2)}`,
    );
  }
}

function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const folds = Number(foldsText);
const total: Tally = {
  top1: 0,
  top3: 0,
  withChange: 0,
  verdict: 0,
  three: 0,
  n: 0,
  claimed: 0,
  claimedRight: 0,
  truly: 0,
};
const calibration: { p: number; right: boolean }[] = [];
for (let seed = 1; seed <= Number(seedsText); seed += 1) {
  const next = random(seed * 7919);
  const keys = rows.map(() => next());
  const shuffled = rows
    .map((_, index) => index)
    .toSorted((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0));
  for (let fold = 0; fold < folds; fold += 1) {
    const test = shuffled.filter((_, place) => place % folds === fold);
    const train = shuffled.filter((_, place) => place % folds !== fold);
    const weights = fit(training(train), Number(l2Text));
    for (const index of test) {
      const row = rows[index] as Row;
      measure(
        row,
        weights,
        total,
        seed === 1 ? (line) => process.stdout.write(`  miss ${line}\n`) : undefined,
      );
      const chances = probabilities(row, weights);
      const best = Math.max(...chances);
      calibration.push({ p: best, right: row.truth[chances.indexOf(best)] === true });
    }
  }
}
const share = (part: number, whole: number) => `${((100 * part) / whole).toFixed(1)} %`;
process.stdout.write(
  `cross-validated, ${folds} folds x ${seedsText}: top-1 ${share(total.top1, total.withChange)}, top-3 ${share(total.top3, total.withChange)}, verdict ${share(total.verdict, total.n)}, among three ${share(total.three, total.n)}, no-change precision ${share(total.claimedRight, total.claimed)} recall ${share(total.claimedRight, total.truly)}\n`,
);
for (let low = 0.2; low < 1; low += 0.2) {
  const bin = calibration.filter(({ p }) => p >= low && p < low + 0.2);
  process.stdout.write(
    `  said ${low.toFixed(1)}-${(low + 0.2).toFixed(1)}: ${share(bin.filter(({ right }) => right).length, bin.length)} right of ${bin.length}\n`,
  );
}
const final = fit(training(rows.keys().toArray()), Number(l2Text), 900);
[...CHANGE_FEATURES, ...NONE_FEATURES].forEach((name, index) => {
  process.stdout.write(
    `  ${index < CHANGES ? '' : 'none.'}${name}: ${(final[index] ?? 0).toFixed(2)}\n`,
  );
});
