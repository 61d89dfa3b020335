import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { firstOwner } from '#harness/program';
import { wire } from '#harness/wire';

import { install } from './installation.ts';
import { percentile } from './load.ts';
import type { Bench } from './rows.ts';
import { startSink } from './sink.ts';

const clients = 1000;
const entries = 10;

/** From the writing of an entry to the last of many open screens that hears of it. */
export const sse: Bench = {
  name: 'sse',
  title: 'An entry on 1,000 open screens',
  async run() {
    const sink = await startSink();
    const installation = await install(1, sink.url);
    const { program } = installation;
    const heard: number[] = Array.from({ length: clients }, () => 0);
    const sockets = Array.from({ length: clients }, (_, nth) => {
      const socket = connect(program.port, '127.0.0.1');
      socket.setEncoding('latin1');
      socket.write(
        `GET /v1/stream HTTP/1.1\r\nHost: 127.0.0.1:${program.port}\r\nAccept: text/event-stream\r\nAuthorization: Bearer ${firstOwner.EVENKEEL_API_KEY}\r\n\r\n`,
      );
      socket.on('data', (text) => {
        if (String(text).includes('incident:')) heard[nth] = performance.now();
      });
      return socket;
    });
    try {
      const api = wire(program.url, firstOwner.EVENKEEL_API_KEY);
      const incident = await api.post<{ id: string }>('/v1/incidents', { title: 'Checkout' });
      await sleep(3000);
      const last: number[] = [];
      let missed = 0;
      for (let nth = 0; nth < entries; nth += 1) {
        const begun = performance.now();
        await api.post(`/v1/incidents/${incident.id}/timeline`, {
          kind: 'note',
          text: `Entry ${nth}`,
        });
        await sleep(2000);
        const delays = heard.map((at) => at - begun);
        missed += delays.filter((delay) => delay <= 0).length;
        last.push(Math.max(...delays));
      }
      if (missed > 0) throw new Error(`${missed} entries did not reach their screen in 2 s`);
      const sorted = last.toSorted((a, b) => a - b);
      return {
        rows: [
          {
            name: 'sse.delay',
            value: Math.round(sorted.at(-1) ?? Number.NaN),
            unit: 'ms',
            better: 'lower',
            floor: 1000,
          },
        ],
        notes: [
          `${clients} streams, ${entries} entries; until the last screen had it: median ${percentile(sorted, 0.5).toFixed(0)} ms, worst ${(sorted.at(-1) ?? 0).toFixed(0)} ms.`,
        ],
      };
    } finally {
      for (const socket of sockets) socket.destroy();
      await installation.remove();
      await sink.close();
    }
  },
};
