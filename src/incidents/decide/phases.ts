import { PHASES, type IncidentTimes, type Phase, type PhaseEntry } from '../model.ts';

/** One phase on the stepper. `seconds` counts up to `now` for the current one. */
export interface PhaseSpan {
  readonly phase: Phase;
  readonly state: 'done' | 'current' | 'coming';
  readonly startedAt: Temporal.Instant | null;
  readonly endedAt: Temporal.Instant | null;
  readonly seconds: number | null;
}

export interface PhaseReading {
  readonly phase: Phase;
  readonly spans: readonly PhaseSpan[];
}

type Moment = Temporal.Instant | null;

/**
 * Computes the six phases. The rule: detect until acknowledged or declared; triage until the first
 * hypothesis, action or change of severity; investigate until the first action marked as mitigation
 * or the cause is identified; mitigate until mitigated; recover until resolved; then learn.
 *
 * A later boundary that came first closes what lies before it: an incident that was mitigated before
 * anybody wrote a hypothesis has no triage beyond that moment, and one declared afterwards was
 * detected no later than it ended. Learn has no end.
 */
export function readPhases(input: {
  readonly times: IncidentTimes;
  readonly entries: readonly PhaseEntry[];
  readonly now: Temporal.Instant;
}): PhaseReading {
  const { times, entries, now } = input;
  const start = times.impactStartedAt ?? times.detectedAt ?? times.declaredAt;
  const ends = boundaries(times, entries, start);
  const current = ends.findIndex((end) => end === null);
  const spans: PhaseSpan[] = [];
  let startedAt: Moment = start;
  PHASES.forEach((phase, index) => {
    const endedAt: Moment = ends[index] ?? null;
    if (startedAt === null) {
      spans.push({ phase, state: 'coming', startedAt: null, endedAt: null, seconds: null });
      return;
    }
    const until: Temporal.Instant = endedAt ?? latest(now, startedAt);
    const open = phase === 'learn';
    spans.push({
      phase,
      state: endedAt === null ? 'current' : 'done',
      startedAt,
      endedAt,
      seconds: open ? null : Math.round(startedAt.until(until).total('seconds')),
    });
    startedAt = endedAt;
  });
  return { phase: PHASES[current === -1 ? 5 : current] ?? 'learn', spans };
}

/** Ends of detect, triage, investigate, mitigate, recover, learn, none before the one in front of it. */
function boundaries(
  times: IncidentTimes,
  entries: readonly PhaseEntry[],
  start: Temporal.Instant,
): Moment[] {
  const firstWork = firstOf(
    entries,
    (entry) => entry.kind === 'hypothesis' || entry.kind === 'action' || entry.severityChange,
  );
  const firstMitigation = firstOf(entries, (entry) => entry.mitigation);
  const known = earliest([times.acknowledgedAt, times.declaredAt]);
  const ended = earliest([times.mitigatedAt, times.resolvedAt]);
  const worked = earliest([firstMitigation, times.causeIdentifiedAt, ended]);
  const raw: Moment[] = [
    earliest([known, ended]),
    earliest([firstWork, worked]),
    worked,
    ended,
    times.resolvedAt,
  ];
  let floor = start;
  const ordered = raw.map((moment) => {
    if (moment === null) return null;
    floor = latest(moment, floor);
    return floor;
  });
  return [...ordered, null];
}

function firstOf(entries: readonly PhaseEntry[], wanted: (entry: PhaseEntry) => boolean): Moment {
  return earliest(entries.filter(wanted).map((entry) => entry.happenedAt));
}

function earliest(moments: readonly Moment[]): Moment {
  return moments.reduce((found, moment) => {
    if (moment === null) return found;
    return found === null || Temporal.Instant.compare(moment, found) < 0 ? moment : found;
  }, null);
}

function latest(a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant {
  return Temporal.Instant.compare(a, b) >= 0 ? a : b;
}
