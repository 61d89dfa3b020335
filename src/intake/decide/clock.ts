import type { Signal } from '#sources';

const FARTHEST_HOURS = 24;

/** True for a source clock that is more than a day off: its time is shown, ours counts. */
export function isFarOff(signal: Signal, receivedAt: Temporal.Instant): boolean {
  const at = signal.sourceTime?.at;
  return at != null && Math.abs(at.since(receivedAt).total('hours')) > FARTHEST_HOURS;
}

/** The same signal, saying so when its source's clock is far off. */
export function noteClock(signal: Signal, receivedAt: Temporal.Instant): Signal {
  if (!isFarOff(signal, receivedAt)) return signal;
  const detail = `the source says ${signal.sourceTime?.text ?? ''}, more than a day from the time of receipt`;
  return { ...signal, warnings: [...signal.warnings, { code: 'time_unreadable', detail }] };
}

/** When a change happened: the source's word when it is within a day, never ahead of now. */
export function changeTime(signal: Signal, now: Temporal.Instant): Temporal.Instant {
  const at = signal.sourceTime?.at;
  if (at == null || isFarOff(signal, now)) return now;
  return Temporal.Instant.compare(at, now) > 0 ? now : at;
}
