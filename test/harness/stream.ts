// Reading the live stream until something known has come: what was not there by then was left out.
import assert from 'node:assert/strict';

import { inTransaction, type TestApp } from './app.ts';

/** An open stream. */
export interface OpenStream {
  /** Its frames until `marker` stands in one, at most 30 s. Closes it. */
  until(marker: string): Promise<string>;
}

/** Opens the stream with a key; it follows from `from` (an id), else from now on. */
export async function openStream(
  app: TestApp,
  key: string,
  from: string | null,
): Promise<OpenStream> {
  const stop = new AbortController();
  const response = await fetch(`${app.url}/v1/stream`, {
    signal: stop.signal,
    headers: { authorization: `Bearer ${key}`, ...(from !== null && { 'last-event-id': from }) },
  });
  assert.equal(response.status, 200);
  return {
    async until(marker) {
      // The response itself is held: fetch ends the body of one that is collected as garbage.
      const { body } = response;
      assert.ok(body);
      const timer = setTimeout(() => stop.abort(), 30_000);
      let text = '';
      try {
        for await (const part of body) {
          text += Buffer.from(part as Uint8Array).toString();
          if (text.includes(marker)) break;
        }
      } finally {
        clearTimeout(timer);
        stop.abort();
      }
      assert.ok(text.includes(marker), 'the marker did not come');
      return text;
    },
  };
}

/** Publishes something that everybody may know, and gives its words. */
export async function publishMarker(app: TestApp, topic: string): Promise<string> {
  return inTransaction(app.ctx(), (tx) => {
    const marker = tx.newId('mark');
    tx.publish({ topic, kind: 'marker', data: { id: marker } });
    return Promise.resolve(marker);
  });
}
