// Bounded, fair work in this process: a lane per other side, each with its own few places, so that a
// slow one holds up nobody but itself.

export interface LaneItem {
  readonly orgId: string;
  readonly id: string;
  readonly lane: string;
}

/** What waits beyond this is left in the database; the sweep brings it back. */
const longest = 5_000;

interface Lane {
  readonly waiting: LaneItem[];
  readonly limit: number;
  busy: number;
}

/**
 * Takes items and runs `start` with as many of one lane as there are free places. `start` returns at
 * once and calls `free` for each item when it is done with it.
 */
export class Lanes {
  readonly #start: (items: readonly LaneItem[], free: (count: number) => void) => void;
  readonly #lanes = new Map<string, Lane>();
  readonly #known = new Set<string>();
  readonly #placesOf: (lane: string) => number;
  readonly #idle: (() => void)[] = [];
  #open = true;

  /** `placesOf`: how many of a lane may run at once. */
  constructor(
    start: (items: readonly LaneItem[], free: (count: number) => void) => void,
    placesOf: (lane: string) => number,
  ) {
    this.#start = start;
    this.#placesOf = placesOf;
  }

  /** Adds items that are not already here. */
  add(items: readonly LaneItem[]): void {
    if (!this.#open) return;
    const touched = new Set<string>();
    for (const item of items) {
      const lane = this.#lane(item.lane);
      if (this.#known.has(item.id) || lane.waiting.length >= longest) continue;
      this.#known.add(item.id);
      lane.waiting.push(item);
      touched.add(item.lane);
    }
    for (const name of touched) this.#run(name);
  }

  /** Takes nothing more; resolves when what runs has ended. What waits is forgotten. */
  async close(): Promise<void> {
    this.#open = false;
    for (const lane of this.#lanes.values()) lane.waiting.length = 0;
    await this.idle();
  }

  /** Resolves when nothing waits and nothing runs. */
  async idle(): Promise<void> {
    if (this.#isIdle()) return;
    await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  #isIdle(): boolean {
    return [...this.#lanes.values()].every((lane) => lane.busy === 0 && lane.waiting.length === 0);
  }

  #lane(name: string): Lane {
    const found = this.#lanes.get(name);
    if (found) return found;
    const lane = { waiting: [], limit: this.#placesOf(name), busy: 0 };
    this.#lanes.set(name, lane);
    return lane;
  }

  #run(name: string): void {
    const lane = this.#lane(name);
    const free = lane.limit - lane.busy;
    if (free <= 0 || lane.waiting.length === 0) return;
    const items = lane.waiting.splice(0, free);
    lane.busy += items.length;
    // From here on the database knows: a second job for the same message may be taken again.
    for (const item of items) this.#known.delete(item.id);
    this.#start(items, (count) => {
      lane.busy -= count;
      if (lane.busy === 0 && lane.waiting.length === 0) this.#lanes.delete(name);
      else this.#run(name);
      if (this.#isIdle()) for (const resolve of this.#idle.splice(0)) resolve();
    });
  }
}
