// How much one caller may ask of the API on this node: a quota for each minute, told in the headers of
// draft-ietf-httpapi-ratelimit-headers. One caller beyond it takes nothing from the others.

/** A quota of `quota` requests in `windowSeconds`. */
export interface RatePolicy {
  readonly quota: number;
  readonly windowSeconds: number;
}

/** What is left of a caller's quota, and seconds until it is whole again. */
export interface RateStanding {
  readonly allowed: boolean;
  readonly remaining: number;
  readonly resetSeconds: number;
}

interface Window {
  endsMs: number;
  used: number;
}

/** Callers kept in mind at most. */
const mostCallers = 10_000;

/** Counts requests by caller. Time comes in, in milliseconds. */
export class RateCounter {
  readonly policy: RatePolicy;
  readonly #windows = new Map<string, Window>();

  constructor(policy: RatePolicy) {
    this.policy = policy;
  }

  /** Counts one request of this caller; a refused one is not counted. */
  take(caller: string, nowMs: number): RateStanding {
    const { quota, windowSeconds } = this.policy;
    let window = this.#windows.get(caller);
    // A clock that was set back must not keep a caller out for longer than a window.
    if (!window || nowMs >= window.endsMs || window.endsMs - nowMs > windowSeconds * 1000) {
      window = { endsMs: nowMs + windowSeconds * 1000, used: 0 };
      this.#windows.delete(caller);
      this.#forget(nowMs);
      this.#windows.set(caller, window);
    }
    const allowed = window.used < quota;
    if (allowed) window.used += 1;
    return {
      allowed,
      remaining: Math.max(0, quota - window.used),
      resetSeconds: Math.max(1, Math.ceil((window.endsMs - nowMs) / 1000)),
    };
  }

  /** Windows stand in the order of their ends, so those that are over come first. */
  #forget(nowMs: number): void {
    for (const [caller, { endsMs }] of this.#windows) {
      // Still too many: the one that came first is forgotten, which gives it a fresh window.
      if (nowMs < endsMs && this.#windows.size < mostCallers) return;
      this.#windows.delete(caller);
    }
  }
}

/** The values of `RateLimit-Policy` and `RateLimit`. */
export function rateHeaders(policy: RatePolicy, standing: RateStanding): Record<string, string> {
  return {
    'ratelimit-policy': `"default";q=${policy.quota};w=${policy.windowSeconds}`,
    ratelimit: `"default";r=${standing.remaining};t=${standing.resetSeconds}`,
  };
}
