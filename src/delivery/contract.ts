// Messages, channels and push on the wire; outside programs rely on these names.
import { endpoint, Instant, nullable, oneOf, type Static, Type } from '#platform/endpoint';

export const MethodKindWord = oneOf(['email', 'sms', 'voice', 'webhook', 'webPush']);

/** One message of a page or an incident: `/v1/pages/{id}/notifications`. */
export const NotificationBody = Type.Object({
  id: Type.String(),
  /** E-mail address. */
  person: Type.String(),
  personName: Type.String(),
  method: Type.Object({ kind: MethodKindWord, address: Type.String() }),
  type: oneOf(['page', 'reminder', 'test', 'update', 'code', 'invitation', 'methodBroken']),
  /** 0 for the fallback. */
  step: Type.Integer(),
  round: Type.Integer(),
  generation: Type.Integer(),
  state: oneOf([
    'queued',
    'leased',
    'accepted',
    'delivered',
    'undelivered',
    'unknown',
    'failed',
    'cancelled',
  ]),
  /** Why this person by this method, or why it did not get through. */
  reason: nullable(Type.String()),
  queuedAt: Instant,
  dueAt: Instant,
  /** The next attempt; null when nothing more is tried. */
  nextAt: nullable(Instant),
  /** When the person acted on it. */
  confirmedAt: nullable(Instant),
  attempts: Type.Array(
    Type.Object({
      provider: Type.String(),
      providerId: nullable(Type.String()),
      at: Instant,
      outcome: oneOf(['delivered', 'accepted', 'retry', 'deadTarget', 'deadConfig', 'unknown']),
      error: nullable(Type.String()),
    }),
  ),
});
export type NotificationBody = Static<typeof NotificationBody>;

const FieldBody = Type.Object({
  key: Type.String(),
  /** In words. */
  label: Type.String(),
  kind: oneOf(['text', 'email', 'phone', 'url', 'smtpUrl', 'pushKey', 'signingSecret']),
  required: Type.Boolean(),
  secret: Type.Boolean(),
});

/** A way out, and whether it works here. */
export const ChannelBody = Type.Object({
  id: MethodKindWord,
  name: Type.String(),
  carries: Type.Array(oneOf(['page', 'room', 'subscriber'])),
  /** Set up by the operator, so that it can be chosen. */
  configured: Type.Boolean(),
  /** What is missing, in words; null when nothing is. */
  missing: nullable(Type.String()),
  /** The last attempt of the last day over it, in this organisation. */
  lastOutcome: nullable(
    Type.Object({ outcome: Type.String(), error: nullable(Type.String()), at: Instant }),
  ),
  settings: Type.Array(FieldBody),
  target: Type.Array(FieldBody),
});

export const deliveryApi = {
  channels: endpoint({
    method: 'GET',
    path: '/v1/channels',
    right: 'session',
    tag: 'channels',
    summary: 'The ways out, what each needs, and whether it is set up',
    response: Type.Object({ items: Type.Array(ChannelBody) }),
  }),
  pushKey: endpoint({
    method: 'GET',
    path: '/v1/push/key',
    right: 'session',
    tag: 'channels',
    summary: 'The public key that a browser subscribes to pushes with',
    response: Type.Object({ publicKey: Type.String() }),
  }),
};
