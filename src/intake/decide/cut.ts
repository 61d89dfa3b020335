import type { Outcome, Parcel } from '../model.ts';

/**
 * Cuts a request in two, in order; whole groups are closed by the last part only. Used for requests
 * that are too large for one transaction, and to find the signal that the database refuses. The ids
 * of the parts follow from that of the whole, which none of them has: so a request that comes again
 * from the spool finds the parts that were stored, and none of them stands for the rest.
 */
export function cutParcel(parcel: Parcel, at: number): [Parcel, Parcel] {
  const { signals, groupResolves } = parcel.result;
  const first: Parcel = {
    ...parcel,
    eventId: `${parcel.eventId}.1`,
    result: { ...parcel.result, signals: signals.slice(0, at), groupResolves: [] },
  };
  const second: Parcel = {
    ...parcel,
    eventId: `${parcel.eventId}.2`,
    // The body stands in the first part's event.
    raw: Buffer.alloc(0),
    result: {
      signals: signals.slice(at),
      groupResolves,
      rejected: [],
      controls: [],
      deliveryId: null,
    },
  };
  return [first, second];
}

/** The outcome of a cut request as a whole; `at` is where it was cut. */
export function joinOutcomes(first: Outcome, second: Outcome, at: number): Outcome {
  return {
    verdicts: [...first.verdicts, ...second.verdicts],
    rejected: [
      ...first.rejected,
      ...second.rejected.map(({ index, reason }) => ({ index: index + at, reason })),
    ],
    replayed: first.replayed,
  };
}
