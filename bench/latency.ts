import { setTimeout as sleep } from 'node:timers/promises';

import { Pool } from 'undici';

import { firstOwner } from '#harness/program';

import { install } from './installation.ts';
import { percentile } from './load.ts';
import type { Bench } from './rows.ts';
import { type Sink, startSink } from './sink.ts';

const perSecond = 200;
const seconds = 30;
const warmSeconds = 5;
const size = 1000;

/** From the accepted event to the notification at the provider, every event a new alert. */
export const latency: Bench = {
  name: 'latency',
  title: 'From an accepted event to the notification at its provider',
  async run() {
    const sink = await startSink();
    const installation = await install(size, sink.url);
    try {
      await events(installation.program.url, sink, { seconds: warmSeconds, run: 'warm' });
      const accepted = await events(installation.program.url, sink, { seconds, run: 'run' });
      const values = [...accepted].map(
        ([title, at]) => (sink.arrived.get(title) ?? Number.NaN) - at,
      );
      const missing = values.filter((value) => Number.isNaN(value)).length;
      if (missing > 0)
        throw new Error(`${missing} of ${values.length} events did not reach the provider`);
      const sorted = values.toSorted((a, b) => a - b);
      const row = (name: string, share: number, floor: number) => ({
        name,
        value: Number(percentile(sorted, share).toFixed(1)),
        unit: 'ms' as const,
        better: 'lower' as const,
        floor,
      });
      return {
        rows: [row('page.latency.p50', 0.5, 50), row('page.latency.p99', 0.99, 250)],
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

/** Sends at an even pace, whatever the answers do; gives the instant of each sending by title. */
async function events(
  url: string,
  sink: Sink,
  part: { seconds: number; run: string },
): Promise<Map<string, number>> {
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
