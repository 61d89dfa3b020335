/**
 * What a page is: one run of an escalation policy for one alert group. Steps and rounds are counted
 * from 1.
 */

export const pageStates = ['triggered', 'acknowledged', 'snoozed', 'resolved'] as const;
export type PageState = (typeof pageStates)[number];

export type Urgency = 'high' | 'low';

/** Whom a step pages. Ids, not names: people and schedules may be renamed while a page runs. */
export type Target =
  | { readonly kind: 'person'; readonly person: string }
  | { readonly kind: 'schedule'; readonly schedule: string }
  | { readonly kind: 'team'; readonly team: string }
  /** Each new page takes the next member of the ring. */
  | { readonly kind: 'roundRobin'; readonly ring: readonly string[] }
  /** Another program is told; it answers for nobody. */
  | { readonly kind: 'webhook'; readonly webhook: string };

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof weekdays)[number];

/** Hours of the day, by the wall clock of a zone, perhaps over midnight. `end` is not included. */
export interface StepWindow {
  /** IANA zone. */
  readonly timezone: string;
  /** `HH:MM`; the end may be 24:00. */
  readonly start: string;
  readonly end: string;
  /** Every day when absent. */
  readonly days?: readonly Weekday[];
}

export interface PolicyStep {
  readonly targets: readonly Target[];
  /** Outside of these hours the step is passed over at once; always in them when absent. */
  readonly when?: StepWindow;
  /** From the firing of this step to the next; the last one's to the next round or the fallback. */
  readonly delaySeconds: number;
  /** How many different people have to acknowledge before the page stops; 1 when absent. */
  readonly acks?: number;
}

/** A policy as it was when the page opened; later edits do not touch a running page. */
export interface FrozenPolicy {
  readonly steps: readonly PolicyStep[];
  /** Rounds after the first. */
  readonly repeat: number;
  readonly fallback: Target | null;
  /** Null: an acknowledgement never runs out. */
  readonly acknowledgeTimeoutSeconds: number | null;
}

export const timerKinds = [
  'step',
  'exhaust',
  'acknowledgeWarning',
  'acknowledgeTimeout',
  'snoozeEnd',
] as const;
export type TimerKind = (typeof timerKinds)[number];

/** The one thing that a page waits for. */
export interface Timer {
  readonly kind: TimerKind;
  /** For `step`: which one fires; else where the page stands. */
  readonly step: number;
  readonly round: number;
  readonly at: Temporal.Instant;
}

/** What a timer job carries; it does nothing unless it names what the page waits for now. */
export interface TimerEvent {
  readonly kind: TimerKind;
  readonly step: number;
  readonly round: number;
  readonly generation: number;
}

/** The part of a page that decisions read and change. */
export interface PageRun {
  readonly state: PageState;
  readonly urgency: Urgency;
  /** Every round went by without an acknowledgement. The state stays triggered. */
  readonly exhausted: boolean;
  /** Raised by each stop and restart; work that carries an older one does nothing. */
  readonly generation: number;
  /** The step that fired last in this round, 0 before the first. */
  readonly step: number;
  readonly round: number;
  readonly next: Timer | null;
  /** People who acknowledged in this generation while more acknowledgements were needed. */
  readonly ackers: readonly string[];
  /** Person id, or null when it was no person of ours. */
  readonly acknowledgedBy: string | null;
  readonly acknowledgedAt: Temporal.Instant | null;
  readonly snoozedUntil: Temporal.Instant | null;
  readonly resolvedAt: Temporal.Instant | null;
  /** Steps in a row that reached nobody. */
  readonly emptySteps: number;
  /** `step.target`, both from 1, to the position in that target's ring. */
  readonly rings: Readonly<Record<string, number>>;
  /** Who is paged with step 1 again although no target names them: whose acknowledgement ran out. */
  readonly also: string | null;
  /** The latest time this page has seen; a clock that goes back does not move it. */
  readonly highWaterAt: Temporal.Instant;
}

/** Whom the targets of a step come to at the moment of firing. */
export interface StepReach {
  /** Ids of people who can be reached, each once, in the order of the targets. */
  readonly people: readonly string[];
  /** Ids of webhooks that are called beside them. */
  readonly webhooks?: readonly string[];
  /** Who or what was left out, and why. */
  readonly skipped: readonly { readonly who: string; readonly why: SkipReason }[];
}

export type SkipReason =
  | 'nobodyOnCall'
  | 'noMethod'
  | 'deactivated'
  | 'gone'
  | 'emptyTeam'
  | 'outsideHours'
  | 'webhookOff';

export type Effect =
  /** Queue each person's notifications by their own rules, counted from now. */
  | {
      readonly kind: 'page';
      readonly people: readonly string[];
      readonly webhooks?: readonly string[];
      readonly step: number;
      readonly round: number;
    }
  /** Queued notifications of older generations are no longer wanted. */
  | { readonly kind: 'cancel' }
  /** Queued notifications of one person are no longer wanted. */
  | { readonly kind: 'cancelFor'; readonly person: string }
  | { readonly kind: 'remind'; readonly person: string; readonly timeoutAt: Temporal.Instant }
  /** Tell whoever acknowledged that the page got worse. */
  | { readonly kind: 'tell'; readonly person: string }
  | { readonly kind: 'fallback'; readonly target: Target }
  /** Nobody could be reached, and there is no fallback left to try. */
  | { readonly kind: 'alarm' };

