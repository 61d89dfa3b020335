// Made by `npm run schema` from the migrated database. Not edited by hand.
import type { ColumnType } from 'kysely';

/** Read as an instant; written as an instant or RFC 3339 text. */
type Instant = ColumnType<Temporal.Instant, Temporal.Instant | string, Temporal.Instant | string>;
/** jsonb: whatever was stored. Written as JSON text or through `jsonb()`. */
type Json = ColumnType<unknown, unknown, unknown>;
type Generated<T> =
  T extends ColumnType<infer S, infer I, infer U> ? ColumnType<S, I | undefined, U> : ColumnType<T, T | undefined, T>;

export interface AlertSignalsTable {
  orgId: string;
  alertId: string;
  eventId: string;
  place: number;
  at: Instant;
  outcome: string;
}

export interface AlertsTable {
  orgId: string;
  id: string;
  number: number;
  state: string;
  source: string;
  ingestKeyId: string;
  dedupKey: string;
  serviceId: string;
  groupId: string;
  severity: string;
  severityRaw: string | null;
  urgency: string;
  title: string;
  body: string;
  labels: Json;
  links: Json;
  reasons: Json;
  sourceGroup: string | null;
  startedAt: Instant | null;
  occurrences: number;
  lastEventId: string;
  firstSeenAt: Instant;
  lastSeenAt: Instant;
  expiresAt: Instant | null;
  raisedAt: Instant | null;
  acknowledgedAt: Instant | null;
  acknowledgedBy: Json | null;
  snoozedUntil: Instant | null;
  resolvedAt: Instant | null;
  resolvedBy: Json | null;
  previousId: string | null;
}

export interface ApiKeysTable {
  orgId: string;
  id: string;
  name: string;
  scopes: string[];
  personId: string | null;
  lookupId: string | null;
  hash: string;
  createdAt: Instant;
  createdBy: string;
  expiresAt: Instant | null;
  lastUsedAt: Instant | null;
  lastRefusedAt: Instant | null;
  revokedAt: Instant | null;
}

export interface AuditLogTable {
  orgId: string;
  id: string;
  at: Instant;
  byKind: string;
  byId: string;
  byLabel: string;
  via: string;
  action: string;
  objectKind: string;
  objectId: string;
  objectRef: string | null;
  before: Json | null;
  after: Json | null;
  requestId: string;
}

export interface AuthAccountsTable {
  id: string;
  email: string;
  passwordHash: string | null;
  passwordSetAt: Instant | null;
  createdAt: Instant;
  passwordShort: Generated<boolean>;
}

export interface AuthAttemptsTable {
  bucket: string;
  failures: number;
  lastAt: Instant;
}

export interface AuthIdentitiesTable {
  issuer: string;
  subject: string;
  accountId: string;
  createdAt: Instant;
  lastUsedAt: Instant;
}

export interface AuthPasskeysTable {
  id: string;
  accountId: string;
  credentialId: string;
  publicKey: string;
  counter: number;
  transports: string[];
  synced: boolean;
  name: string;
  createdAt: Instant;
  lastUsedAt: Instant | null;
}

export interface AuthSecondFactorsTable {
  accountId: string;
  sealed: string;
  confirmedAt: Instant | null;
  lastStep: number;
  recoveryHashes: string[];
  createdAt: Instant;
}

export interface AuthSessionsTable {
  id: string;
  tokenHash: string;
  accountId: string;
  orgId: string;
  createdAt: Instant;
  lastSeenAt: Instant;
  expiresAt: Instant;
  userAgent: string;
  address: string;
  authenticatedAt: Instant | null;
  way: string;
  providerId: string | null;
}

export interface AuthTokensTable {
  hash: string;
  purpose: string;
  orgId: string | null;
  personId: string | null;
  createdAt: Instant;
  expiresAt: Instant;
  usedAt: Instant | null;
}

export interface ChangesTable {
  orgId: string;
  id: string;
  serviceId: string | null;
  serviceGiven: string | null;
  kind: string;
  summary: string;
  environment: string;
  region: string | null;
  rolledOutTo: Json;
  percent: number | null;
  reversible: boolean | null;
  undo: string | null;
  links: Json;
  happenedAt: Instant;
  recordedAt: Instant;
  byLabel: string;
  via: string;
}

export interface ConfigAppliedTable {
  orgId: string;
  kind: string;
  ref: string;
  fields: Json;
  appliedAt: Instant;
  appliedBy: string;
  fileSet: string;
}

