/**
 * The one place in the web app that asks what time it is.
 * The server's time wins: each answer moves the offset, so a phone with a wrong clock counts down rightly.
 */
import { useSyncExternalStore } from 'react';

let offset = 0;
let frozen: number | null = null;

/** Milliseconds since 1970, by the server's clock as last heard. */
export function now(): number {
  return frozen ?? Date.now() + offset;
}

/** Takes over the server's time (milliseconds); differences under half a second are left as network delay. */
export function heardTime(serverNow: number): void {
  const difference = serverNow - Date.now();
  if (Math.abs(difference - offset) > 500) offset = difference;
}

/** Holds the clock still, for the component page and for pictures; `null` lets it run. */
export function freezeClock(at: number | null): void {
  frozen = at;
  for (const wake of watchers) wake();
}

const watchers = new Set<() => void>();
let timer: ReturnType<typeof setTimeout> | undefined;

function tick(): void {
  for (const wake of watchers) wake();
  timer = watchers.size > 0 ? setTimeout(tick, 1000 - (now() % 1000)) : undefined;
}

function watch(wake: () => void): () => void {
  watchers.add(wake);
  timer ??= setTimeout(tick, 1000 - (now() % 1000));
  return () => watchers.delete(wake);
}

const second = () => Math.floor(now() / 1000) * 1000;
const minute = () => Math.floor(now() / 60000) * 60000;

/** The current time in whole seconds or minutes (ms since 1970); all users of it tick together. */
export function useNow(step: 'second' | 'minute' = 'second'): number {
  return useSyncExternalStore(watch, step === 'second' ? second : minute);
}
