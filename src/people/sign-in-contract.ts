// Requests and answers about ways to sign in: second factor, passkeys, single sign-on, proofs,
// invitations. Part of the module's contract, which re-exports it.
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

import { Name, Password } from './fields-contract.ts';

/** Six digits of an app, or a recovery code. */
const Code = Type.String({ minLength: 6, maxLength: 40 });
const ReturnTo = Type.Optional(Type.String({ maxLength: 500 }));

/** What the browser's WebAuthn functions take and give (JSON of WebAuthn level 3). */
const Options = Type.Record(Type.String(), Type.Unknown());
const part = Type.String({ maxLength: 20_000 });
const Answer = Type.Object({
  id: Type.String({ minLength: 1, maxLength: 1400 }),
  rawId: Type.String({ minLength: 1, maxLength: 1400 }),
  type: Type.String({ maxLength: 20 }),
  response: Type.Object({
    clientDataJSON: part,
    attestationObject: Type.Optional(part),
    authenticatorData: Type.Optional(part),
    signature: Type.Optional(part),
    userHandle: Type.Optional(part),
    transports: Type.Optional(Type.Array(Type.String({ maxLength: 40 }), { maxItems: 10 })),
  }),
});

const Passkey = Type.Object({
  id: Type.String(),
  name: Type.String(),
  /** True: the key may be on several devices of the person. */
  synced: Type.Boolean(),
  createdAt: Instant,
  lastUsedAt: nullable(Instant),
});

const Ways = Type.Object({
  password: Type.Boolean(),
  /** Whether a code is asked for beside the password. */
  secondFactor: Type.Boolean(),
  recoveryCodesLeft: Type.Integer(),
  /** False: this address of evenkeel cannot have passkeys (no host name, or no https). */
  passkeysPossible: Type.Boolean(),
  passkeys: Type.Array(Passkey),
  /** Accounts of providers that sign in as this person. */
  identities: Type.Array(
    Type.Object({
      id: Type.String(),
      /** Name of the provider; its issuer when it is no longer configured. */
      provider: Type.String(),
      createdAt: Instant,
      lastUsedAt: Instant,
    }),
  ),
  /** Providers that may be connected, or asked for a proof. */
  providers: Type.Array(
    Type.Object({ id: Type.String(), name: Type.String(), connected: Type.Boolean() }),
  ),
  /** Until when dangerous changes are let through; null: a proof is wanted first. */
  provenUntil: nullable(Instant),
});

const Recovery = Type.Object({ recoveryCodes: Type.Array(Type.String()) });
const Trip = Type.Object({ url: Type.String() });
const tag = 'sign-in';

export const waysApi = {
  public: endpoint({
    method: 'GET',
    path: '/v1/session/ways',
    right: 'public',
    tag,
    summary: 'How one may sign in here; the same for everybody',
    response: Type.Object({
      passkeys: Type.Boolean(),
      providers: Type.Array(Type.Object({ id: Type.String(), name: Type.String() })),
    }),
  }),
  mine: endpoint({
    method: 'GET',
    path: '/v1/me/sign-in',
    right: 'session',
    tag,
    summary: 'How the caller signs in: password, second factor, passkeys, providers',
    response: Ways,
  }),
  prove: endpoint({
    method: 'POST',
    path: '/v1/session/proof',
    right: 'session',
    tag,
    summary: 'Prove who one is once more; good for ten minutes of dangerous changes',
    body: closed({
      password: Type.Optional(Password),
      code: Type.Optional(Code),
      passkey: Type.Optional(Answer),
    }),
    response: Type.Object({ provenUntil: Instant }),
  }),
  leave: endpoint({
    method: 'POST',
    path: '/v1/me/providers/{id}',
    right: 'session',
    tag,
    summary: 'Where to send the browser to prove who one is, or to connect an account',
    params: IdParams,
    body: closed({ purpose: oneOf(['proof', 'link']), returnTo: ReturnTo }),
    response: Trip,
  }),
  disconnect: endpoint({
    method: 'DELETE',
    path: '/v1/me/identities/{id}',
    right: 'session',
    proof: true,
    tag,
    summary: 'Disconnect an account of a provider',
    params: IdParams,
    response: Ways,
  }),
  signInOptions: endpoint({
    method: 'POST',
    path: '/v1/session/passkey/options',
    right: 'public',
    tag,
    summary: 'What to hand to navigator.credentials.get',
    response: Options,
  }),
  signIn: endpoint({
    method: 'POST',
    path: '/v1/session/providers/{id}',
    right: 'public',
    tag,
    summary: 'Where to send the browser to sign in with a provider',
    params: IdParams,
    body: closed({ returnTo: ReturnTo }),
    response: Trip,
  }),
};

/** The body of a sign-in by passkey; its endpoint stands with the other sign-ins. */
export const PasskeyAnswer = Answer;