export interface ContactMethodsTable {
  orgId: string;
  id: string;
  personId: string;
  kind: string;
  address: string;
  settings: Json;
  sealed: string | null;
  verifiedAt: Instant | null;
  brokenAt: Instant | null;
  brokenReason: string | null;
  codeHash: string | null;
  codeSentAt: Instant | null;
  codeTries: number;
  createdAt: Instant;
}

export interface ContactWaysTable {
  orgId: string | null;
  id: string | null;
  personId: string | null;
  kind: string | null;
  address: string | null;
  settings: Json | null;
  sealed: string | null;
  verifiedAt: Instant | null;
  brokenAt: Instant | null;
  name: string | null;
  email: string | null;
  timezone: string | null;
  locale: string | null;
  deactivatedAt: Instant | null;
  orgKind: string | null;
}

export interface DeliveryReplyCountsTable {
  orgId: string;
  address: string;
  replies: number;
  at: Instant;
}

export interface DeliverySubjectsTable {
  orgId: string;
  id: string;
  kind: string;
  generation: number;
  wanted: boolean;
}

export interface EarlyResolvesTable {
  orgId: string;
  ingestKeyId: string;
  dedupKey: string;
  sourceTime: Instant;
  seenAt: Instant;
}

export interface EscalationPoliciesTable {
  orgId: string;
  id: string;
  slug: string;
  name: string;
  version: number;
  createdAt: Instant;
  updatedAt: Instant;
  archivedAt: Instant | null;
  teamId: string | null;
}

export interface EventsTable {
  orgId: string;
  id: string;
  ingestKeyId: string;
  source: string;
  receivedAt: Instant;
  contentType: string | null;
  deliveryId: string | null;
  body: Buffer;
  verdict: Json;
}

export interface IdempotencyKeysTable {
  orgId: string;
  key: string;
  actorId: string;
  fingerprint: string;
  status: number | null;
  body: Json | null;
  createdAt: Instant;
}

export interface IncidentAlertsTable {
  orgId: string;
  incidentId: string;
  alertId: string;
  groupId: string;
  linkedAt: Instant;
}

export interface IncidentEntriesTable {
  orgId: string;
  id: string;
  seq: Generated<number>;
  incidentId: string;
  kind: string;
  text: string;
  happenedAt: Instant;
  recordedAt: Instant;
  byKind: string;
  byId: string;
  byLabel: string;
  via: string;
  mitigation: boolean;
  cause: boolean;
  event: string | null;
  data: Json;
  eventKey: string | null;
  edits: number;
}

export interface IncidentEntryVersionsTable {
  orgId: string;
  entryId: string;
  version: number;
  text: string;
  happenedAt: Instant;
  replacedAt: Instant;
  replacedBy: string;
}

export interface IncidentLevelsTable {
  orgId: string;
  severity: string;
  name: string;
  word: string;
  definition: string;
  firstMinutes: number | null;
  everyMinutes: number | null;
  version: number;
  updatedAt: Instant;
}

export interface IncidentMembersTable {
  orgId: string;
  incidentId: string;
  personId: string;
  addedAt: Instant;
  addedBy: string;
}

export interface IncidentServicesTable {
  orgId: string;
  incidentId: string;
  serviceId: string;
}

export interface IncidentUpdateAudiencesTable {
  orgId: string;
  updateId: string;
  audience: string;
}

export interface IncidentUpdatesTable {
  orgId: string;
  id: string;
  seq: Generated<number>;
  incidentId: string;
  status: string;
  impact: string;
  action: string;
  publicImpact: string;
  publicAction: string;
  nextUpdateAt: Instant | null;
  publishedAt: Instant;
  byId: string;
  byLabel: string;
  via: string;
}

export interface IncidentsTable {
  orgId: string;
  id: string;
  number: number;
  title: string;
  severity: string;
  private: boolean;
  impact: string;
  declaredBy: string | null;
  declaredByLabel: string;
  commander: string | null;
  operations: string | null;
  communications: string | null;
  scribe: string | null;
  impactStartedAt: Instant | null;
  detectedAt: Instant | null;
  acknowledgedAt: Instant | null;
  declaredAt: Instant;
  causeIdentifiedAt: Instant | null;
  mitigatedAt: Instant | null;
  verifiedAt: Instant | null;
  verifiedHow: string;
  resolvedAt: Instant | null;
  nextUpdateAt: Instant | null;
  nextUpdateSetAt: Instant | null;
  cadenceGeneration: number;
  lastUpdateAt: Instant | null;
  updatesSent: number;
  updatesOnTime: number;
  version: number;
  createdAt: Instant;
  updatedAt: Instant;
}

