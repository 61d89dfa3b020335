import { readFileSync } from 'node:fs';

import { familyOf } from '#harness/program';

import { benchKey, install } from './installation.ts';
import { load, type LoadPlan } from './load.ts';
import type { Bench } from './rows.ts';
import { startSink } from './sink.ts';
import { fill } from './stored.ts';

const sizes = { few: 1000, many: 1_000_000 };
/** Ticks of /proc in a second; 100 on every Linux that Node runs on. */
const ticks = 100;

/** What one event costs, all processes of the installation together, and how that grows with what is stored. */
export const growth: Bench = {
  name: 'growth',
  title: 'CPU of one event, and how it grows with what is stored',
  async run() {
    if (process.platform !== 'linux') return { rows: [], notes: [], skipped: 'needs /proc' };
    const few = await cost(sizes.few);
    const many = await cost(sizes.many);
    return {
      rows: [
        {
          name: 'ingest.cpu',
          value: Math.round(few),
          unit: 'us',
          better: 'lower',
          floor: null,
        },
        {
          name: 'ingest.growth.ratio',
          value: Number((many / few).toFixed(2)),
          unit: 'ratio',
          better: 'lower',
          floor: 1.5,
        },
      ],
      notes: [
        `Single-alert requests, every twentieth a new alert that pages somebody: ${few.toFixed(0)} us with ${sizes.few} alerts stored, ${many.toFixed(0)} us with ${sizes.many}; the program, its PostgreSQL and the sending of the pages together.`,
      ],
    };
  },
};

async function cost(stored: number): Promise<number> {
  const sink = await startSink();
  const installation = await install(1, sink.url);
  try {
    await fill(installation.dataDir, { alerts: stored, open: 500, incidents: 0 });
    const plan: LoadPlan = {
      host: '127.0.0.1',
      port: installation.program.port,
      path: `/in/generic/${benchKey}`,
      headers: [],
      shape: 'generic',
      connections: 64,
      keys: 2000,
      seconds: 8,
      run: 'count',
    };
    await load({ ...plan, prime: true, run: 'prime' });
    await load({ ...plan, seconds: 3, run: 'warm' });
    await sink.quiet();
    const pid = installation.program.serverPid();
    const before = cpuSeconds(pid);
    const { answered } = await load(plan);
    await sink.quiet();
    return ((cpuSeconds(pid) - before) * 1e6) / answered;
  } finally {
    await installation.remove();
    await sink.close();
  }
}

/** Seconds of CPU of a process and all below it, those that ended included. */
function cpuSeconds(pid: number): number {
  let sum = 0;
  for (const row of familyOf(pid)) {
    const text = statOf(row.pid);
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const [user = 0, system = 0, children = 0, childrenSystem = 0] = fields
      .slice(11, 15)
      .map(Number);
    sum += user + system + children + childrenSystem;
  }
  return sum / ticks;
}

function statOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return '';
  }
}