export const passkeysApi = {
  options: endpoint({
    method: 'POST',
    path: '/v1/me/passkeys/options',
    right: 'session',
    proof: true,
    tag,
    summary: 'What to hand to navigator.credentials.create',
    response: Options,
  }),
  add: endpoint({
    method: 'POST',
    path: '/v1/me/passkeys',
    right: 'session',
    proof: true,
    tag,
    summary: 'Keep a passkey that the browser has made',
    body: closed({ name: Name, response: Answer }),
    response: Passkey,
    status: 201,
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/v1/me/passkeys/{id}',
    right: 'session',
    proof: true,
    tag,
    summary: 'Remove a passkey of one’s own',
    params: IdParams,
    response: Type.Object({ id: Type.String() }),
  }),
};

export const secondFactorApi = {
  start: endpoint({
    method: 'POST',
    path: '/v1/me/second-factor',
    right: 'session',
    proof: true,
    tag,
    summary: 'Begin to set up codes of an app; the secret is in this answer only',
    response: Type.Object({
      secret: Type.String(),
      /** `otpauth://`, for a QR code. */
      uri: Type.String(),
    }),
    status: 201,
  }),
  confirm: endpoint({
    method: 'POST',
    path: '/v1/me/second-factor/confirm',
    right: 'session',
    proof: true,
    tag,
    summary: 'Turn it on with a first code; recovery codes are in this answer only',
    body: closed({ code: Code }),
    response: Recovery,
  }),
  renew: endpoint({
    method: 'POST',
    path: '/v1/me/second-factor/recovery-codes',
    right: 'session',
    proof: true,
    tag,
    summary: 'New recovery codes; the old ones end',
    response: Recovery,
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/v1/me/second-factor',
    right: 'session',
    proof: true,
    tag,
    summary: 'Turn the second factor off',
    response: Ways,
  }),
  reset: endpoint({
    method: 'DELETE',
    path: '/v1/people/{id}/second-factor',
    right: 'people:write',
    proof: true,
    tag,
    summary: 'Turn off the second factor of somebody who lost it; their sessions end',
    params: IdParams,
    response: Type.Object({ id: Type.String() }),
  }),
};

export const Provider = Type.Object({
  id: Type.String(),
  name: Type.String(),
  issuer: Type.String(),
  clientId: Type.String(),
  /** Whether a client secret is kept; it is never shown. */
  hasSecret: Type.Boolean(),
  joinDomains: Type.Array(Type.String()),
  joinRole: oneOf(['viewer', 'responder']),
  /** To be entered at the provider as the allowed redirect address. */
  callbackUrl: Type.String(),
  createdAt: Instant,
  version: Type.Integer(),
});

const providerFields = {
  /** Null: a public client. */
  clientSecret: Type.Optional(nullable(Type.String({ minLength: 1, maxLength: 1000 }))),
  joinDomains: Type.Optional(Type.Array(Type.String({ maxLength: 253 }), { maxItems: 50 })),
  joinRole: Type.Optional(oneOf(['viewer', 'responder'])),
};
const Issuer = Type.String({ minLength: 1, maxLength: 500 });
const ClientId = Type.String({ minLength: 1, maxLength: 500 });

export const providersApi = {
  list: endpoint({
    method: 'GET',
    path: '/v1/sign-in-providers',
    right: 'settings:read',
    tag,
    summary: 'Providers of single sign-on (OpenID Connect)',
    query: listQuery({}),
    response: page(Provider),
  }),
  create: endpoint({
    method: 'POST',
    path: '/v1/sign-in-providers',
    right: 'settings:write',
    proof: true,
    tag,
    summary: 'Add a provider; it is asked for its description first',
    body: closed({ name: Name, issuer: Issuer, clientId: ClientId, ...providerFields }),
    response: Provider,
    status: 201,
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/v1/sign-in-providers/{id}',
    right: 'settings:write',
    ifMatch: 'required',
    proof: true,
    tag,
    summary: 'Change a provider (If-Match)',
    params: IdParams,
    body: closed({
      name: Type.Optional(Name),
      issuer: Type.Optional(Issuer),
      clientId: Type.Optional(ClientId),
      ...providerFields,
    }),
    response: Provider,
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/v1/sign-in-providers/{id}',
    right: 'settings:write',
    proof: true,
    tag,
    summary: 'Remove a provider; the sessions it opened end',
    params: IdParams,
    response: Type.Object({ id: Type.String() }),
  }),
};

export const invitationsApi = {
  list: endpoint({
    method: 'GET',
    path: '/v1/invitations',
    right: 'people:write',
    tag: 'people',
    summary: 'Invitations that are open, newest first; never the links themselves',
    query: listQuery({}),
    response: page(
      Type.Object({
        person: Type.Object({ id: Type.String(), email: Type.String(), name: Type.String() }),
        createdAt: Instant,
        expiresAt: Instant,
      }),
    ),
  }),
  revoke: endpoint({
    method: 'DELETE',
    path: '/v1/people/{id}/invitation',
    right: 'people:write',
    tag: 'people',
    summary: 'Take back the open invitation of a person',
    params: IdParams,
    response: Type.Object({ id: Type.String() }),
  }),
};
