import type { Confidence, PhaseLength, PostmortemText, Stage, TimelineLine } from '../model.ts';

/** What the draft needs to know of a timeline entry. */
export interface DraftEntry {
  readonly id: string;
  readonly kind: string;
  readonly text: string;
  readonly happenedAt: Temporal.Instant;
  readonly mitigation: boolean;
  readonly cause: boolean;
  /** machine events that matter afterwards: declared, severity, roles, mitigated, verified, resolved */
  readonly milestone: boolean;
}

export interface DraftSource {
  readonly title: string;
  readonly severity: string;
  readonly impact: string;
  /** how the end was verified */
  readonly verifiedHow: string;
  readonly times: {
    readonly impactStartedAt: Temporal.Instant | null;
    readonly detectedAt: Temporal.Instant | null;
    readonly acknowledgedAt: Temporal.Instant | null;
    readonly declaredAt: Temporal.Instant;
    readonly mitigatedAt: Temporal.Instant | null;
    readonly verifiedAt: Temporal.Instant | null;
    readonly resolvedAt: Temporal.Instant | null;
  };
  readonly entries: readonly DraftEntry[];
  readonly phases: readonly PhaseLength[];
  /** when updates were promised and when they came */
  readonly updates: { readonly sent: number; readonly onTime: number };
  /** person ids of everybody who wrote an action */
  readonly actors: readonly string[];
  readonly detectedByAlert: boolean;
}

export interface Draft {
  readonly text: PostmortemText;
  readonly factors: readonly { stage: Stage; text: string; confidence: Confidence }[];
}

/** Prompts of the four stages: how and what, never who. */
export const STAGE_PROMPTS: Readonly<Record<Stage, string>> = {
  introduced: 'What change or condition made this possible, and how did it look reasonable then?',
  missed:
    'Which check, test, review, canary or alert met it and let it through, or does not exist?',
  impact: 'What let it reach so many, or last so long?',
  recovery: 'What took the time: noticing, understanding, deciding, access, tooling, verifying?',
};

const POSTMORTEM_HOURS = 48;

/** SEV1 and SEV2: 48 hours after the end. Others have no due time. */
export function postmortemDue(
  severity: string,
  resolvedAt: Temporal.Instant | null,
): Temporal.Instant | null {
  if (resolvedAt === null || (severity !== 'sev1' && severity !== 'sev2')) return null;
  return resolvedAt.add({ hours: POSTMORTEM_HOURS });
}

/** Days until an action is due when nobody says otherwise: 15 for the highest severity, 30 for the rest. */
export function defaultActionDays(severity: string): number {
  return severity === 'sev1' ? 15 : 30;
}

/**
 * Writes the draft from what was recorded while it happened. Nothing is made up: a field for which
 * the log has no words stays empty and shows its prompt.
 */
export function draftFrom(source: DraftSource): Draft {
  return {
    text: {
      title: source.title,
      summary: summaryOf(source),
      impact: source.impact,
      detection: detectionOf(source),
      wentWell: wentWell(source),
      lucky: '',
      surprises: '',
    },
    factors: factorsOf(source),
  };
}

/**
 * The lines that tell the story: typed entries and milestones, in the order in which things
 * happened. Other machine events stay in the log of the incident.
 */
export function timelineOf(entries: readonly DraftEntry[]): TimelineLine[] {
  return entries
    .filter((entry) => entry.milestone || (entry.kind !== 'event' && entry.kind !== 'note'))
    .map(({ id, kind, text, happenedAt }) => ({ entryId: id, at: happenedAt, kind, text }))
    .toSorted((a, b) => Temporal.Instant.compare(a.at, b.at));
}

function summaryOf({ times, impact, verifiedHow, title }: DraftSource): string {
  const from = times.impactStartedAt ?? times.detectedAt ?? times.declaredAt;
  const until = times.mitigatedAt ?? times.resolvedAt;
  const what = impact === '' ? title : impact;
  const told = /[.!?]$/.test(what) ? what : `${what}.`;
  const parts = [
    until === null
      ? `Since ${clock(from)} UTC: ${told}`
      : `From ${clock(from)} to ${clock(until)} UTC (${spokenSeconds(secondsBetween(from, until))}): ${told}`,
  ];
  if (times.verifiedAt !== null) {
    parts.push(
      `Verified ${clock(times.verifiedAt)} UTC${verifiedHow === '' ? '' : `: ${verifiedHow}`}.`,
    );
  }
  return parts.join(' ').replaceAll('..', '.');
}

function detectionOf({ times, detectedByAlert }: DraftSource): string {
  const how = detectedByAlert ? 'An alert' : 'A person';
  const from = times.impactStartedAt;
  if (times.detectedAt === null || from === null) return `${how} noticed it.`;
  return `${how} noticed it ${spokenSeconds(secondsBetween(from, times.detectedAt))} after it began.`;
}

function wentWell(source: DraftSource): string[] {
  const { times, updates, actors } = source;
  const found: string[] = [];
  const seen = times.detectedAt ?? times.declaredAt;
  if (times.acknowledgedAt !== null) {
    const seconds = secondsBetween(seen, times.acknowledgedAt);
    if (seconds >= 0 && seconds <= 300) found.push(`Acknowledged in ${spokenSeconds(seconds)}`);
  }
  if (updates.sent > 0 && updates.onTime === updates.sent) {
    found.push(`Updates on time, ${updates.onTime} of ${updates.sent}`);
  }
  if (new Set(actors).size === 1) found.push('One person made changes, all the time');
  if (times.verifiedAt !== null) found.push('The end was verified before it was called one');
  return found;
}

function factorsOf(source: DraftSource): Draft['factors'] {
  const factors: { stage: Stage; text: string; confidence: Confidence }[] = [];
  for (const entry of source.entries) {
    if (entry.cause)
      factors.push({ stage: 'introduced', text: entry.text, confidence: 'observed' });
  }
  const [longest] = source.phases
    .flatMap(({ phase, seconds }) =>
      seconds === null || phase === 'recover' ? [] : [{ phase, seconds }],
    )
    .toSorted((a, b) => b.seconds - a.seconds);
  if (longest !== undefined && longest.seconds >= 600) {
    factors.push({
      stage: longest.phase === 'detect' ? 'missed' : 'recovery',
      text: `${capital(longest.phase)} took ${spokenSeconds(longest.seconds)}, longer than any other phase.`,
      confidence: 'observed',
    });
  }
  return factors;
}

/** "86 s", "24 min", "1 h 5 min", "2 d 3 h". */
export function spokenSeconds(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 120) return `${whole} s`;
  const minutes = Math.round(whole / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  const days = Math.floor(hours / 24);
  return hours % 24 === 0 ? `${days} d` : `${days} d ${hours % 24} h`;
}

function secondsBetween(from: Temporal.Instant, until: Temporal.Instant): number {
  return from.until(until).total('seconds');
}

function clock(at: Temporal.Instant): string {
  return at.toZonedDateTimeISO('UTC').toPlainTime().toString({ smallestUnit: 'minute' });
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
