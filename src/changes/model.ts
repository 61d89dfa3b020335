/** The kinds of change that the wire knows. */
export const CHANGE_KINDS = [
  'deploy',
  'config',
  'flag',
  'migration',
  'infrastructure',
  'vendor',
] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

export const SYMPTOMS = ['errors', 'latency', 'saturation', 'data', 'absence'] as const;
export type Symptom = (typeof SYMPTOMS)[number];

/** A change as the ranker sees it. `id` and `service` are compared, never interpreted; who made it is not here. */
export interface RankedChange {
  readonly id: string;
  /** slug of the service that was changed */
  readonly service: string;
  readonly kind: ChangeKind;
  readonly summary: string;
  readonly environment: string;
  readonly happenedAt: Temporal.Instant;
  readonly region?: string | undefined;
  /** slugs of the services that took the change over (shared libraries, flag and config stores) */
  readonly rolledOutTo?: readonly string[] | undefined;
  /** share of a roll-out, 0 to 100 */
  readonly percent?: number | undefined;
}

/** A service and what it depends on, by slug. Cycles and unknown slugs are allowed. */
export interface GraphService {
  readonly slug: string;
  readonly dependsOn: readonly string[];
}

/** What a third party announced about itself. `vendor` is the slug of a service in the graph. */
export interface VendorEvent {
  readonly id: string;
  readonly vendor: string;
  readonly title: string;
  readonly startedAt: Temporal.Instant;
  readonly severity: string;
  readonly region?: string | undefined;
}

/** One service that hurts, as the alert on it says. */
export interface AffectedService {
  readonly service: string;
  readonly symptom: Symptom;
  readonly detail: string;
  readonly since: Temporal.Instant;
  readonly region?: string | undefined;
}

/** The question "what changed?", complete: nothing else is looked up while ranking. */
export interface SuspectQuestion {
  readonly services: readonly GraphService[];
  readonly changes: readonly RankedChange[];
  readonly vendorEvents: readonly VendorEvent[];
  readonly onset: { readonly at: Temporal.Instant; readonly uncertaintyMinutes: number };
  readonly detectedAt: Temporal.Instant;
  readonly askedAt: Temporal.Instant;
  readonly affected: readonly AffectedService[];
}

/**
 * One answer. `score` is a chance between 0 and 1; the scores of a whole list add up to 1 because
 * the answers exclude each other. `change: null` stands for "no recorded change fits".
 */
export interface Suspect<C extends RankedChange = RankedChange> {
  readonly change: C | null;
  readonly score: number;
  /** at most four, strongest first, those that speak against it before those for it */
  readonly reasons: readonly string[];
}

export interface ChangeLink {
  readonly href: string;
  readonly text: string;
}

/** A recorded change. `service` is the slug, of the catalogue when `serviceId` is set. */
export interface Change extends RankedChange {
  readonly serviceId: string | null;
  readonly reversible: boolean | null;
  readonly undo: string | null;
  readonly links: readonly ChangeLink[];
  readonly recordedAt: Temporal.Instant;
  readonly by: string;
}

/** A change as somebody tells it. Everything but the summary may be missing. */
export interface ChangeInput {
  /** id or slug */
  readonly service?: string | null | undefined;
  readonly kind?: ChangeKind | undefined;
  readonly summary: string;
  readonly environment?: string | null | undefined;
  readonly region?: string | null | undefined;
  readonly rolledOutTo?: readonly string[] | undefined;
  readonly percent?: number | null | undefined;
  readonly reversible?: boolean | null | undefined;
  readonly undo?: string | null | undefined;
  readonly links?: readonly ChangeLink[] | undefined;
  readonly happenedAt?: Temporal.Instant | undefined;
  /** in words; without it the caller's own name */
  readonly by?: string | null | undefined;
}

export interface ChangeEvents {
  /** Changes were recorded, in the order in which they were told. */
  'change.recorded': { readonly type: 'change.recorded'; readonly changes: readonly Change[] };
}
