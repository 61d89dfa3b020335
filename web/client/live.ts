/**
 * The live stream: read with fetch so that it resumes by Last-Event-ID, whoever closed it.
 * Of all tabs one reads and tells the others, since a browser opens only six connections to a server.
 * No sound for 12 s: what is on screen is old and says so. For 30 s: a banner, and reads every 10 s.
 */
import { useSyncExternalStore } from 'react';

import { createParser, type StreamEvent } from '#platform/sse';

import { heardTime } from '../ui/clock.ts';
import { now } from '../ui/clock.ts';
import { queries, topicChanged } from './queries.ts';

export interface Contact {
  state: 'connecting' | 'live' | 'stale' | 'lost';
  /** When the server was last heard (ms by its own clock). */
  lastAt: number;
}

export interface Entry {
  topic: string;
  kind: string;
  at: string;
  data: Record<string, unknown>;
}

const staleAfter = 12_000;
const lostAfter = 30_000;

let contact: Contact = { state: 'connecting', lastAt: 0 };
let heardAt = 0;
let lastId: string | null = null;
let stop: (() => void) | null = null;
const watchers = new Set<() => void>();

function setContact(next: Contact): void {
  if (next.state === contact.state && next.state === 'live' && next.lastAt - contact.lastAt < 1000)
    return;
  contact = next;
  for (const wake of watchers) wake();
}

/** How fresh the screen is. */
export function useContact(): Contact {
  return useSyncExternalStore(
    (wake) => {
      watchers.add(wake);
      return () => watchers.delete(wake);
    },
    () => contact,
  );
}

let waiting = new Set<string>();

/** Entries come in bursts; reads are refetched at most every 150 ms. */
function spread(entry: Entry): void {
  if (waiting.size === 0) {
    setTimeout(() => {
      const topics = [...waiting];
      waiting = new Set();
      topicChanged(topics);
    }, 150);
  }
  waiting.add(entry.topic);
}

function hear(event: StreamEvent): void {
  const back = contact.state === 'stale' || contact.state === 'lost';
  heardAt = performance.now();
  if (event.id !== null) lastId = event.id;
  const body = JSON.parse(event.data) as Partial<Entry>;
  if (event.event !== 'entry' && typeof body.at === 'string') heardTime(Date.parse(body.at));
  setContact({ state: 'live', lastAt: now() });
  if (back) void queries.invalidateQueries();
  if (event.event === 'entry') spread(body as Entry);
}

async function readOnce(signal: AbortSignal, pass: (event: StreamEvent) => void): Promise<void> {
  const silent = new AbortController();
  // A line that went silent without closing would be waited for without end.
  const begun = performance.now();
  const guard = setInterval(
    () => performance.now() - Math.max(heardAt, begun) > staleAfter && silent.abort(),
    2000,
  );
  try {
    const response = await fetch('/v1/stream', {
      headers: lastId === null ? {} : { 'last-event-id': lastId },
      signal: AbortSignal.any([signal, silent.signal]),
    });
    if (!response.ok || !response.body) throw new Error(`The stream answered ${response.status}.`);
    const parse = createParser(pass);
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) parse(part.value);
  } finally {
    clearInterval(guard);
  }
}

async function readOn(signal: AbortSignal, pass: (event: StreamEvent) => void): Promise<void> {
  for (let wait = 500; !signal.aborted; wait = Math.min(8000, wait * 2)) {
    const begun = performance.now();
    await readOnce(signal, pass).catch(() => undefined);
    if (performance.now() - begun > 10_000) wait = 500;
    if (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

/** Begins to follow the stream, once somebody is signed in; returns how to stop. */
export function follow(): () => void {
  stop?.();
  const end = new AbortController();
  const shared =
    'BroadcastChannel' in window && 'locks' in navigator ? new BroadcastChannel('ek.stream') : null;
  if (shared) {
    shared.onmessage = (message: MessageEvent<StreamEvent>) => hear(message.data);
    const lead = () =>
      readOn(end.signal, (event) => {
        hear(event);
        shared.postMessage(event);
      });
    void navigator.locks.request('ek.stream', { signal: end.signal }, lead).catch(() => undefined);
  } else void readOn(end.signal, hear);
  heardAt = performance.now();
  const clock = setInterval(watchSilence, 1000);
  stop = () => {
    end.abort();
    shared?.close();
    clearInterval(clock);
    lastId = null;
    stop = null;
    setContact({ state: 'connecting', lastAt: 0 });
  };
  return stop;
}

let polledAt = 0;

function watchSilence(): void {
  const silent = performance.now() - heardAt;
  if (silent < staleAfter) return;
  const state = silent < lostAfter ? 'stale' : 'lost';
  const lastAt = contact.lastAt || now() - silent;
  if (state !== contact.state) setContact({ state, lastAt });
  if (state === 'lost' && performance.now() - polledAt > 10_000) {
    polledAt = performance.now();
    void queries.invalidateQueries();
  }
}