export interface IngestKeysTable {
  orgId: string;
  id: string;
  serviceId: string;
  source: string;
  keyHash: string;
  createdAt: Instant;
  createdBy: string;
  lastEventAt: Instant | null;
}

export interface InstanceSettingsTable {
  name: string;
  value: Json;
  updatedAt: Instant;
}

export interface NotificationAttemptsTable {
  orgId: string;
  notificationId: string;
  number: number;
  at: Instant;
  provider: string;
  providerId: string | null;
  outcome: string;
  error: string | null;
}

export interface NotificationRulesTable {
  orgId: string;
  personId: string;
  position: number;
  urgency: string;
  afterSeconds: number;
  byMethod: string;
}

export interface NotificationsTable {
  orgId: string;
  id: string;
  subjectKind: string;
  subjectId: string;
  generation: number;
  personId: string;
  methodId: string;
  methodKind: string;
  address: string;
  step: number;
  round: number;
  urgency: string;
  facts: Json;
  sealed: string | null;
  standsInFor: string | null;
  replyNumber: number | null;
  state: string;
  reason: string | null;
  attempts: number;
  queuedAt: Instant;
  dueAt: Instant;
  nextAt: Instant | null;
  leaseToken: string | null;
  leaseUntil: Instant | null;
  providerId: string | null;
  acceptedAt: Instant | null;
  settledAt: Instant | null;
  confirmedAt: Instant | null;
}

export interface OperationRetentionTable {
  orgId: string;
  keep: Json;
  version: number;
  updatedAt: Instant;
  ranAt: Instant | null;
  untold: Json;
  toldAt: Instant | null;
  told: Json | null;
}

export interface OperationSettingsTable {
  orgId: string;
  testPage: Json | null;
  version: Generated<number>;
  updatedAt: Instant;
}

export interface OperationTestPagesTable {
  orgId: string;
  day: string;
  at: Instant;
  scheduleId: string;
  personId: string | null;
  pageId: string | null;
  state: string;
  detail: string;
  seconds: number | null;
}

export interface OrganisationsTable {
  orgId: string;
  kind: string;
  name: string;
  settings: Generated<Json>;
  createdAt: Instant;
}

export interface PageLogTable {
  orgId: string;
  pageId: string;
  seq: Generated<number>;
  at: Instant;
  kind: string;
  generation: number;
  step: number;
  round: number;
  by: Json | null;
  detail: Json;
}

export interface PagesTable {
  orgId: string;
  id: string;
  number: number;
  kind: string;
  groupId: string | null;
  serviceId: string | null;
  policyId: string | null;
  policyVersion: number | null;
  policy: Json | null;
  title: string;
  severity: string;
  urgency: string;
  state: string;
  exhausted: boolean;
  unreachable: boolean;
  generation: number;
  step: number;
  round: number;
  emptySteps: number;
  nextKind: string | null;
  nextStep: number | null;
  nextRound: number | null;
  nextAt: Instant | null;
  ackers: Json;
  acknowledgedPersonId: string | null;
  acknowledgedBy: Json | null;
  acknowledgedAt: Instant | null;
  snoozedUntil: Instant | null;
  resolvedBy: Json | null;
  resolvedAt: Instant | null;
  rings: Json;
  alsoPersonId: string | null;
  highWaterAt: Instant;
  openedAt: Instant;
  openedBy: Json | null;
}

export interface PeopleTable {
  orgId: string;
  id: string;
  accountId: string | null;
  email: string;
  name: string;
  timezone: string;
  locale: string;
  role: string;
  version: number;
  createdAt: Instant;
  updatedAt: Instant;
  deactivatedAt: Instant | null;
  quietHours: Json | null;
}

export interface PolicyRingsTable {
  orgId: string;
  policyId: string;
  ring: string;
  position: number;
}

export interface PolicyVersionsTable {
  orgId: string;
  policyId: string;
  version: number;
  steps: Json;
  repeat: number;
  fallback: Json | null;
  acknowledgeTimeoutSeconds: number | null;
  createdAt: Instant;
  createdBy: string;
}

