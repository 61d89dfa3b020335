import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { firstOwner, startProgram } from '#harness/program';

import { percentile } from './load.ts';
import type { Bench } from './rows.ts';

const times = 7;

/** From the launcher to the first 200 of /readyz, on a data folder that exists. */
export const start: Bench = {
  name: 'start',
  title: 'Ready after a start on an existing data folder',
  async run() {
    const dataDir = mkdtempSync(join(tmpdir(), 'ek-bench-start-'));
    const options = { dataDir, env: { ...firstOwner, LOG_LEVEL: 'error' } };
    try {
      const first = await startProgram(options);
      await first.stop();
      const seconds: number[] = [];
      for (let index = 0; index < times; index += 1) {
        const program = await startProgram(options);
        seconds.push(program.readyMs / 1000);
        await program.stop();
      }
      const sorted = seconds.toSorted((a, b) => a - b);
      const value = Number(percentile(sorted, 0.5).toFixed(2));
      return {
        rows: [{ name: 'start.ready.seconds', value, unit: 's', better: 'lower', floor: 3 }],
        notes: [
          `Median of ${times} starts, ${sorted.map((each) => each.toFixed(2)).join(', ')} s; the very first one, which makes the database, took ${(first.readyMs / 1000).toFixed(2)} s.`,
        ],
      };
    } finally {
      await rm(dataDir, { recursive: true, force: true });
    }
  },
};
