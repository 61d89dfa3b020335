import { startAlertmanager } from './alertmanager.ts';
import { benchKey, install } from './installation.ts';
import { load, type LoadPlan, type LoadResult } from './load.ts';
import type { Bench, Row } from './rows.ts';
import { startSink } from './sink.ts';

const plan = { host: '127.0.0.1', connections: 64, seconds: 12, keys: 2000 };

/** Durable single-alert requests a second, beside Debian's Alertmanager in the same run. */
export const ingest: Bench = {
  name: 'ingest',
  title: 'Single-alert requests, answered after the disk has them',
  async run() {
    const ours = await measureOurs();
    const rows: Row[] = [
      figure('ingest.single.rate', ours.perSecond, 0),
      { ...figure('ingest.single.p99', ours.p99, 1), unit: 'ms', better: 'lower' },
    ];
    const notes = [
      `${plan.connections} connections, ${plan.keys} keys, every twentieth request a new one, a policy attached: ${describe(ours)}.`,
    ];
    const peer = await measurePeer();
    if (peer === null) {
      return {
        rows,
        notes,
        skipped: 'Alertmanager is not installed (Debian: prometheus-alertmanager)',
      };
    }
    const ratio: Row = {
      ...figure('ingest.single.ratio', ours.perSecond / peer.result.perSecond, 3),
    };
    rows.unshift({ ...ratio, unit: 'ratio', floor: 0.25 });
    notes.push(
      `Alertmanager ${peer.version}, in memory, same generator: ${describe(peer.result)}.`,
    );
    return { rows, notes };
  },
};

function figure(name: string, value: number, digits: number): Row {
  return { name, value: Number(value.toFixed(digits)), unit: '1/s', better: 'higher', floor: null };
}

function describe({ perSecond, p50, p99, refused }: LoadResult): string {
  return `${perSecond.toFixed(0)} answers/s, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, ${refused} refused`;
}

async function measureOurs(): Promise<LoadResult> {
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

async function measurePeer(): Promise<{ version: string; result: LoadResult } | null> {
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
