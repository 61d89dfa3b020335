import { startAlertmanager } from './alertmanager.ts';
import { benchKey, install } from './installation.ts';
import { load, type LoadPlan, type LoadResult } from './load.ts';
import type { Bench, Row } from './rows.ts';
import { startSink } from './sink.ts';

const common = { host: '127.0.0.1', seconds: 12, keys: 2000 };

/** Durable single-alert requests a second, beside Debian's Alertmanager in the same run. */
export const ingest = beside({
  name: 'ingest',
  title: 'Single-alert requests, answered after the disk has them',
  rows: 'ingest.single',
  floor: 0.25,
  plan: { connections: 64, batch: 1 },
});

/** The same with 64 alerts in each request. */
export const batch = beside({
  name: 'batch',
  title: 'Requests of 64 alerts, answered after the disk has them',
  rows: 'ingest.batch64',
  floor: 0.2,
  plan: { connections: 8, batch: 64 },
});

interface Contest {
  name: string;
  title: string;
  /** First part of the names of its figures. */
  rows: string;
  floor: number;
  plan: { connections: number; batch: number };
}

function beside({ name, title, rows: prefix, floor, plan: own }: Contest): Bench {
  const plan = { ...common, ...own };
  return {
    name,
    title,
    async run() {
      const ours = await measureOurs(plan);
      const rows: Row[] = [
        figure(`${prefix}.rate`, ours.perSecond * plan.batch, 0),
        { ...figure(`${prefix}.p99`, ours.p99, 1), unit: 'ms', better: 'lower' },
      ];
      const notes = [
        `${plan.connections} connections, ${plan.keys} keys, every twentieth alert a new one, a policy attached: ${describe(ours)}.`,
      ];
      const peer = await measurePeer(plan);
      if (peer === null) {
        return {
          rows,
          notes,
          skipped: 'Alertmanager is not installed (Debian: prometheus-alertmanager)',
        };
      }
      const ratio = figure(`${prefix}.ratio`, ours.perSecond / peer.result.perSecond, 3);
      rows.unshift({ ...ratio, unit: 'ratio', floor });
      notes.push(
        `Alertmanager ${peer.version}, in memory, same generator: ${describe(peer.result)}.`,
      );
      return { rows, notes };
    },
  };
}

type Plan = typeof common & Contest['plan'];

function figure(name: string, value: number, digits: number): Row {
  return { name, value: Number(value.toFixed(digits)), unit: '1/s', better: 'higher', floor: null };
}

function describe({ perSecond, p50, p99, refused }: LoadResult): string {
  return `${perSecond.toFixed(0)} answers/s, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, ${refused} refused`;
}

async function measureOurs(plan: Plan): Promise<LoadResult> {
  const sink = await startSink();
  const installation = await install(1, sink.url);
  try {
    return await measure({
      ...plan,
      port: installation.program.port,
      path: `/in/generic/${benchKey}`,
      headers: [],
      shape: 'generic',
      run: 'ours',
    });
  } finally {
    await installation.remove();
    await sink.close();
  }
}

async function measurePeer(plan: Plan): Promise<{ version: string; result: LoadResult } | null> {
  const peer = await startAlertmanager();
  if (peer === null) return null;
  try {
    const path = '/api/v2/alerts';
    const own = { ...plan, port: peer.port, path, headers: [], shape: 'alertmanager' as const };
    return { version: peer.version, result: await measure({ ...own, run: 'peer' }) };
  } finally {
    await peer.stop();
  }
}

/** All keys once, a short run to warm up, then the one that counts. A refusal would make it worthless. */
async function measure(full: LoadPlan): Promise<LoadResult> {
  await load({ ...full, prime: true });
  await load({ ...full, seconds: 3, run: `${full.run}-warm` });
  const result = await load(full);
  if (result.refused > 0) throw new Error(`refused ${result.refused}: ${result.refusal ?? ''}`);
  return result;
}
