import { firstOwner } from '#harness/program';

import { install } from './installation.ts';
import { percentile } from './load.ts';
import type { Bench, Row } from './rows.ts';
import { startSink } from './sink.ts';
import { fill } from './stored.ts';

const past = { alerts: 100_000, open: 1000, incidents: 10_000 };
const rounds = 60;

/** Requests that each screen makes when somebody opens it, by the name of their figure. */
const screens: Readonly<Record<string, readonly string[]>> = {
  'list.p95': [
    '/v1/alerts?limit=50',
    '/v1/alerts?limit=50&state=firing',
    '/v1/alerts?limit=50&service=service-3&severity=critical',
    '/v1/alerts?limit=50&q=problem%2077',
    '/v1/alerts/counts',
    '/v1/incidents?limit=50',
    '/v1/incidents?limit=50&state=open',
    '/v1/pages?limit=50',
  ],
  'now.p95': ['/v1/now'],
  'room.p95': [
    '/v1/incidents/INC-10000',
    '/v1/incidents/INC-10000/timeline?limit=200',
    '/v1/incidents/INC-10000/suspects',
    '/v1/incidents/INC-10000/updates',
  ],
};

/** Reads over a past of years, one at a time as one person's screen makes them. */
export const lists: Bench = {
  name: 'lists',
  title: 'Lists, Now and the incident room over 100,000 alerts and 10,000 incidents',
  async run() {
    const sink = await startSink();
    const installation = await install(50, sink.url);
    try {
      await fill(installation.dataDir, past);
      const rows: Row[] = [];
      const notes: string[] = [];
      for (const [name, paths] of Object.entries(screens)) {
        const times: number[] = [];
        const slowest: string[] = [];
        for (const path of paths) {
          const own = await timesOf(installation.program.url + path);
          times.push(...own);
          slowest.push(`${path} ${percentile(own, 0.95).toFixed(1)}`);
        }
        const value = percentile(
          times.toSorted((a, b) => a - b),
          0.95,
        );
        rows.push({
          name,
          value: Number(value.toFixed(1)),
          unit: 'ms',
          better: 'lower',
          floor: 50,
        });
        notes.push(`${name}, p95 in ms: ${slowest.join(', ')}.`);
      }
      return { rows, notes };
    } finally {
      await installation.remove();
      await sink.close();
    }
  },
};

/** Milliseconds of each of some requests, sorted; the first few only warm up. */
async function timesOf(url: string): Promise<number[]> {
  const headers = { authorization: `Bearer ${firstOwner.EVENKEEL_API_KEY}` };
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const begun = performance.now();
    const answer = await fetch(url, { headers });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${url} answers ${answer.status} ${text.slice(0, 300)}`);
    if (round >= 5) times.push(performance.now() - begun);
  }
  return times.toSorted((a, b) => a - b);
}
