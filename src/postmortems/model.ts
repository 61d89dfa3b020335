/** Four questions instead of one cause. */
export const STAGES = ['introduced', 'missed', 'impact', 'recovery'] as const;
export type Stage = (typeof STAGES)[number];

export const ACTION_STATES = ['open', 'inProgress', 'done', 'notDoing'] as const;
export type ActionState = (typeof ACTION_STATES)[number];

export const ACTION_KINDS = ['prevent', 'detect', 'limit', 'recover', 'learn'] as const;
export type ActionKind = (typeof ACTION_KINDS)[number];

export const CONFIDENCES = ['observed', 'likely', 'guess'] as const;
export type Confidence = (typeof CONFIDENCES)[number];

/** One way: written, read by others, agreed and published, all actions settled. */
export const POSTMORTEM_STATES = ['draft', 'inReview', 'reviewed', 'closed'] as const;
export type PostmortemState = (typeof POSTMORTEM_STATES)[number];

export interface Factor {
  readonly id: string;
  readonly stage: Stage;
  readonly text: string;
  readonly confidence: Confidence;
}

export interface ActionItem {
  readonly id: string;
  readonly text: string;
  readonly kind: ActionKind;
  /** name of the person or team as shown; null is nobody */
  readonly owner: string | null;
  readonly due: Temporal.PlainDate | null;
  readonly state: ActionState;
  /** why it is not done; needed for `notDoing` */
  readonly reason: string | null;
}

/** A line of the timeline, without the names of people. */
export interface TimelineLine {
  readonly entryId: string | null;
  readonly at: Temporal.Instant;
  readonly kind: string;
  readonly text: string;
}

export interface PhaseLength {
  readonly phase: string;
  readonly seconds: number | null;
}

/** The words that people write; everything else is computed from the incident. */
export interface PostmortemText {
  readonly title: string;
  readonly summary: string;
  readonly impact: string;
  readonly detection: string;
  readonly wentWell: readonly string[];
  readonly lucky: string;
  readonly surprises: string;
}

/** A postmortem as it is read, exported and frozen at publication. */
export interface PostmortemDocument {
  readonly ref: string;
  readonly severity: string;
  readonly state: PostmortemState;
  readonly dueAt: Temporal.Instant | null;
  readonly text: PostmortemText;
  readonly timeline: readonly TimelineLine[];
  readonly phases: readonly PhaseLength[];
  readonly roles: readonly { readonly role: string; readonly name: string }[];
  readonly factors: readonly Factor[];
  readonly actions: readonly ActionItem[];
  readonly changes: readonly string[];
}

/** A postmortem as it is stored. A text that nobody has written is null: then the draft is shown. */
export interface Postmortem {
  readonly id: string;
  readonly incidentId: string;
  readonly state: PostmortemState;
  readonly dueAt: Temporal.Instant | null;
  readonly text: { readonly [K in keyof PostmortemText]: PostmortemText[K] | null };
  readonly changes: readonly string[];
  readonly hiddenEntries: readonly string[];
  readonly publishedAt: Temporal.Instant | null;
  readonly publishedBy: string | null;
  readonly version: number;
}

/** An action as it is stored; `ownerId` is a person or a team. */
export interface StoredAction extends Omit<ActionItem, 'owner'> {
  readonly ownerId: string | null;
  readonly createdAt: Temporal.Instant;
  readonly completedAt: Temporal.Instant | null;
}

export interface PostmortemEvents {
  'postmortem.published': {
    readonly type: 'postmortem.published';
    readonly postmortemId: string;
    readonly incidentId: string;
  };
}
