/**
 * `npm run faults [-- --kills n] [name ...]`: breaks the program in every way it promises to stand, and
 * prints a line each. Exit code 1 when something was lost. The figures go to bench/faults.json and into
 * the section "Faults" of bench/RESULTS.md.
 */
import { parseArgs } from 'node:util';

import { keepFaults } from '../bench/faults.ts';
import { clockJumps, daylightSaving } from '../test/faults/clocks.ts';
import {
  databaseGone,
  databaseHangs,
  killedWithSpool,
  noisyKey,
  spoolFull,
} from '../test/faults/database-gone.ts';
import { diskFull } from '../test/faults/disk-full.ts';
import { flood } from '../test/faults/flood.ts';
import { databaseKilled, killNine } from '../test/faults/kill-nine.ts';
import { frozenNode, nodesRace } from '../test/faults/nodes.ts';
import { providerFaults } from '../test/faults/providers.ts';
import type { FaultLine } from '../test/faults/world.ts';

type Run = () => Promise<FaultLine | FaultLine[]>;

const { values, positionals } = parseArgs({
  options: { kills: { type: 'string', default: '100' } },
  allowPositionals: true,
});
const kills = Number(values.kills);

const runs: Readonly<Record<string, Run>> = {
  'kill-9': () => killNine(kills),
  'postgres-killed': () => databaseKilled(Math.max(1, Math.ceil(kills / 10))),
  'postgres-gone': () => databaseGone(60),
  'postgres-hangs': () => databaseHangs(30),
  'kill-9-with-spool': () => killedWithSpool(50),
  'spool-full': () => spoolFull(),
  'disk-full': () => diskFull(20),
  'nodes-2': () => nodesRace(2, 300),
  'nodes-3': () => nodesRace(3, 300),
  'frozen-node': () => frozenNode(25),
  providers: () => providerFaults(),
  'clock-jumps': () => clockJumps(15),
  'daylight-saving': () => daylightSaving(),
  flood: () => flood(10_000, 100),
  'noisy-key': () => noisyKey(),
};

async function main(): Promise<number> {
  const unknown = positionals.filter((name) => runs[name] === undefined);
  if (unknown.length > 0 || !Number.isInteger(kills) || kills < 1) {
    console.error(
      `Usage: npm run faults [-- --kills n] [name ...]; names: ${Object.keys(runs).join(', ')}`,
    );
    return 2;
  }
  let failed = false;
  for (const [name, run] of Object.entries(runs)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    try {
      for (const line of [await run()].flat()) {
        console.log(`${line.name}: ${line.text}`);
        keepFaults(line);
        failed ||= line.lost > 0;
      }
    } catch (error) {
      failed = true;
      console.log(`${name}: FAILED, ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return failed ? 1 : 0;
}

// Sockets of nodes that were killed may hold the loop for a while.
process.exit(await main());
