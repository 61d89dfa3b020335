// /metrics: what a Prometheus watches of this node and of the work that waits. Counts only, no names.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

import { openCounts } from '#alerts';
import { oldestLate } from '#delivery';
import { operationTimes } from '#operation';
import { openPageCounts } from '#paging';
import { organisations } from '#people';
import { isAway } from '#platform/away';
import type { Platform } from '#platform/context';
import { Problem } from '#platform/errors';
import type { Http } from '#platform/http';
import { durationBounds, type RequestCount } from '#platform/request-counts';
import type { SpoolState } from '#platform/spool';

type Labels = Readonly<Record<string, string>>;
interface Sample {
  labels: Labels;
  value: number;
}

/** What the route tells besides what the platform knows; `version` is that of the program. */
interface Known {
  readonly version: string;
  readonly spool: () => SpoolState;
  /** What the watch over the chain found last; empty before its first look. */
  readonly checks: () => readonly { name: string; ok: boolean }[];
}

/** Adds the route. It answers while the database is away, without what only that knows. */
export function metricsRoute(http: Http, platform: Platform, known: Known): void {
  const { version, spool, checks } = known;
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  http.fastify.addHook('onClose', async () => void delay.disable());
  http.fastify.get('/metrics', { config: { right: 'public' } }, async (_request, reply) => {
    const lines = [
      ...metric('evenkeel_build_info', 'gauge', 'Version of the program.', [
        { labels: { version }, value: 1 },
      ]),
      ...ofRequests(http.counts.used()),
      ...ofProcess(delay.mean / 1e9, delay.percentile(99) / 1e9),
      ...ofSpool(spool(), platform.clock.now()),
      ...ofChain(checks()),
      ...(await inTime(ofWork(platform)).catch(withoutDatabase)),
    ];
    delay.reset();
    return reply
      .type('text/plain; version=0.0.4; charset=utf-8')
      .header('cache-control', 'no-store')
      .send(`${lines.join('\n')}\n`);
  });
}

function ofProcess(meanLag: number, lag99: number): string[] {
  const one = (value: number): Sample[] => [{ labels: {}, value }];
  const cpu = process.cpuUsage();
  return [
    ...metric(
      'process_resident_memory_bytes',
      'gauge',
      'Resident memory.',
      one(process.memoryUsage.rss()),
    ),
    ...metric(
      'process_cpu_seconds_total',
      'counter',
      'Processor time.',
      one((cpu.user + cpu.system) / 1e6),
    ),
    ...metric('process_uptime_seconds', 'gauge', 'Time since the start.', one(process.uptime())),
    ...metric(
      'nodejs_eventloop_lag_seconds',
      'gauge',
      'Delay of the event loop since the last question.',
      [
        { labels: { quantile: 'mean' }, value: Number.isFinite(meanLag) ? meanLag : 0 },
        { labels: { quantile: '0.99' }, value: lag99 },
      ],
    ),
  ];
}

function ofSpool(state: SpoolState, now: Temporal.Instant): string[] {
  const one = (name: string, help: string, value: number): string[] =>
    metric(`evenkeel_spool_${name}`, 'gauge', help, [{ labels: {}, value }]);
  const { oldestAtMs } = state;
  const ageMs = oldestAtMs === null ? 0 : Math.max(0, now.epochMilliseconds - oldestAtMs);
  return [
    ...one('records', 'Events on disk that wait for the database.', state.records),
    ...one('bytes', 'Bytes that they take.', state.bytes),
    ...one('limit_bytes', 'Bytes that they may take.', state.mostBytes),
    ...one('oldest_seconds', 'Age of the oldest of them.', ageMs / 1000),
    ...one('damaged', 'Spool files that were put aside.', state.damaged),
  ];
}

function ofChain(checks: readonly { name: string; ok: boolean }[]): string[] {
  const samples = checks.map(({ name, ok }) => ({ labels: { part: name }, value: ok ? 1 : 0 }));
  return metric('evenkeel_chain_moves', 'gauge', 'Whether each part of the chain moves.', samples);
}

/** Requests that this node has answered since its start; streams and upgrades are not among them. */
function ofRequests(used: readonly RequestCount[]): string[] {
  const statuses: Sample[] = [];
  const lines: string[] = [];
  for (const { method, route, statuses: byClass, durations, seconds } of used) {
    const labels = { method, route };
    byClass.forEach((value, digit) => {
      if (value > 0) statuses.push({ labels: { ...labels, status: `${digit}xx` }, value });
    });
    let answers = 0;
    durations.forEach((value, index) => {
      answers += value;
      const le = String(durationBounds[index] ?? '+Inf');
      lines.push(line(`${durationName}_bucket`, { labels: { ...labels, le }, value: answers }));
    });
    lines.push(line(`${durationName}_sum`, { labels, value: seconds[0] ?? 0 }));
    lines.push(line(`${durationName}_count`, { labels, value: answers }));
  }
  return [
    ...metric('evenkeel_http_requests_total', 'counter', 'Requests answered.', statuses),
    `# HELP ${durationName} From the request to the beginning of its answer.`,
    `# TYPE ${durationName} histogram`,
    ...lines,
  ];
}

