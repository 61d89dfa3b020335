/**
 * Load over plain sockets, in a process of its own: the generator must not be what is measured. Both
 * peers get the same generator, the same connections and the same mixture of keys.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';

export interface LoadPlan {
  host: string;
  port: number;
  path: string;
  /** Further header lines, without line ends. */
  headers: string[];
  /** How one alert is written: our own JSON, or Alertmanager's API. */
  shape: 'generic' | 'alertmanager';
  /** Keep-alive connections, one request at a time on each. */
  connections: number;
  seconds: number;
  /** How many keys come again and again; every twentieth request brings a new one. */
  keys: number;
  /** Sets the new keys of different runs apart. */
  run: string;
  /** Sends each of the keys once and ends, so that a run finds them known. */
  prime?: boolean;
  /** Alerts in one request; one unless told. */
  batch?: number;
  /** A GET of the path instead, without a body: for pages. */
  get?: boolean;
}

export interface LoadResult {
  answered: number;
  /** Answers other than 2xx. */
  refused: number;
  /** First refusal, for the reader. */
  refusal: string | null;
  perSecond: number;
  p50: number;
  p99: number;
}

/** Runs the plan in a child process. Latencies in milliseconds. */
export async function load(plan: LoadPlan): Promise<LoadResult> {
  const child = fork(new URL('load-worker.ts', import.meta.url), { stdio: 'inherit' });
  child.send(plan);
  const [result] = (await once(child, 'message')) as [LoadResult];
  await once(child, 'exit');
  return result;
}

/** The value below which this share (0 to 1) of the sorted values lies. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
