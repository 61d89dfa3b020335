// A request that nobody answered, or that was told to wait, is sent again: under one idempotency key, so
// that it is done once.

export interface AgainOptions {
  /** Tries in all. */
  readonly attempts: number;
  /** Waits, in milliseconds; tests give their own. */
  readonly wait?: (ms: number) => Promise<void>;
}

type Send = typeof globalThis.fetch;

const firstWaitMs = 500;
const longestWaitMs = 60_000;

/** Wraps a `fetch`. What changes something without a key is repeated only when it was surely not done. */
export function sendAgain(send: Send, options: AgainOptions): Send {
  const wait = options.wait ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms)));
  return async (url, init) => {
    const headers = new Headers(init?.headers);
    const method = init?.method ?? 'GET';
    const mayRepeat = method === 'GET' || headers.has('idempotency-key');
    for (let attempt = 1; ; attempt++) {
      const last = attempt >= options.attempts;
      const pause = Math.min(longestWaitMs, firstWaitMs * 2 ** (attempt - 1));
      let response: Response;
      try {
        response = await send(url, init);
      } catch (error) {
        if (last || !mayRepeat || init?.signal?.aborted === true) throw error;
        await wait(pause);
        continue;
      }
      // Too many requests: nothing was done. Unavailable: perhaps something was.
      const again = response.status === 429 || (response.status === 503 && mayRepeat);
      if (last || !again) return response;
      await response.body?.cancel();
      const seconds = Number(response.headers.get('retry-after') ?? 'NaN');
      await wait(seconds >= 0 ? Math.min(longestWaitMs, seconds * 1000) : pause);
    }
  };
}
