export const UPDATE_STATUSES = ['investigating', 'identified', 'monitoring', 'resolved'] as const;
export type UpdateStatus = (typeof UPDATE_STATUSES)[number];

/** States of a part of the service, from fine to worst; maintenance is announced, not broken. */
export const COMPONENT_STATES = [
  'operational',
  'maintenance',
  'degraded',
  'partial',
  'major',
] as const;
export type ComponentState = (typeof COMPONENT_STATES)[number];

/** Audiences inside the house; every other audience is the slug of a status page. */
export const INNER_AUDIENCES = ['team', 'company'] as const;

/** The four fields of an update, as written. */
export interface UpdateFields {
  readonly status: UpdateStatus;
  readonly impact: string;
  readonly action: string;
  readonly nextUpdateAt: Temporal.Instant | null;
  readonly audiences: readonly string[];
}

/** A published update, as a status page shows it. No names of people in it. */
export interface PublicUpdate {
  readonly id: string;
  readonly status: UpdateStatus;
  readonly impact: string;
  readonly action: string;
  readonly publishedAt: Temporal.Instant;
  readonly nextUpdateAt: Temporal.Instant | null;
}

/** An incident as customers see it: `updates` newest first, never empty. */
export interface PublicIncident {
  readonly id: string;
  readonly severity: 'sev1' | 'sev2' | 'sev3' | 'sev4';
  readonly startedAt: Temporal.Instant;
  readonly resolvedAt: Temporal.Instant | null;
  readonly componentIds: readonly string[];
  readonly updates: readonly PublicUpdate[];
}

/** A stretch of time in one state. `until: null` means now. */
export interface StatePeriod {
  readonly state: ComponentState;
  readonly from: Temporal.Instant;
  readonly until: Temporal.Instant | null;
}

export interface PublicComponent {
  readonly id: string;
  readonly name: string;
  readonly state: ComponentState;
  /** words of people for the state, such as "Slow in the EU" */
  readonly note: string | null;
  readonly since: Temporal.Instant;
  /** oldest first; what lies before the first is unknown */
  readonly periods: readonly StatePeriod[];
}

/** Everything that one public page shows, and nothing more. */
export interface PublicPage {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  /** IANA zone in which the page prints its times */
  readonly timezone: string;
  readonly createdAt: Temporal.Instant;
  readonly updatedAt: Temporal.Instant;
  /** address of the page, without a trailing slash */
  readonly url: string;
  readonly components: readonly PublicComponent[];
  /** open ones first, then newest first; at most 50 */
  readonly incidents: readonly PublicIncident[];
}

/** A status page as it is kept. */
export interface StatusPage {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly timezone: string;
  readonly version: number;
  readonly createdAt: Temporal.Instant;
  readonly updatedAt: Temporal.Instant;
}

/** A part of a page. `setState: null` follows the published incidents of its service. */
export interface Component {
  readonly id: string;
  readonly pageId: string;
  readonly name: string;
  readonly serviceId: string | null;
  readonly position: number;
  readonly setState: ComponentState | null;
  readonly note: string | null;
  readonly state: ComponentState;
  readonly since: Temporal.Instant;
}

/** An update as it was published; `audiences` are 'team', 'company' and ids of status pages. */
export interface Update {
  readonly id: string;
  /** order of updates of one moment */
  readonly seq: number;
  readonly incidentId: string;
  readonly status: UpdateStatus;
  readonly impact: string;
  readonly action: string;
  readonly publicImpact: string;
  readonly publicAction: string;
  readonly nextUpdateAt: Temporal.Instant | null;
  readonly publishedAt: Temporal.Instant;
  readonly byId: string;
  readonly byLabel: string;
  readonly via: string;
  readonly audiences: readonly string[];
}

export interface UpdateEvents {
  'update.published': {
    readonly type: 'update.published';
    readonly incidentId: string;
    readonly updateId: string;
    /** ids of the status pages that show it */
    readonly pageIds: readonly string[];
  };
}
