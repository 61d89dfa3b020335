// How many requests each route answered, with what, and how fast. It lies on the way of every event that
// comes in, so a request costs two looks at the clock and four additions; nothing is made for it.

/** Upper bounds of the durations that are told apart, in seconds. */
export const durationBounds = [0.005, 0.025, 0.1, 0.5, 2.5] as const;

/** One method of one route, as it is written: `/v1/alerts/:id`. */
export interface RequestCount {
  readonly method: string;
  readonly route: string;
  /** Answers by the first digit of their status; index 0 is never used. */
  readonly statuses: Float64Array;
  /** Answers by duration: one more than there are bounds. */
  readonly durations: Float64Array;
  /** Seconds of all of them; one number, so that adding to it makes no new one. */
  readonly seconds: Float64Array;
}

const startedAt = Symbol('startedAt');
type Timed = object & { [startedAt]?: number };

/** Notes when a request came in. */
export function startTimer(raw: object): void {
  (raw as Timed)[startedAt] = performance.now();
}

/** Counts the answer to a request that `startTimer` has seen. */
export function countAnswer(count: RequestCount, raw: object, status: number): void {
  const begun = (raw as Timed)[startedAt];
  if (begun === undefined) return;
  const seconds = (performance.now() - begun) / 1000;
  let bucket = 0;
  while (bucket < durationBounds.length && seconds > (durationBounds[bucket] ?? 0)) bucket++;
  add(count.statuses, Math.floor(status / 100), 1);
  add(count.durations, bucket, 1);
  add(count.seconds, 0, seconds);
}

function add(sums: Float64Array, index: number, value: number): void {
  sums[index] = (sums[index] ?? 0) + value;
}

/** What a stranger may write in a request's first line is not a label. */
const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Counts of one server. Their number is bounded by its routes. */
export class RequestCounts {
  readonly #all = new Map<string, RequestCount>();

  /** The count of a route and a method, made when it is first asked for. */
  of(method: string, route: string): RequestCount {
    const known = methods.has(method) ? method : 'other';
    const key = `${known} ${route}`;
    let count = this.#all.get(key);
    if (count === undefined) {
      count = {
        method: known,
        route,
        statuses: new Float64Array(6),
        durations: new Float64Array(durationBounds.length + 1),
        seconds: new Float64Array(1),
      };
      this.#all.set(key, count);
    }
    return count;
  }

  /** Those that have answered anything, by route. */
  used(): RequestCount[] {
    return [...this.#all.values()]
      .filter(({ durations }) => durations.some((answers) => answers > 0))
      .toSorted((a, b) => a.route.localeCompare(b.route) || a.method.localeCompare(b.method));
  }
}
