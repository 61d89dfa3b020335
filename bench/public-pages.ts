import { firstOwner } from '#harness/program';
import { wire } from '#harness/wire';

import { install } from './installation.ts';
import { load, type LoadResult } from './load.ts';
import type { Bench, Row } from './rows.ts';
import { startSink } from './sink.ts';

/** Pages that many people, or one person at night, open without an account. */
export const publicPages: Bench = {
  name: 'pages',
  title: 'Public status page and acknowledge page, requests a second of one process',
  async run() {
    const sink = await startSink();
    const installation = await install(1, sink.url);
    try {
      const { program } = installation;
      const api = wire(program.url, firstOwner.EVENKEEL_API_KEY);
      await api.post('/v1/status-pages', {
        slug: 'public',
        name: 'Example',
        components: [{ name: 'Checkout', service: 'service-0' }],
      });
      await api.post('/v1/incidents', { title: 'Checkout answers 5xx', services: ['service-0'] });
      await fetch(`${program.url}/in/generic/${firstOwner.EVENKEEL_INGEST_KEY}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ title: 'Checkout', service: 'service-0', severity: 'critical' }),
      });
      const link = await sink.firstUrl();
      const rows: Row[] = [];
      const notes: string[] = [];
      for (const [name, path] of [
        ['status.requests', '/status/public'],
        ['ack.requests', new URL(link).pathname],
      ] as const) {
        await ask(program.port, path, 2);
        const result = await ask(program.port, path, 8);
        if (result.refused > 0) throw new Error(`${path}: ${result.refusal ?? ''}`);
        rows.push({
          name,
          value: Math.round(result.perSecond),
          unit: '1/s',
          better: 'higher',
          floor: 2000,
        });
        notes.push(`${name}: p50 ${result.p50.toFixed(1)} ms, p99 ${result.p99.toFixed(1)} ms.`);
      }
      return { rows, notes };
    } finally {
      await installation.remove();
      await sink.close();
    }
  },
};

function ask(port: number, path: string, seconds: number): Promise<LoadResult> {
  return load({
    host: '127.0.0.1',
    port,
    path,
    seconds,
    get: true,
    headers: ['Accept: text/html'],
    shape: 'generic',
    connections: 32,
    keys: 1,
    run: 'pages',
  });
}
