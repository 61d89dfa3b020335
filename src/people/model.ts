// The words of people: roles, rights, contact methods, notification rules, keys.

/** What a person may be in an organisation, weakest first. */
export const roles = ['viewer', 'responder', 'admin', 'owner'] as const;
export type Role = (typeof roles)[number];

/** What rights are about. */
export const nouns = [
  'alerts',
  'pages',
  'people',
  'me',
  'teams',
  'services',
  'schedules',
  'policies',
  'incidents',
  'changes',
  'updates',
  'postmortems',
  'keys',
  'audit',
  'settings',
  'overview',
] as const;
export type Noun = (typeof nouns)[number];

/** What a team owns; its managers change it by the right `<noun>:team`. */
export const ownedNouns = ['teams', 'services', 'schedules', 'policies'] as const;
export type OwnedNoun = (typeof ownedNouns)[number];

/** `overrides:write` takes one's own shifts off or on; `owners:write` makes and unmakes owners. */
export type Right =
  | `${Noun}:${'read' | 'write'}`
  | `${OwnedNoun}:team`
  | 'overrides:write'
  | 'owners:write';

/**
 * A right or a pattern of rights on an API key: `*`, `alerts:*`, `*:read`. `agent` gives no right: its
 * bearer reads, writes on logs, and asks a person for everything else.
 */
export type Scope = Right | '*' | `${Noun}:*` | '*:read' | 'agent';

/** Ways to reach a person. */
export const methodKinds = ['email', 'sms', 'voice', 'webhook', 'webPush'] as const;
export type MethodKind = (typeof methodKinds)[number];

export const urgencies = ['high', 'low'] as const;
export type Urgency = (typeof urgencies)[number];

/**
 * One way to reach a person. `address` is an e-mail address, an E.164 number, a URL, or a push
 * endpoint. Nothing is sent to it before `verifiedAt`, nor after a provider called it dead.
 */
export interface ContactMethod {
  id: string;
  personId: string;
  kind: MethodKind;
  address: string;
  /** What the channel needs beside the address and may be shown: a push subscription's public key. */
  settings: Readonly<Record<string, string>>;
  /** Its secrets (`openMethod` opens them): a webhook's signing secret, a push subscription's. */
  sealed: string | null;
  verifiedAt: Temporal.Instant | null;
  brokenAt: Temporal.Instant | null;
  brokenReason: string | null;
}

/** `afterSeconds` from the firing of the step for this person; `by` a kind, or a method's id. */
export interface NotificationRule {
  urgency: Urgency;
  afterSeconds: number;
  by: string;
}

/** Wall clock of the person's zone, `HH:MM`; over midnight when the end is not after the start. */
export interface QuietHours {
  start: string;
  end: string;
}

export interface Person {
  id: string;
  /** The account that signs in as this person; null before an invitation is taken up. */
  accountId: string | null;
  email: string;
  name: string;
  /** IANA zone. */
  timezone: string;
  /** BCP 47 tag. */
  locale: string;
  /** Low urgency waits for their end; null: it never waits. */
  quietHours: QuietHours | null;
  role: Role;
  deactivatedAt: Temporal.Instant | null;
  createdAt: Temporal.Instant;
  /** Counts edits, for ETags. */
  version: number;
}

export interface Team {
  id: string;
  slug: string;
  name: string;
  /** Ids of people. */
  members: readonly string[];
  /** Those of the members who change what the team owns. */
  managers: readonly string[];
  createdAt: Temporal.Instant;
  version: number;
}

/** An API key as it is listed; the key itself is shown once and never kept. */
export interface ApiKey {
  id: string;
  name: string;
  scopes: readonly Scope[];
  /** Whose rights bound it; null for a key that stands alone. */
  personId: string | null;
  createdAt: Temporal.Instant;
  expiresAt: Temporal.Instant | null;
  lastUsedAt: Temporal.Instant | null;
  revokedAt: Temporal.Instant | null;
}

/** A way to reach somebody was added and waits for its code; who sends it is not our business. */
export interface MethodAdded {
  type: 'method.added';
  methodId: string;
  personId: string;
  kind: MethodKind;
  address: string;
  /** Six digits, good for ten minutes. */
  code: string;
}

/** A provider said that nothing will arrive there any more. */
export interface MethodBroken {
  type: 'method.broken';
  methodId: string;
  personId: string;
  reason: string;
}

/** Somebody was given a one-time link to choose a password. */
export interface PersonInvited {
  type: 'person.invited';
  personId: string;
  email: string;
  name: string;
  /** Who invites, in words. */
  by: string;
  link: string;
  expiresAt: Temporal.Instant;
}

/** Somebody is no longer here: nothing reaches them, nothing of theirs opens. */
export interface PersonDeactivated {
  type: 'person.deactivated';
  personId: string;
}

export interface PeopleEvents {
  'method.added': MethodAdded;
  'method.broken': MethodBroken;
  'person.invited': PersonInvited;
  'person.deactivated': PersonDeactivated;
}
