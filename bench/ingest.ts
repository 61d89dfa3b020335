import { setTimeout } from 'node:timers/promises';

import { startAlertmanager } from './alertmanager.ts';
import { benchKey, install } from './installation.ts';
import { load, type LoadPlan, type LoadResult } from './load.ts';
import type { Bench, Row } from './rows.ts';
import { startSink } from './sink.ts';

const rounds = 5;
const common = { host: '127.0.0.1', seconds: 4, keys: 2000 };

/**
 * Durable single-alert requests a second, beside Debian's Alertmanager in the same run. So many senders
 * that both are at their limit: each waits for the disk, and what waits together is written together.
 */
export const ingest = beside({
  name: 'ingest',
  title: 'Single-alert requests, answered after the disk has them',
  rows: 'ingest.single',
  floor: 0.35,
  plan: { connections: 512, batch: 1 },
});

/** The same with few senders, which each wait for the disk before they send the next. */
export const fewSenders = beside({
  name: 'ingest-few',
  title: 'Single-alert requests of 64 senders that wait for each answer',
  rows: 'ingest.few',
  floor: null,
  plan: { connections: 64, batch: 1 },
});

/** The same with 64 alerts in each request. */
export const batch = beside({
  name: 'batch',
  title: 'Requests of 64 alerts, answered after the disk has them',
  rows: 'ingest.batch64',
  floor: 0.2,
  plan: { connections: 64, batch: 64 },
});

interface Contest {
  name: string;
  title: string;
  /** First part of the names of its figures. */
  rows: string;
  floor: number | null;
  plan: { connections: number; batch: number };
}

function beside({ name, title, rows: prefix, floor, plan: own }: Contest): Bench {
  const plan = { ...common, ...own };
  return {
    name,
    title,
    async run() {
      await using ours = await openOurs(plan);
      await using peer = await openPeer(plan);
      // In turns, so that a machine that is faster at one time than at another treats both alike.
      const turns: { ours: LoadResult; peer: LoadResult | null }[] = [];
      for (let round = 1; round <= rounds; round++) {
        turns.push({ ours: await ours.turn(round), peer: (await peer?.turn(round)) ?? null });
      }
      const mine = together(turns.map((turn) => turn.ours));
      const rows: Row[] = [
        figure(`${prefix}.rate`, mine.perSecond * plan.batch, 0),
        { ...figure(`${prefix}.p99`, mine.p99, 1), unit: 'ms', better: 'lower' },
      ];
      const notes = [
        `${plan.connections} connections, ${plan.keys} keys, every twentieth alert a new one, a policy attached, ${rounds} rounds of ${plan.seconds} s in turns: ${describe(mine)}.`,
      ];
      if (peer === null) {
        return {
          rows,
          notes,
          skipped: 'Alertmanager is not installed (Debian: prometheus-alertmanager)',
        };
      }
      const theirs = together(turns.flatMap((turn) => turn.peer ?? []));
      const ratios = turns.map(
        (turn) => turn.ours.perSecond / (turn.peer?.perSecond ?? Number.NaN),
      );
      const ratio = figure(`${prefix}.ratio`, middle(ratios), 3);
      rows.unshift({ ...ratio, unit: 'ratio', floor });
      notes.push(
        `Alertmanager ${peer.version}, in memory, same generator: ${describe(theirs)}.`,
        `Ratios of the rounds: ${ratios.map((one) => one.toFixed(3)).join(', ')}; the middle counts.`,
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

/** The middle of the values; of an even number, the mean of the two in the middle. */
function middle(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  const pair = [sorted[Math.ceil(half) - 1], sorted[Math.floor(half)]];
  return pair.reduce((sum: number, one) => sum + (one ?? Number.NaN), 0) / 2;
}

/** Rounds as one: means of their figures, all of their answers. */
function together(results: readonly LoadResult[]): LoadResult {
  const mean = (of: (one: LoadResult) => number): number =>
    results.reduce((sum, one) => sum + of(one), 0) / results.length;
  return {
    answered: results.reduce((sum, one) => sum + one.answered, 0),
    refused: results.reduce((sum, one) => sum + one.refused, 0),
    refusal: results.find((one) => one.refusal !== null)?.refusal ?? null,
    perSecond: mean((one) => one.perSecond),
    p50: mean((one) => one.p50),
    p99: mean((one) => one.p99),
  };
}

/** One side of the contest, started and warm. */
interface Side extends AsyncDisposable {
  turn(round: number): Promise<LoadResult>;
}

async function openOurs(plan: Plan): Promise<Side> {
  const sink = await startSink();
  const installation = await install(1, sink.url);
  const end = async (): Promise<void> => {
    await installation.remove();
    await sink.close();
  };
  const path = `/in/generic/${benchKey}`;
  const { port } = installation.program;
  const side = { ...plan, port, path, headers: [], shape: 'generic' as const };
  return warm(side, 'ours', end);
}

async function openPeer(plan: Plan): Promise<(Side & { version: string }) | null> {
  const peer = await startAlertmanager();
  if (peer === null) return null;
  const path = '/api/v2/alerts';
  const side = { ...plan, port: peer.port, path, headers: [], shape: 'alertmanager' as const };
  return { ...(await warm(side, 'peer', () => peer.stop())), version: peer.version };
}

/** All keys once and a short run to warm up. A refusal would make a figure worthless. */
async function warm(
  side: Omit<LoadPlan, 'run'>,
  name: string,
  end: () => Promise<void>,
): Promise<Side> {
  try {
    await load({ ...side, prime: true, run: name });
    await load({ ...side, seconds: 3, run: `${name}-warm` });
  } catch (error) {
    await end();
    throw error;
  }
  return {
    async turn(round) {
      const result = await load({ ...side, run: `${name}-${round}` });
      if (result.refused > 0) throw new Error(`refused ${result.refused}: ${result.refusal ?? ''}`);
      // What it still has to send is done before the other one's turn.
      await setTimeout(1000);
      return result;
    },
    [Symbol.asyncDispose]: end,
  };
}
