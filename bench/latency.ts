import { setTimeout as sleep } from 'node:timers/promises';

import { Pool } from 'undici';

import { firstOwner } from '#harness/program';

import { install } from './installation.ts';
import { percentile } from './load.ts';
import type { Bench, Row } from './rows.ts';
import { type Sink, startSink } from './sink.ts';
import { fill } from './stored.ts';

const seconds = 30;
const warmSeconds = 5;
const size = 1000;

/** From the accepted event to the notification at the provider, every event a new alert. */
export const latency = pace({
  name: 'latency',
  title: 'From an accepted event to the notification at its provider',
  perSecond: 200,
  open: 0,
  floors: { 'page.latency.p50': [0.5, 50], 'page.latency.p99': [0.99, 250] },
});

/** The same at a pace beyond what an installation sees, with many alerts open already. */
export const loaded = pace({
  name: 'loaded',
  title: 'The same at 500 events a second, with 10,000 alerts open',
  perSecond: 500,
  open: 10_000,
  floors: { 'page.latency.loaded.p99': [0.99, 250] },
});

interface Pace {
  name: string;
  title: string;
  /** Events a second. */
  perSecond: number;
  /** Alerts that are open before it begins. */
  open: number;
  /** By the name of the figure: its share of the values, and the most milliseconds it may take. */
  floors: Readonly<Record<string, readonly [share: number, floor: number]>>;
}

function pace({ name, title, perSecond, open, floors }: Pace): Bench {
  return {
    name,
    title,
    async run() {
      const sink = await startSink();
      const installation = await install(size, sink.url);
      try {
        if (open > 0) await fill(installation.dataDir, { alerts: open, open, incidents: 0 });
        const { url } = installation.program;
        await events(url, sink, { perSecond, seconds: warmSeconds, run: 'warm' });
        const accepted = await events(url, sink, { perSecond, seconds, run: 'run' });
        const values = [...accepted].map(
          ([title, at]) => (sink.arrived.get(title) ?? Number.NaN) - at,
        );
        const missing = values.filter((value) => Number.isNaN(value)).length;
        if (missing > 0)
          throw new Error(`${missing} of ${values.length} events did not reach the provider`);
        const sorted = values.toSorted((a, b) => a - b);
        const rows = Object.entries(floors).map(([figure, [share, floor]]): Row => ({
          name: figure,
          value: Number(percentile(sorted, share).toFixed(1)),
          unit: 'ms',
          better: 'lower',
          floor,
        }));
        return {
          rows,
          notes: [
            `${perSecond} events/s for ${seconds} s over ${size} services and ${size} people, each event a new alert and a page; measured from the request's sending, so the way in is part of it. Longest ${(sorted.at(-1) ?? 0).toFixed(0)} ms; ${sink.count()} messages for ${accepted.size + perSecond * warmSeconds} events.`,
          ],
        };
      } finally {
        await installation.remove();
        await sink.close();
      }
    },
  };
}

/** Sends at an even pace, whatever the answers do; gives the instant of each sending by title. */
async function events(
  url: string,
  sink: Sink,
  part: { perSecond: number; seconds: number; run: string },
): Promise<Map<string, number>> {
  const { perSecond } = part;
  const pool = new Pool(url, { connections: 32 });
  const sent = new Map<string, number>();
  const answers: Promise<void>[] = [];
  const begun = performance.now();
  for (let index = 0; index < perSecond * part.seconds; index += 1) {
    const due = begun + (index * 1000) / perSecond;
    const wait = due - performance.now();
    if (wait > 0) await sleep(wait);
    const title = `${part.run} ${index}`;
    sent.set(title, performance.now());
    answers.push(send(pool, title, `service-${index % size}`));
  }
  await Promise.all(answers);
  await pool.close();
  const end = performance.now() + 30_000;
  while (performance.now() < end && [...sent.keys()].some((title) => !sink.arrived.has(title))) {
    await sleep(50);
  }
  return sent;
}

async function send(pool: Pool, title: string, service: string): Promise<void> {
  const answer = await pool.request({
    method: 'POST',
    path: `/in/generic/${firstOwner.EVENKEEL_INGEST_KEY}`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ title, service, severity: 'critical', dedupKey: title }),
  });
  const text = await answer.body.text();
  if (answer.statusCode !== 202) throw new Error(`${answer.statusCode} ${text}`);
}
