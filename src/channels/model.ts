// What a channel is: one way to reach a person, a room or a subscriber. A channel knows how to
// speak to its provider and nothing else: not whom to wake, not when to try again.
import type { Egress } from '#platform/egress';
import type { Mail } from '#platform/mail';

export type ChannelId = 'email' | 'sms' | 'voice' | 'webhook' | 'webPush';

/** What a channel may be used for. */
export type Carries = 'page' | 'room' | 'subscriber';

export type FieldKind =
  | 'text'
  | 'email'
  | 'phone'
  | 'url'
  | 'smtpUrl'
  | 'pushKey'
  | 'signingSecret';

/** One setting. It drives the form, the check of what was entered, and what is kept secret. */
export interface Field {
  key: string;
  /** Key of the message catalogue. */
  label: string;
  kind: FieldKind;
  required: boolean;
  /** Sealed in the database, never shown again, taken out of every reason. */
  secret: boolean;
}

export type Values = Readonly<Record<string, string>>;

/** One message in every form a channel may need; the words come from message catalogues, ready. */
export interface Message {
  /** Root of the mail thread, for example `alert-alt_01k...`; the same for everything about one thing. */
  thread: string | null;
  urgency: 'high' | 'low';
  /** BCP 47, for the voice that reads `spoken`. */
  locale: string;
  /** One line; stays the same inside a thread. */
  title: string;
  /** Plain text, with `url` alone on a line. */
  text: string;
  html: string | null;
  /** For SMS and push: everything that matters in about 150 characters. */
  short: string;
  /** For a call, with the digits to press. */
  spoken: string | null;
  /** The signed link. */
  url: string | null;
  /** The body of an outgoing webhook. */
  data: Readonly<Record<string, unknown>>;
  /** Where the provider reports what became of it, and where it sends pressed digits. */
  callbacks: { status: string | null; digits: string | null };
  /** After this many seconds it is better not delivered at all. */
  validForSeconds: number;
}

export interface SendInput {
  /** The operator's settings of this channel (credentials, sender). */
  settings: Values;
  /** The contact method: whom to reach. */
  target: Values;
  message: Message;
  /** The same on every attempt of one notification. */
  idempotencyKey: string;
  http: Pick<Egress, 'fetch'>;
  mail: Pick<Mail, 'send'>;
  now: Temporal.Instant;
  signal: AbortSignal;
}

/**
 * What one attempt came to. Only these six; a channel never throws for them.
 * `unknown`: it was sent and no answer came, so it may have arrived.
 */
export type Outcome =
  | { kind: 'delivered'; providerId: string | null }
  | { kind: 'accepted'; providerId: string | null }
  | { kind: 'retry'; reason: string; afterSeconds: number | null }
  | { kind: 'deadTarget'; reason: string }
  | { kind: 'deadConfig'; reason: string }
  | { kind: 'unknown'; reason: string };

export interface Channel {
  id: ChannelId;
  /** Key of the message catalogue. */
  name: string;
  carries: readonly Carries[];
  /** What the operator sets once. Empty: works without set-up. */
  settings: readonly Field[];
  /** What one contact method needs. */
  target: readonly Field[];
  /** Whether the provider usually reports delivery, so that silence means something. */
  receipts: boolean;
  send(input: SendInput): Promise<Outcome>;
}
