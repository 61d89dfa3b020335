// A service: something that people run, that depends on others and that somebody owns.

export const severities = ['critical', 'error', 'warning', 'info', 'unknown'] as const;
export type Severity = (typeof severities)[number];
export type Urgency = 'high' | 'low';

export interface ServiceLink {
  href: string;
  text: string;
}

/** Urgency of a severity where it differs from the general rule. */
export type UrgencyBySeverity = Readonly<Partial<Record<Severity, Urgency>>>;

export interface Service {
  id: string;
  slug: string;
  name: string;
  description: string;
  /** Null: nobody owns it, which is an alarm. */
  teamId: string | null;
  /** 1 is the most important, 4 the least. */
  tier: number;
  escalationPolicyId: string | null;
  /** Ids of the services it stands on; cycles occur. */
  dependsOn: readonly string[];
  links: readonly ServiceLink[];
  urgencyBySeverity: UrgencyBySeverity;
  archivedAt: Temporal.Instant | null;
  createdAt: Temporal.Instant;
  version: number;
}

/** What routing an event needs of a service. */
export type ServiceRoute = Pick<
  Service,
  'id' | 'slug' | 'name' | 'escalationPolicyId' | 'urgencyBySeverity' | 'archivedAt'
>;