const durationName = 'evenkeel_http_request_duration_seconds';

/** When the last copy was taken and the outside heart called; absent until then. */
async function ofOperation({ db, jobs, clock }: Platform): Promise<string[]> {
  const now = clock.now();
  const age = (name: string, help: string, at: string | null): string[] => {
    const samples = at === null ? [] : [{ labels: {}, value: now.since(at).total('seconds') }];
    return metric(`evenkeel_${name}_age_seconds`, 'gauge', help, samples);
  };
  const { lastBackupAt, lastBackupBytes, scheduledOk, lastBeatAt } = await operationTimes(db);
  const fact = (name: string, help: string, value: number | null): string[] =>
    metric(`evenkeel_${name}`, 'gauge', help, value === null ? [] : [{ labels: {}, value }]);
  const due = await jobs.nextDue();
  const late = due === null ? 0 : Math.max(0, now.since(due).total('seconds'));
  return [
    ...metric('evenkeel_jobs_oldest_due_seconds', 'gauge', 'How late the oldest job is.', [
      { labels: {}, value: late },
    ]),
    ...age('backup', 'Since the last backup.', lastBackupAt),
    ...fact('backup_bytes', 'Size of the last backup.', lastBackupBytes),
    ...fact(
      'backup_scheduled_ok',
      'Whether the last backup by the schedule was made.',
      scheduledOk === null ? null : Number(scheduledOk),
    ),
    ...age('heartbeat', 'Since the heart outside was called.', lastBeatAt),
  ];
}

/** Longest wait for the database in ms; Prometheus gives up after ten seconds. */
const patienceMs = 3000;

/** Throws `unavailable` for a database that hangs. */
async function inTime<T>(asked: Promise<T>): Promise<T> {
  const late = new AbortController();
  const tooLate = sleep(patienceMs, null, { signal: late.signal, ref: false }).then(() => {
    throw new Problem('unavailable', 'The database does not answer.');
  });
  tooLate.catch(() => undefined);
  return Promise.race([asked, tooLate]).finally(() => late.abort());
}

function withoutDatabase(error: unknown): string[] {
  if (!isAway(error)) throw error;
  return databaseUp(0);
}

function databaseUp(value: 0 | 1): string[] {
  return metric('evenkeel_database_up', 'gauge', 'Whether the database answers.', [
    { labels: {}, value },
  ]);
}

/** Work of real organisations; the demo is left out. Each count rests on an index of open rows. */
async function ofWork(platform: Platform): Promise<string[]> {
  const { db, clock } = platform;
  const now = clock.now();
  const alerts = new Map<string, number>();
  const pages = new Map<string, number>();
  let latest = 0;
  for (const { id } of (await organisations(db)).filter(({ kind }) => kind === 'real')) {
    add(alerts, (await openCounts(db, id)).byState);
    add(pages, await openPageCounts(db, id));
    latest = Math.max(latest, await oldestLate(db, id, now));
  }
  return [
    ...databaseUp(1),
    ...(await ofOperation(platform)),
    ...metric('evenkeel_alerts_open', 'gauge', 'Open alerts by state.', byState(alerts)),
    ...metric('evenkeel_pages_open', 'gauge', 'Open pages by state.', byState(pages)),
    ...metric('evenkeel_notifications_oldest_due_seconds', 'gauge', 'How late the latest is.', [
      { labels: {}, value: latest },
    ]),
  ];
}

function add(sums: Map<string, number>, counts: Readonly<Record<string, number>>): void {
  for (const [state, count] of Object.entries(counts))
    sums.set(state, (sums.get(state) ?? 0) + count);
}

function byState(counts: ReadonlyMap<string, number>): Sample[] {
  return [...counts].map(([state, value]) => ({ labels: { state }, value }));
}

/** The lines of one metric in Prometheus' text format. */
function metric(
  name: string,
  type: 'gauge' | 'counter',
  help: string,
  samples: readonly Sample[],
): string[] {
  return [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} ${type}`,
    ...samples.map((sample) => line(name, sample)),
  ];
}

function line(name: string, { labels, value }: Sample): string {
  const pairs = Object.entries(labels).map(([key, text]) => `${key}=${JSON.stringify(text)}`);
  return `${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${value}`;
}
