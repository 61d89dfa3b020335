import type { Static } from '#platform/endpoint';

import type {
  ApplyAsk,
  PageAsk,
  ResolveAlertAsk,
  ResolveIncidentAsk,
  UpdateAsk,
} from './contract.ts';

/** What an agent may ask for. */
export type Ask =
  | { readonly kind: 'page'; readonly body: Static<typeof PageAsk> }
  | { readonly kind: 'update'; readonly body: Static<typeof UpdateAsk> }
  | { readonly kind: 'resolveIncident'; readonly body: Static<typeof ResolveIncidentAsk> }
  | { readonly kind: 'resolveAlert'; readonly body: Static<typeof ResolveAlertAsk> }
  | { readonly kind: 'apply'; readonly body: Static<typeof ApplyAsk> };
export type AskKind = Ask['kind'];

/** The right that an act needs: of the agent to ask for it, of the person to confirm it. */
export const rightOf: Readonly<Record<AskKind, string>> = {
  page: 'pages:write',
  update: 'updates:write',
  resolveIncident: 'incidents:write',
  resolveAlert: 'alerts:write',
  apply: 'settings:write',
};

/** Nobody confirms in the morning what was meant for the night. */
export const validMinutes = 30;

/** `expired` is not stored: it is a pending one whose time is over. */
export type ProposalState = 'pending' | 'confirmed' | 'declined' | 'expired';

/** What came of an act: a name for people and where to look. */
export interface Outcome {
  readonly ref: string;
  readonly href: string;
}

/** What an act would do, in words. */
export interface Foreseen {
  readonly summary: string;
  readonly detail: readonly string[];
}

export interface Proposal {
  readonly id: string;
  readonly kind: AskKind;
  /** The body of the ask, sealed: a config file may hold secrets. */
  readonly body: string;
  readonly summary: string;
  readonly detail: readonly string[];
  readonly reason: string | null;
  readonly state: ProposalState;
  /** Id of the key or person that asked, and its name. */
  readonly requestedBy: string;
  readonly requestedByLabel: string;
  readonly requestedAt: Temporal.Instant;
  readonly expiresAt: Temporal.Instant;
  readonly decidedAt: Temporal.Instant | null;
  readonly decidedBy: string | null;
  readonly result: Outcome | null;
}