export interface PostmortemActionsTable {
  orgId: string;
  id: string;
  postmortemId: string;
  text: string;
  kind: string;
  ownerId: string | null;
  due: string | null;
  state: string;
  reason: string | null;
  createdAt: Instant;
  completedAt: Instant | null;
  position: number;
}

export interface PostmortemFactorsTable {
  orgId: string;
  id: string;
  postmortemId: string;
  stage: string;
  text: string;
  confidence: string;
  position: number;
}

export interface PostmortemsTable {
  orgId: string;
  id: string;
  incidentId: string;
  state: string;
  dueAt: Instant | null;
  title: string | null;
  summary: string | null;
  impact: string | null;
  detection: string | null;
  wentWell: Json | null;
  lucky: string | null;
  surprises: string | null;
  changes: Json;
  hiddenEntries: Json;
  publishedAt: Instant | null;
  publishedBy: string | null;
  published: Json | null;
  version: number;
  createdAt: Instant;
  updatedAt: Instant;
}

export interface ProposalsTable {
  orgId: string;
  id: string;
  kind: string;
  body: string;
  summary: string;
  detail: Json;
  reason: string | null;
  state: string;
  requestedBy: string;
  requestedByLabel: string;
  requestedAt: Instant;
  expiresAt: Instant;
  decidedAt: Instant | null;
  decidedBy: string | null;
  result: Json | null;
}

export interface RecordedChangesTable {
  orgId: string;
  ingestKeyId: string;
  dedupKey: string;
  at: Instant;
}

export interface RefCountersTable {
  orgId: string;
  kind: string;
  last: number;
}

export interface RejectedPayloadsTable {
  orgId: string;
  id: string;
  at: Instant;
  ingestKeyId: string;
  source: string;
  reason: string;
  place: number | null;
  eventId: string | null;
  body: Buffer | null;
}

export interface ScheduleOverridesTable {
  orgId: string;
  id: string;
  scheduleId: string;
  personId: string | null;
  replacesId: string | null;
  adds: boolean;
  startAt: Instant;
  endAt: Instant;
  createdAt: Instant;
  createdBy: string;
  removedAt: Instant | null;
}

export interface ScheduleVersionsTable {
  orgId: string;
  scheduleId: string;
  version: number;
  effectiveFrom: Instant;
  config: Json;
  phases: Json;
  createdAt: Instant;
  createdBy: string;
}

export interface SchedulesTable {
  orgId: string;
  id: string;
  slug: string;
  name: string;
  teamId: string | null;
  version: number;
  createdAt: Instant;
  updatedAt: Instant;
  archivedAt: Instant | null;
}

export interface SchemaMigrationsTable {
  name: string;
  appliedAt: Instant;
}

export interface ServiceDependenciesTable {
  orgId: string;
  serviceId: string;
  dependsOnId: string;
}

export interface ServicesTable {
  orgId: string;
  id: string;
  slug: string;
  name: string;
  description: string;
  teamId: string | null;
  tier: number;
  escalationPolicyId: string | null;
  links: Json;
  urgencyBySeverity: Json;
  version: number;
  createdAt: Instant;
  updatedAt: Instant;
  archivedAt: Instant | null;
}

export interface SignInProvidersTable {
  orgId: string;
  id: string;
  name: string;
  issuer: string;
  clientId: string;
  sealed: string | null;
  joinDomains: string[];
  joinRole: string;
  version: number;
  createdAt: Instant;
  updatedAt: Instant;
}

export interface StatusComponentsTable {
  orgId: string;
  id: string;
  pageId: string;
  name: string;
  serviceId: string | null;
  position: number;
  setState: string | null;
  note: string | null;
  state: string;
  since: Instant;
  removedAt: Instant | null;
}

export interface StatusPagesTable {
  orgId: string;
  id: string;
  slug: string;
  name: string;
  timezone: string;
  version: number;
  revision: Generated<number>;
  createdAt: Instant;
  updatedAt: Instant;
}

export interface StatusPeriodsTable {
  orgId: string;
  componentId: string;
  startedAt: Instant;
  endedAt: Instant | null;
  state: string;
}

export interface StreamEntriesTable {
  orgId: string;
  id: string;
  pos: number | null;
  at: Instant;
  topic: string;
  kind: string;
  data: Json;
  audience: string[] | null;
}

