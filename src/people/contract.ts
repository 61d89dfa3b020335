// Requests and answers about people, sessions and the organisation.
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

import { PasskeyAnswer } from './sign-in-contract.ts';

export const Role = oneOf(['owner', 'admin', 'responder', 'viewer']);
const Kind = oneOf(['email', 'sms', 'voice', 'webhook', 'webPush']);
const Urgency = oneOf(['high', 'low']);
const Email = Type.String({ minLength: 3, maxLength: 320 });
const Name = Type.String({ minLength: 1, maxLength: 200 });
const Zone = Type.String({ minLength: 1, maxLength: 64 });
const Locale = Type.String({ minLength: 1, maxLength: 35 });
/** Longer ones are refused before they reach the hash. */
const Password = Type.String({ minLength: 1, maxLength: 1024 });
/** Of the second factor, where there is one: of the app, or a recovery code. */
const Code = Type.Optional(Type.String({ minLength: 1, maxLength: 40 }));
const Token = Type.String({ minLength: 20, maxLength: 100 });
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

const Organisation = Type.Object({
  id: Type.String(),
  name: Type.String(),
  kind: oneOf(['real', 'demo']),
});

export const Session = Type.Object({
  /** Null for a key that stands alone. */
  person: nullable(
    Type.Object({
      id: Type.String(),
      email: Type.String(),
      name: Type.String(),
      role: Role,
      timezone: Type.String(),
      locale: Type.String(),
    }),
  ),
  key: nullable(Type.Object({ id: Type.String(), name: Type.String() })),
  rights: Type.Array(Type.String()),
  /** Slugs of the teams whose things the caller may change by the rights `<noun>:team`. */
  manages: Type.Array(Type.String()),
  organisation: Organisation,
  /** Organisations that this session may look at; keys have one. */
  organisations: Type.Array(Organisation),
  /** True when there is a demo organisation. */
  demo: Type.Boolean(),
});

export * from './keys-contract.ts';
export * from './sign-in-contract.ts';
export * from './teams-contract.ts';

export const sessionApi = {
  get: endpoint({
    method: 'GET',
    path: '/v1/session',
    right: 'session',
    tag: 'session',
    summary: 'Who am I',
    response: Session,
  }),
  signIn: endpoint({
    method: 'POST',
    path: '/v1/session',
    right: 'public',
    tag: 'session',
    summary: 'Sign in; sets the session cookie',
    body: closed({ email: Email, password: Password, code: Code }),
    response: Session,
    status: 201,
  }),
  signInByPasskey: endpoint({
    method: 'POST',
    path: '/v1/session/passkey',
    right: 'public',
    tag: 'session',
    summary: 'Sign in with a passkey; sets the session cookie',
    body: closed({ passkey: PasskeyAnswer }),
    response: Session,
    status: 201,
  }),
  signOut: endpoint({
    method: 'DELETE',
    path: '/v1/session',
    right: 'session',
    tag: 'session',
    summary: 'Sign out',
    response: Type.Object({ signedOut: Type.Boolean() }),
  }),
  look: endpoint({
    method: 'PATCH',
    path: '/v1/session',
    right: 'session',
    tag: 'session',
    summary: 'Look at another organisation: the demo, or back',
    body: closed({ organisation: Type.String({ minLength: 1, maxLength: 60 }) }),
    response: Session,
  }),
  changePassword: endpoint({
    method: 'POST',
    path: '/v1/session/password',
    right: 'session',
    tag: 'session',
    summary: 'Change own password; all other sessions end',
    /** `current` may be anything while there is no password yet; then a proof is wanted. */
    body: closed({ current: Password, next: Password }),
    response: Session,
  }),
  list: endpoint({
    method: 'GET',
    path: '/v1/sessions',
    right: 'session',
    tag: 'session',
    summary: 'Own sessions, newest first',
    query: listQuery({}),
    response: page(
      Type.Object({
        id: Type.String(),
        current: Type.Boolean(),
        createdAt: Instant,
        lastSeenAt: Instant,
        expiresAt: Instant,
        userAgent: Type.String(),
        address: Type.String(),
        way: oneOf(['password', 'passkey', 'provider', 'phone', 'invitation', 'setup']),
      }),
    ),
  }),
  revoke: endpoint({
    method: 'DELETE',
    path: '/v1/sessions/{id}',
    right: 'session',
    tag: 'session',
    summary: 'End one of the own sessions',
    params: IdParams,
    response: Type.Object({ id: Type.String() }),
  }),
  readInvitation: endpoint({
    method: 'POST',
    path: '/v1/invitations/read',
    right: 'public',
    tag: 'session',
    summary: 'Whom an invitation is for',
    body: closed({ token: Token }),
    response: Type.Object({
      email: Type.String(),
      name: Type.String(),
      organisation: Type.String(),
      expiresAt: Instant,
      /** True: the account has a password already, and accepting sets a new one. */
      hasPassword: Type.Boolean(),
      /** True: accepting needs a code too. */
      hasSecondFactor: Type.Boolean(),
    }),
  }),
  acceptInvitation: endpoint({
    method: 'POST',
    path: '/v1/invitations/accept',
    right: 'public',
    tag: 'session',
    summary: 'Choose a password by an invitation, and sign in',
    body: closed({
      token: Token,
      password: Password,
      name: Type.Optional(Name),
      timezone: Type.Optional(Zone),
      code: Code,
    }),
    response: Session,
    status: 201,
  }),
  linkPhone: endpoint({
    method: 'POST',
    path: '/v1/session/phone-links',
    right: 'session',
    tag: 'session',
    summary: 'A one-time address that signs in on another device, good for ten minutes',
    response: Type.Object({ link: Type.String(), expiresAt: Instant }),
    status: 201,
  }),
  enterByPhone: endpoint({
    method: 'POST',
    path: '/v1/session/phone',
    right: 'public',
    tag: 'session',
    summary: 'Sign in by a one-time address of another device',
    body: closed({ token: Token }),
    response: Session,
    status: 201,
  }),
};

export const setupApi = {
  state: endpoint({
    method: 'GET',
    path: '/v1/setup',
    right: 'public',
    tag: 'setup',
    summary: 'Whether the first owner is still to be made',
    response: Type.Object({ needed: Type.Boolean() }),
  }),
  claim: endpoint({
    method: 'POST',
    path: '/v1/setup',
    right: 'public',
    tag: 'setup',
    summary: 'Make the first owner with the one-time token of the start, and sign in',
    body: closed({
      token: Token,
      organisation: Type.Optional(Name),
      name: Name,
      email: Email,
      password: Password,
      timezone: Type.Optional(Zone),
    }),
    response: Session,
    status: 201,
  }),
};

export const organisationApi = {
  update: endpoint({
    method: 'PATCH',
    path: '/v1/organisation',
    right: 'settings:write',
    tag: 'settings',
    summary: 'Rename the organisation',
    body: closed({ name: Name }),
    response: Organisation,
  }),
};