export type ReasonCode =
  | 'opened'
  | 'stepFired'
  | 'stepEmpty'
  | 'exhausted'
  | 'policyEmpty'
  | 'unreached'
  | 'acknowledged'
  | 'acknowledgedAlso'
  | 'takenOver'
  | 'renewed'
  | 'unacknowledged'
  | 'snoozed'
  | 'snoozeEnded'
  | 'escalated'
  | 'declined'
  | 'resolved'
  | 'acknowledgeWarning'
  | 'acknowledgeTimeout'
  | 'urgencyRaised'
  | 'urgencyNoted'
  | 'joined'
  /* and those of plans that change nothing */
  | 'alreadyResolved'
  | 'alreadyTriggered'
  | 'alreadyAcknowledged'
  | 'notRaised'
  | 'nothingToSnooze'
  | 'stale'
  | 'early';

/** Why a plan is as it is; the words are in `views/`. */
export interface Reason {
  readonly code: ReasonCode;
  readonly detail?: Readonly<Record<string, string | number>>;
}

/** What to do. With `changed: false` nothing is written and `run` is the page as it was. */
export interface Plan {
  readonly changed: boolean;
  readonly reason: Reason;
  readonly run: PageRun;
  readonly effects: readonly Effect[];
}

/** One message of a person's rules: seconds after the firing, and by which contact method. */
export interface RuleMessage {
  readonly methodId: string;
  readonly afterSeconds: number;
  readonly reason: string;
}

/** A policy as it is listed; its newest version is in force for pages that open from now on. */
export interface Policy extends FrozenPolicy {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  /** The team that owns it; null: admins only. */
  readonly teamId: string | null;
  readonly version: number;
  readonly createdAt: Temporal.Instant;
}

/** Who did something to a page: a person, a key, a signed link, the source, or the program. */
export interface By {
  readonly kind: 'person' | 'key' | 'link' | 'source' | 'system';
  readonly id: string;
  readonly label: string;
}

export const pageKinds = ['alert', 'manual', 'test'] as const;
/** What opened a page: an alert, a person who calls somebody, or a rehearsal. */
export type PageKind = (typeof pageKinds)[number];

export interface Page {
  readonly id: string;
  /** The number behind the ref `P-12`. */
  readonly number: number;
  readonly kind: PageKind;
  /** The alert group; null for a page that a person made. */
  readonly groupId: string | null;
  readonly serviceId: string | null;
  /** Null when the page has a policy of its own. */
  readonly policyId: string | null;
  readonly policyVersion: number | null;
  readonly title: string;
  readonly severity: string;
  readonly unreachable: boolean;
  readonly acknowledgedBy: By | null;
  readonly resolvedBy: By | null;
  readonly openedAt: Temporal.Instant;
  readonly openedBy: By | null;
  readonly run: PageRun;
  readonly policy: FrozenPolicy;
}

/** One line of a page's ladder. */
export interface LogLine {
  /** Their order, and nothing else. */
  readonly seq: number;
  readonly at: Temporal.Instant;
  readonly kind: LogKind;
  readonly generation: number;
  readonly step: number;
  readonly round: number;
  readonly by: By | null;
  readonly detail: LogDetail;
}

/** A line is a plan's reason, or something that came with it. */
export type LogKind =
  | ReasonCode
  /** The service has no policy: `detail.instead` says whose was taken. */
  | 'noPolicy'
  /** The fallback was tried. */
  | 'fallback'
  /** Nobody could be reached. */
  | 'unreachable'
  /** No message got through to a person. */
  | 'undeliverable'
  /** A timer was lost and found by the auditor. */
  | 'redriven';

export interface LogDetail {
  /** Ids of people who were paged, reminded or told. */
  readonly people?: readonly string[];
  /** Ids of webhooks that were called. */
  readonly webhooks?: readonly string[];
  readonly skipped?: StepReach['skipped'];
  readonly until?: string;
  readonly instead?: string;
  readonly have?: number;
  readonly needed?: number;
  readonly lateSeconds?: number;
}

/** `P-12`, the name that people use. */
export function pageRef(number: number): string {
  return `P-${number}`;
}

/** The number in `P-12` (any case), or null. */
export function pageNumber(ref: string): number | null {
  const match = /^p-(\d{1,9})$/i.exec(ref);
  return match === null ? null : Number(match[1]);
}

/** What an event tells about a page. */
export interface PageFacts {
  readonly id: string;
  readonly ref: string;
  readonly generation: number;
  readonly kind: PageKind;
  readonly groupId: string | null;
  readonly serviceId: string | null;
  readonly title: string;
}

/** What this module emits; lists hold only real changes. */
export interface PageEvents {
  'page.opened': { type: 'page.opened'; pages: readonly PageFacts[] };
  /** A step fired: who is being told. Step 0 is the fallback. */
  'page.paged': {
    type: 'page.paged';
    pages: readonly (PageFacts & { step: number; round: number; people: readonly string[] })[];
  };
  /** A step fired that names webhooks: these are to be called. */
  'page.called': {
    type: 'page.called';
    pages: readonly (PageFacts & { step: number; round: number; webhooks: readonly string[] })[];
  };
  'page.acknowledged': { type: 'page.acknowledged'; pages: readonly PageFacts[]; by: By };
  'page.snoozed': {
    type: 'page.snoozed';
    pages: readonly PageFacts[];
    by: By;
    until: Temporal.Instant;
  };
  /** Nobody has it any more: taken back, run out, or escalated. */
  'page.triggered': { type: 'page.triggered'; pages: readonly PageFacts[]; by: By };
  'page.resolved': { type: 'page.resolved'; pages: readonly PageFacts[]; by: By };
  'page.exhausted': { type: 'page.exhausted'; pages: readonly PageFacts[] };
  /** Nobody could be reached at all. */
  'page.unreachable': { type: 'page.unreachable'; pages: readonly PageFacts[] };
}
