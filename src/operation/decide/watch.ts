// Does everything move that has to move for a page to go out? And when does somebody have to be told?
import type { Canary, Check } from '../model.ts';

/** A part that has not moved for so long is stuck, in seconds. */
export const stuckSeconds = 60;
/** The heart is called so often, in seconds. */
const beatSeconds = 60;
/** While it stays stuck, the alarm is repeated so often, in seconds. */
const againSeconds = 1800;

/** What was measured in one look. */
export interface Look {
  now: Temporal.Instant;
  /** The last question to the job queue; null: none was asked yet. */
  canary: Canary | null;
  /** Whether the way in answered this process itself. */
  ingest: { ok: boolean; detail: string };
  /** Seconds by which the oldest message and the oldest job are late. */
  lateMessage: number;
  lateJob: number;
  /** Pages whose step is more than `stuckSeconds` late. */
  overduePages: number;
}

/** Every part of the chain with its verdict. */
export function judge(look: Look): Check[] {
  const { canary, now } = look;
  const asked = canary === null || canary.ranAt !== null ? null : canary.askedAt;
  const waited = asked === null ? 0 : now.since(asked).total('seconds');
  const pages = look.overduePages;
  return [
    { name: 'ingest', ...look.ingest },
    part('jobs', Math.max(waited, look.lateJob), 'the oldest due job waits'),
    {
      name: 'paging',
      ok: pages === 0,
      detail:
        pages === 0
          ? 'moves'
          : pages === 1
            ? 'a due step of a page waits'
            : `${pages} due steps of pages wait`,
    },
    part('delivery', look.lateMessage, 'the oldest due message waits'),
  ];
}

function part(name: Check['name'], late: number, words: string): Check {
  const ok = late <= stuckSeconds;
  return { name, ok, detail: ok ? 'moves' : `${words} for ${Math.round(late)} s` };
}

/** What the watch remembers from one look to the next. */
export interface AlarmState {
  /** Since when something is stuck; null: all moves. */
  since: Temporal.Instant | null;
  toldAt: Temporal.Instant | null;
}

/**
 * Whom to tell what: the alarm once it was stuck in two looks, again each half hour, and the
 * all-clear to whoever was alarmed.
 */
export function planAlarm(
  state: AlarmState,
  checks: readonly Check[],
  now: Temporal.Instant,
): { tell: 'alarm' | 'clear' | null; state: AlarmState } {
  if (checks.every(({ ok }) => ok)) {
    const tell = state.toldAt === null ? null : ('clear' as const);
    return { tell, state: { since: null, toldAt: null } };
  }
  if (state.since === null) return { tell: null, state: { since: now, toldAt: null } };
  const { toldAt } = state;
  if (toldAt !== null && now.since(toldAt).total('seconds') < againSeconds) {
    return { tell: null, state };
  }
  return { tell: 'alarm', state: { since: state.since, toldAt: now } };
}

/** True when the heart is due: a little early rather than late. */
export function isBeatDue(lastAt: string | null, now: Temporal.Instant): boolean {
  return lastAt === null || now.since(lastAt).total('seconds') >= beatSeconds - 5;
}
