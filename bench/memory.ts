import { mkdtempSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { startTestServer } from '#harness/postgres';
import { familyOf, firstOwner, startProgram } from '#harness/program';

import { benchKey, install } from './installation.ts';
import { load } from './load.ts';
import type { Bench, Row } from './rows.ts';
import { startSink } from './sink.ts';

const restSeconds = 45;
/** A ring of one key, base64 of 32 bytes, as `EVENKEEL_KEYS` takes it. */
const keys = 'k1:BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc';

/** What an installation holds that has nothing to do: the pager on the small machine in the corner. */
export const memory: Bench = {
  name: 'memory',
  title: 'Memory at rest, all processes',
  async run() {
    if (process.platform !== 'linux') return { rows: [], notes: [], skipped: 'needs /proc' };
    const embedded = await atRest({});
    const server = await startTestServer();
    try {
      const own = await atRest({
        DATABASE_URL: server.url,
        EVENKEEL_KEYS: keys,
      });
      return {
        rows: [
          megabytes('memory.idle.embedded', embedded, 220),
          megabytes('memory.idle.postgres', own, 170),
        ],
        notes: [
          `Proportional set size of the launcher, the program and its PostgreSQL, ${restSeconds} s after the start; with a PostgreSQL server elsewhere that server is not counted.`,
        ],
      };
    } finally {
      await server.stop();
    }
  },
};

/** Ten minutes of work, and what a day of it would add. */
export const soak: Bench = {
  name: 'soak',
  title: 'Growth of memory under steady work, drawn out to a day',
  async run() {
    if (process.platform !== 'linux') return { rows: [], notes: [], skipped: 'needs /proc' };
    const sink = await startSink();
    const installation = await install(20, sink.url);
    try {
      const samples: number[] = [];
      const pid = installation.program.serverPid();
      for (let minute = 0; minute < 10; minute += 1) {
        await load({
          host: '127.0.0.1',
          port: installation.program.port,
          path: `/in/generic/${benchKey}`,
          headers: [],
          shape: 'generic',
          connections: 2,
          keys: 500,
          seconds: 50,
          run: `minute-${minute}`,
        });
        await sleep(10_000);
        samples.push(setSize(pid));
      }
      // The first minutes fill caches; what counts is whether the later ones still climb.
      const early = median(samples.slice(3, 6));
      const late = median(samples.slice(7));
      return {
        rows: [
          {
            name: 'soak.growth',
            value: Number((late / early).toFixed(3)),
            unit: 'ratio',
            better: 'lower',
            floor: 1.1,
          },
        ],
        notes: [
          `Megabytes after each minute of load: ${samples.map((each) => each.toFixed(0)).join(', ')}.`,
        ],
      };
    } finally {
      await installation.remove();
      await sink.close();
    }
  },
};

async function atRest(env: Record<string, string>): Promise<number> {
  const dataDir = mkdtempSync(join(tmpdir(), 'ek-bench-memory-'));
  const program = await startProgram({
    dataDir,
    env: { ...firstOwner, LOG_LEVEL: 'error', ...env },
  });
  try {
    await sleep(restSeconds * 1000);
    return setSize(
      program.serverPid(),
      program.family().map(({ pid }) => pid),
    );
  } finally {
    await program.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

function megabytes(name: string, value: number, floor: number): Row {
  return { name, value: Math.round(value), unit: 'MB', better: 'lower', floor };
}

/** Proportional set size in megabytes of a process and all below it. */
function setSize(pid: number, pids = familyOf(pid).map((row) => row.pid)): number {
  let kilobytes = 0;
  for (const each of pids) {
    const text = readQuietly(`/proc/${each}/smaps_rollup`);
    kilobytes += Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0);
  }
  return kilobytes / 1024;
}

function readQuietly(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
