// Requests and answers about people: how they are reached, and oneself. Part of the module's contract,
// which re-exports it.
import {
  closed,
  Duration,
  endpoint,
  IdParams,
  Instant,
  listQuery,
  nullable,
  oneOf,
  page,
  Type,
} from '#platform/endpoint';

import { Email, Name, Role, Zone } from './fields-contract.ts';

const Kind = oneOf(['email', 'sms', 'voice', 'webhook', 'webPush']);
const Urgency = oneOf(['high', 'low']);
const Locale = Type.String({ minLength: 1, maxLength: 35 });
const Settings = Type.Record(Type.String(), Type.String({ maxLength: 500 }), { maxProperties: 8 });

export const ContactMethod = Type.Object({
  id: Type.String(),
  kind: Kind,
  address: Type.String(),
  /** What may be shown of its settings; secrets never are. */
  settings: Type.Record(Type.String(), Type.String()),
  verifiedAt: nullable(Instant),
  brokenAt: nullable(Instant),
  brokenReason: nullable(Type.String()),
});

const MethodBody = closed({
  kind: Kind,
  address: Type.String({ minLength: 1, maxLength: 2000 }),
  settings: Type.Optional(Settings),
});

export const NotificationRule = closed({
  urgency: Urgency,
  after: Duration,
  by: Type.String({ minLength: 1, maxLength: 60 }),
});

/** Wall clock of the person's zone; over midnight when the end is not after the start. */
export const QuietHours = closed({
  start: Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' }),
  end: Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' }),
});

export const Person = Type.Object({
  id: Type.String(),
  email: Type.String(),
  name: Type.String(),
  timezone: Type.String(),
  locale: Type.String(),
  /** Low urgency waits for their end; null: it never waits. */
  quietHours: nullable(QuietHours),
  role: Role,
  active: Type.Boolean(),
  /** Whether they can sign in: with a password, with an open invitation, or not yet. */
  signIn: oneOf(['password', 'passkey', 'provider', 'invited', 'none']),
  /** Whether a code is asked for beside the password. */
  secondFactor: Type.Boolean(),
  /** Slugs. */
  teams: Type.Array(Type.String()),
  contactMethods: Type.Array(ContactMethod),
  /** Empty: the ready-made rules hold, every verified method at once. */
  notificationRules: Type.Array(NotificationRule),
  createdAt: Instant,
  deactivatedAt: nullable(Instant),
  version: Type.Integer(),
});

const personFields = {
  name: Type.Optional(Name),
  timezone: Type.Optional(Zone),
  locale: Type.Optional(Locale),
  quietHours: Type.Optional(nullable(QuietHours)),
  role: Type.Optional(Role),
  contactMethods: Type.Optional(Type.Array(MethodBody, { maxItems: 50 })),
  notificationRules: Type.Optional(Type.Array(NotificationRule, { maxItems: 50 })),
};

/** A one-time link to choose a password, shown to whoever made it. */
export const Invitation = Type.Object({ link: Type.String(), expiresAt: Instant });

const PersonMade = Type.Intersect([Person, Type.Object({ invitation: nullable(Invitation) })]);

export const peopleApi = {
  list: endpoint({
    method: 'GET',
    path: '/v1/people',
    right: 'people:read',
    tag: 'people',
    summary: 'People, newest first',
    query: listQuery({
      q: Type.Optional(Type.String({ maxLength: 200 })),
      role: Type.Optional(Role),
      team: Type.Optional(Type.String({ maxLength: 100 })),
      active: Type.Optional(Type.Boolean()),
    }),
    response: page(Person),
  }),
  create: endpoint({
    method: 'POST',
    path: '/v1/people',
    right: 'people:write',
    proof: true,
    tag: 'people',
    summary: 'Add a person; with `invite`, a one-time link to choose a password comes back',
    body: closed({
      email: Email,
      ...personFields,
      teams: Type.Optional(Type.Array(Type.String({ maxLength: 100 }), { maxItems: 50 })),
      invite: Type.Optional(Type.Boolean()),
    }),
    response: PersonMade,
    status: 201,
  }),
  get: endpoint({
    method: 'GET',
    path: '/v1/people/{id}',
    right: 'people:read',
    tag: 'people',
    summary: 'One person',
    params: IdParams,
    response: Person,
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/v1/people/{id}',
    right: 'people:write',
    ifMatch: 'required',
    proof: true,
    tag: 'people',
    summary: 'Change a person (If-Match)',
    params: IdParams,
    body: closed({
      email: Type.Optional(Email),
      ...personFields,
      active: Type.Optional(Type.Boolean()),
    }),
    response: Person,
  }),
  deactivate: endpoint({
    method: 'DELETE',
    path: '/v1/people/{id}',
    right: 'people:write',
    proof: true,
    tag: 'people',
    summary: 'Deactivate a person: sessions and keys end, nothing reaches them; history stays',
    params: IdParams,
    response: Person,
  }),
  invite: endpoint({
    method: 'POST',
    path: '/v1/people/{id}/invitation',
    right: 'people:write',
    proof: true,
    tag: 'people',
    summary: 'A new one-time link to choose a password; earlier ones end',
    params: IdParams,
    response: Invitation,
    status: 201,
  }),
};

const MethodMade = Type.Object({
  method: ContactMethod,
  /** A webhook's signing secret, this once. */
  secret: nullable(Type.String()),
});

export const meApi = {
  get: endpoint({
    method: 'GET',
    path: '/v1/me',
    right: 'me:read',
    tag: 'me',
    summary: 'The caller as a person',
    response: Person,
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/v1/me',
    right: 'me:write',
    ifMatch: 'required',
    tag: 'me',
    summary: 'Change own name, zone, language, quiet hours, notification rules (If-Match)',
    body: closed({
      name: Type.Optional(Name),
      timezone: Type.Optional(Zone),
      locale: Type.Optional(Locale),
      quietHours: Type.Optional(nullable(QuietHours)),
      notificationRules: Type.Optional(Type.Array(NotificationRule, { maxItems: 50 })),
    }),
    response: Person,
  }),
  addMethod: endpoint({
    method: 'POST',
    path: '/v1/me/contact-methods',
    right: 'me:write',
    tag: 'me',
    summary: 'Add a way to be reached; a code is sent there unless it is a push subscription',
    body: MethodBody,
    response: MethodMade,
    status: 201,
  }),
  sendCode: endpoint({
    method: 'POST',
    path: '/v1/me/contact-methods/{id}/code',
    right: 'me:write',
    tag: 'me',
    summary: 'Send a new verification code',
    params: IdParams,
    response: ContactMethod,
  }),
  confirmMethod: endpoint({
    method: 'POST',
    path: '/v1/me/contact-methods/{id}/confirm',
    right: 'me:write',
    tag: 'me',
    summary: 'Verify a way to be reached with the code that arrived there',
    params: IdParams,
    body: closed({ code: Type.String({ minLength: 4, maxLength: 20 }) }),
    response: ContactMethod,
  }),
  rotateSecret: endpoint({
    method: 'POST',
    path: '/v1/me/contact-methods/{id}/secret',
    right: 'me:write',
    proof: true,
    tag: 'me',
    summary: 'A new signing secret for a webhook of one’s own, shown this once',
    params: IdParams,
    response: MethodMade,
  }),
  removeMethod: endpoint({
    method: 'DELETE',
    path: '/v1/me/contact-methods/{id}',
    right: 'me:write',
    tag: 'me',
    summary: 'Remove a way to be reached',
    params: IdParams,
    response: Person,
  }),
};
