// Requests and answers about sessions, the first owner and the organisation. Part of the module's
// contract, which re-exports it.
import {
  closed,
  endpoint,
  IdParams,
  Instant,
  listQuery,
  nullable,
  oneOf,
  page,
  Type,
} from '#platform/endpoint';

import { Email, Name, Password, Role, Zone } from './fields-contract.ts';
import { PasskeyAnswer } from './sign-in-contract.ts';

/** Of the second factor, where there is one: of the app, or a recovery code. */
const Code = Type.Optional(Type.String({ minLength: 1, maxLength: 40 }));
const Token = Type.String({ minLength: 20, maxLength: 100 });

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
