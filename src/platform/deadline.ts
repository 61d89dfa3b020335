/** A limit of time for one piece of work, with the caller's own wish to give up. */
export interface Deadline {
  /** Aborts when the time is over or the caller gives up, whichever comes first. */
  readonly signal: AbortSignal;
  /** True when the time was over before the caller gave up. */
  readonly passed: () => boolean;
  /** To be called when the work is over: nothing of the deadline is left behind then. */
  readonly end: () => void;
}

/**
 * Starts a deadline of `ms` milliseconds. Unlike `AbortSignal.timeout` it costs nothing after the work
 * is over: a burst of messages would otherwise be followed by a burst of timers, each with an error.
 */
export function startDeadline(ms: number, caller?: AbortSignal): Deadline {
  const controller = new AbortController();
  let passed = false;
  const giveUp = (): void => controller.abort(caller?.reason);
  const timer = setTimeout(() => {
    passed = true;
    controller.abort(new DOMException('The time is over.', 'TimeoutError'));
  }, ms).unref();
  if (caller?.aborted === true) giveUp();
  else caller?.addEventListener('abort', giveUp, { once: true });
  return {
    signal: controller.signal,
    passed: () => passed,
    end() {
      clearTimeout(timer);
      caller?.removeEventListener('abort', giveUp);
    },
  };
}
