import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { measureSuspects, SUSPECT_FLOORS, type SuspectMeasure } from '../test/fixtures/suspects.ts';
import type { Bench, Row } from './rows.ts';

const ROWS: readonly SuspectMeasure[] = [
  'top1',
  'top3',
  'verdict',
  'noChangePrecision',
  'noChangeRecall',
];

/** How often the ranking of suspects is right. Needs the shared scenarios. */
export const suspects: Bench = {
  name: 'suspects',
  title: 'What changed? How often the suspects are right',
  run() {
    const root = resolve(import.meta.dirname, '..');
    const dir = resolve(process.env['EVENKEEL_FIXTURES'] ?? join(root, '../shared/fixtures'));
    const file = join(dir, 'suspects/scenarios.json');
    if (!existsSync(file)) {
      return Promise.resolve({ rows: [], notes: [], skipped: 'the scenarios are not here' });
    }
    const { shares, crossValidated } = measureSuspects(readFileSync(file, 'utf8'));
    const rows = ROWS.map((name): Row => {
      const value = Math.round(shares[name].value * 1000) / 1000;
      return {
        name: `suspects.${name}`,
        value,
        unit: 'ratio',
        better: 'higher',
        floor: SUSPECT_FLOORS[name],
      };
    });
    const intervals = ROWS.map((name) => {
      const { n, low, high } = shares[name];
      return `${name} n=${n}, ${low.toFixed(2)} to ${high.toFixed(2)}`;
    });
    return Promise.resolve({
      rows,
      notes: [
        crossValidated
          ? 'Cross-validated in 6 folds: the weights in use were fitted on these scenarios.'
          : 'Measured with the weights in use, on scenarios that they have not seen.',
        `Wilson 95 % intervals: ${intervals.join('; ')}.`,
      ],
    });
  },
};
