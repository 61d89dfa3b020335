// How long each kind of rows is kept, and what of a change has to be shown before it is made.
import type { RetentionKind } from '../contract.ts';
import type { Keep } from '../model.ts';

const day = 86_400;

/**
 * Defaults and shortest times, in seconds. What a person may miss is kept for ever until an owner has
 * seen what would go. Shortest: repeats of a webhook are known by its event for three days; links in
 * messages, answers by phone and the last test page must find theirs; a status page shows 90 days.
 */
const sheet: Readonly<Record<RetentionKind, { usual: number | null; least: number }>> = {
  events: { usual: 7 * day, least: 3 * day },
  rejected: { usual: 7 * day, least: day },
  alerts: { usual: null, least: 30 * day },
  pages: { usual: null, least: 30 * day },
  notifications: { usual: null, least: 30 * day },
  webhookDeliveries: { usual: 30 * day, least: 4 * day },
  statusHistory: { usual: null, least: 100 * day },
  proposals: { usual: 90 * day, least: 7 * day },
};

const kinds = Object.keys(sheet) as RetentionKind[];

export function usualKeep(kind: RetentionKind): number | null {
  return sheet[kind].usual;
}

export function leastKeep(kind: RetentionKind): number {
  return sheet[kind].least;
}

/** Seconds that a kind is set to be kept; null: for ever. */
export function keepOf(keep: Keep, kind: RetentionKind): number | null {
  const set = keep[kind];
  return set === undefined ? sheet[kind].usual : set;
}

/**
 * What is older than this goes; null: nothing does. Messages go with their pages at the latest: a
 * message without its page could not be found any more.
 */
export function horizon(
  keep: Keep,
  kind: RetentionKind,
  now: Temporal.Instant,
): Temporal.Instant | null {
  const own = keepOf(keep, kind);
  const page = kind === 'notifications' ? keepOf(keep, 'pages') : null;
  const seconds = own === null || page === null ? (own ?? page) : Math.min(own, page);
  return seconds === null ? null : now.subtract({ seconds });
}

/** Kinds in the order in which they are deleted: messages before their pages. */
export const order: readonly RetentionKind[] = [
  'notifications',
  ...kinds.filter((kind) => kind !== 'notifications'),
];

/** Kinds of which the change lets go more than now. */
export function shorterKinds(before: Keep, after: Keep, now: Temporal.Instant): RetentionKind[] {
  return kinds.filter((kind) => {
    const [was, is] = [horizon(before, kind, now), horizon(after, kind, now)];
    return is !== null && (was === null || Temporal.Instant.compare(is, was) > 0);
  });
}

/** Kinds that would be kept for less than the shortest time. */
export function tooShort(keep: Keep): RetentionKind[] {
  return kinds.filter((kind) => {
    const set = keep[kind];
    return set !== undefined && set !== null && set < sheet[kind].least;
  });
}

/** How many rows may have grown old between a preview and its change. */
const slackShare = 0.05;
const slackRows = 100;

/** True when the preview that somebody saw still says what would go. */
export function isAsSeen(seen: number, rows: number): boolean {
  return rows <= seen + Math.max(slackRows, seen * slackShare);
}

const tellEveryHours = 24;

/** True when deletions belong in the audit log now: the first ones after a change, then once a day. */
export function isTellDue(toldAt: Temporal.Instant | null, now: Temporal.Instant): boolean {
  return toldAt === null || now.since(toldAt).total('hours') >= tellEveryHours;
}