export interface TeamMembersTable {
  orgId: string;
  teamId: string;
  personId: string;
  manager: Generated<boolean>;
}

export interface TeamsTable {
  orgId: string;
  id: string;
  slug: string;
  name: string;
  version: number;
  createdAt: Instant;
  updatedAt: Instant;
}

export interface WebhookAttemptsTable {
  orgId: string;
  deliveryId: string;
  number: number;
  at: Instant;
  durationMs: number;
  status: number | null;
  error: string | null;
}

export interface WebhookDeliveriesTable {
  orgId: string;
  id: string;
  endpointId: string;
  eventId: string;
  type: string;
  body: string;
  state: string;
  reason: string | null;
  attempts: number;
  tries: number;
  queuedAt: Instant;
  nextAt: Instant | null;
  leaseToken: string | null;
  lastStatus: number | null;
  settledAt: Instant | null;
}

export interface WebhookEndpointsTable {
  orgId: string;
  id: string;
  name: string;
  url: string;
  events: string[];
  secret: string;
  oldSecret: string | null;
  oldSecretUntil: Instant | null;
  state: string;
  reason: string | null;
  failingSince: Instant | null;
  lastSuccessAt: Instant | null;
  createdAt: Instant;
  createdBy: string;
  version: number;
}

export interface Database {
  alertSignals: AlertSignalsTable;
  alerts: AlertsTable;
  apiKeys: ApiKeysTable;
  auditLog: AuditLogTable;
  authAccounts: AuthAccountsTable;
  authAttempts: AuthAttemptsTable;
  authIdentities: AuthIdentitiesTable;
  authPasskeys: AuthPasskeysTable;
  authSecondFactors: AuthSecondFactorsTable;
  authSessions: AuthSessionsTable;
  authTokens: AuthTokensTable;
  changes: ChangesTable;
  configApplied: ConfigAppliedTable;
  contactMethods: ContactMethodsTable;
  contactWays: ContactWaysTable;
  deliveryReplyCounts: DeliveryReplyCountsTable;
  deliverySubjects: DeliverySubjectsTable;
  earlyResolves: EarlyResolvesTable;
  escalationPolicies: EscalationPoliciesTable;
  events: EventsTable;
  idempotencyKeys: IdempotencyKeysTable;
  incidentAlerts: IncidentAlertsTable;
  incidentEntries: IncidentEntriesTable;
  incidentEntryVersions: IncidentEntryVersionsTable;
  incidentLevels: IncidentLevelsTable;
  incidentMembers: IncidentMembersTable;
  incidentServices: IncidentServicesTable;
  incidentUpdateAudiences: IncidentUpdateAudiencesTable;
  incidentUpdates: IncidentUpdatesTable;
  incidents: IncidentsTable;
  ingestKeys: IngestKeysTable;
  instanceSettings: InstanceSettingsTable;
  notificationAttempts: NotificationAttemptsTable;
  notificationRules: NotificationRulesTable;
  notifications: NotificationsTable;
  operationRetention: OperationRetentionTable;
  operationSettings: OperationSettingsTable;
  operationTestPages: OperationTestPagesTable;
  organisations: OrganisationsTable;
  pageLog: PageLogTable;
  pages: PagesTable;
  people: PeopleTable;
  policyRings: PolicyRingsTable;
  policyVersions: PolicyVersionsTable;
  postmortemActions: PostmortemActionsTable;
  postmortemFactors: PostmortemFactorsTable;
  postmortems: PostmortemsTable;
  proposals: ProposalsTable;
  recordedChanges: RecordedChangesTable;
  refCounters: RefCountersTable;
  rejectedPayloads: RejectedPayloadsTable;
  scheduleOverrides: ScheduleOverridesTable;
  scheduleVersions: ScheduleVersionsTable;
  schedules: SchedulesTable;
  schemaMigrations: SchemaMigrationsTable;
  serviceDependencies: ServiceDependenciesTable;
  services: ServicesTable;
  signInProviders: SignInProvidersTable;
  statusComponents: StatusComponentsTable;
  statusPages: StatusPagesTable;
  statusPeriods: StatusPeriodsTable;
  streamEntries: StreamEntriesTable;
  teamMembers: TeamMembersTable;
  teams: TeamsTable;
  webhookAttempts: WebhookAttemptsTable;
  webhookDeliveries: WebhookDeliveriesTable;
  webhookEndpoints: WebhookEndpointsTable;
}
