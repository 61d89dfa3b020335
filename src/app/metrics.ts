// /metrics: what a Prometheus watches of this node and of the work that waits. Counts only, no names.
import { monitorEventLoopDelay } from 'node:perf_hooks';

import type { Platform } from '#platform/context';
import { sql } from '#platform/db';
import type { Http } from '#platform/http';

type Labels = Readonly<Record<string, string>>;
interface Sample {
  labels: Labels;
  value: number;
}

/** Adds the route. `version` is that of the program. */
export function metricsRoute(http: Http, platform: Platform, version: string): void {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  http.fastify.addHook('onClose', async () => void delay.disable());
  http.fastify.get('/metrics', { config: { right: 'public' } }, async (_request, reply) => {
    const lines = [
      ...metric('evenkeel_build_info', 'gauge', 'Version of the program.', [
        { labels: { version }, value: 1 },
      ]),
      ...ofProcess(delay.mean / 1e9, delay.percentile(99) / 1e9),
      ...(await ofWork(platform)),
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

/** Work of real organisations; the demo is left out. Each count rests on an index of open rows. */
async function ofWork({ db, clock }: Platform): Promise<string[]> {
  const now = clock.now();
  const alerts = await counted(
    sql<Counted>`
    select a.state as word, count(*)::int as n from alerts a
    join organisations o on o.org_id = a.org_id and o.kind = 'real'
    where a.state <> 'resolved' group by a.state`.execute(db),
  );
  const pages = await counted(
    sql<Counted>`
    select p.state as word, count(*)::int as n from pages p
    join organisations o on o.org_id = p.org_id and o.kind = 'real'
    where p.state <> 'resolved' and p.kind <> 'test' group by p.state`.execute(db),
  );
  const waiting = await sql<{ n: number; oldest: Temporal.Instant | null }>`
    select count(*)::int as n, min(n.due_at) as oldest from notifications n
    join organisations o on o.org_id = n.org_id and o.kind = 'real'
    where n.state in ('queued', 'leased') and n.due_at <= ${now.toString()}`.execute(db);
  const { n = 0, oldest = null } = waiting.rows[0] ?? {};
  const age = oldest === null ? 0 : Math.max(0, now.since(oldest).total('seconds'));
  return [
    ...metric('evenkeel_alerts_open', 'gauge', 'Open alerts by state.', alerts),
    ...metric('evenkeel_pages_open', 'gauge', 'Open pages by state.', pages),
    ...metric('evenkeel_notifications_due', 'gauge', 'Messages that are due and not sent yet.', [
      { labels: {}, value: n },
    ]),
    ...metric('evenkeel_notifications_oldest_due_seconds', 'gauge', 'How late the latest is.', [
      { labels: {}, value: age },
    ]),
  ];
}

interface Counted {
  word: string;
  n: number;
}

async function counted(query: Promise<{ rows: readonly Counted[] }>): Promise<Sample[]> {
  const { rows } = await query;
  return rows.map(({ word, n }) => ({ labels: { state: word }, value: n }));
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
    ...samples.map(({ labels, value }) => {
      const pairs = Object.entries(labels).map(([key, text]) => `${key}=${JSON.stringify(text)}`);
      return `${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${value}`;
    }),
  ];
}
