// Single sign-on. An account is found by issuer and subject; the address alone opens only what nobody
// has taken up yet (decide/join.ts).
import {
  type Ctx,
  inTransaction,
  type Platform,
  requireProof,
  systemCtx,
  type Tx,
} from '#platform/context';
import { notFound, Problem } from '#platform/errors';

import type { CallerSession } from './authenticate.ts';
import { type Joining, joining, type Standing, vouchedAddress } from './decide/join.ts';
import type { Person } from './model.ts';
import { beginTrip, finishTrip, spendTrip, type Trip, type Vouched } from './provider-trip.ts';
import { putPerson } from './put-person.ts';
import { type Reach, reachProvider, why } from './reach-provider.ts';
import { type OpenedSession, openSession, type Origin } from './sign-in.ts';
import { deleteLinksOf, ensureAccount, selectAccount, selectInvited } from './store/accounts.ts';
import { selectOrganisations } from './store/organisations.ts';
import { selectPasskeys } from './store/passkeys.ts';
import { selectPerson, selectPersonOfAccount, updatePerson } from './store/people.ts';
import {
  insertIdentity,
  type Provider,
  selectIdentities,
  selectIdentity,
  selectProvider,
  touchIdentity,
} from './store/providers.ts';
import { updateSessionProof } from './store/sessions.ts';

/** Why a trip did not end in a session: a word that the sign-in page has a sentence for. */
export type TripRefusal =
  | Extract<Joining, { do: 'refuse' }>['reason']
  | 'late'
  | 'provider'
  | 'taken'
  | 'other';

export type TripEnd =
  | { session: OpenedSession; returnTo: string }
  | { session: null; returnTo: string; refused: TripRefusal | null };

/** Begins to sign in. Throws `notFound` for an unknown provider, `unprocessable` for a silent one. */
export async function leaveToSignIn(
  app: Platform,
  reach: Reach,
  input: { providerId: string; returnTo: string | undefined },
): Promise<{ url: string; cookie: string }> {
  const orgId = await realOrganisation(app);
  const provider = orgId === null ? null : await selectProvider(app.db, orgId, input.providerId);
  if (!provider || orgId === null) notFound('provider', input.providerId);
  const { returnTo } = input;
  return beginTrip(app, reach, provider, { orgId, purpose: 'signIn', accountId: null, returnTo });
}

/**
 * Begins a trip of somebody who is signed in: to prove who they are, or to connect their account (which
 * wants a proof itself: throws `proofRequired`). Throws `notFound`, `unprocessable`.
 */
export async function leaveFromSession(
  ctx: Ctx,
  reach: Reach,
  session: CallerSession,
  input: { providerId: string; purpose: 'proof' | 'link'; returnTo: string | undefined },
): Promise<{ url: string; cookie: string }> {
  const { providerId, purpose, returnTo } = input;
  if (purpose === 'link') requireProof(ctx);
  const provider =
    (await selectProvider(ctx.app.db, ctx.orgId, providerId)) ?? notFound('provider', providerId);
  const { orgId } = ctx;
  const { accountId } = session;
  return beginTrip(ctx.app, reach, provider, { orgId, purpose, accountId, returnTo });
}

/**
 * The way home. `session` is that of the browser that comes back, if it has one. Refusals are audited
 * and returned, not thrown: a person looks at the answer.
 */
export async function comeHome(
  app: Platform,
  reach: Reach,
  home: { trip: Trip; back: URL; session: CallerSession | null; origin: Origin },
): Promise<TripEnd> {
  const { trip, origin } = home;
  const refuse = async (refused: TripRefusal, detail?: string): Promise<TripEnd> => {
    await auditRefusal(app, trip, origin, { refused, detail });
    return { session: null, returnTo: trip.returnTo, refused };
  };
  const provider = await selectProvider(app.db, trip.orgId, trip.providerId);
  if (!provider) return refuse('provider');
  const { accountId } = trip;
  if (accountId !== null && home.session?.accountId !== accountId) return refuse('other');
  let vouched: Vouched;
  try {
    vouched = await finishTrip(await reachProvider(reach, provider), trip, home.back);
  } catch (error) {
    app.log.warn({ provider: provider.id, reason: why(error) }, 'a provider’s answer was refused');
    return refuse('provider', why(error));
  }
  const ctx: Ctx = { ...systemCtx(app, trip.orgId, 'sign-in'), requestId: origin.requestId };
  const end = await inTransaction(ctx, async (tx): Promise<TripEnd | TripRefusal> => {
    await spendTrip(tx, trip);
    if (accountId !== null && home.session)
      return goOn(tx, { trip, vouched, provider }, home.session);
    return enter(tx, { trip, vouched, provider }, origin);
  });
  return typeof end === 'string' ? refuse(end) : end;
}

interface Arrival {
  trip: Trip;
  vouched: Vouched;
  provider: Provider;
}

/** Somebody who was signed in: their proof, or their connection. */
async function goOn(
  tx: Tx,
  { trip, vouched, provider }: Arrival,
  session: CallerSession,
): Promise<TripEnd | TripRefusal> {
  const { issuer, subject } = vouched;
  const { accountId } = session;
  const identity = await selectIdentity(tx.q, { issuer, subject });
  const done: TripEnd = { session: null, returnTo: trip.returnTo, refused: null };
  if (trip.purpose === 'proof') {
    if (identity?.accountId !== accountId) return 'other';
    const oldest = tx.now.subtract({ minutes: 10 });
    if (vouched.authTime && Temporal.Instant.compare(vouched.authTime, oldest) < 0) return 'late';
    await touchIdentity(tx.q, identity, tx.now);
    await updateSessionProof(tx.q, session.id, tx.now);
    tx.audit({
      action: 'session.proven',
      object: { kind: 'session', id: session.id },
      after: { by: provider.name },
    });
    return done;
  }
  if (identity && identity.accountId !== accountId) return 'taken';
  if (!identity) await link(tx, vouched, accountId, provider);
  return done;
}

async function enter(tx: Tx, arrival: Arrival, origin: Origin): Promise<TripEnd | TripRefusal> {
  const { trip, vouched, provider } = arrival;
  const { issuer, subject } = vouched;
  const identity = await selectIdentity(tx.q, { issuer, subject });
  const accountId = identity ? identity.accountId : await join(tx, arrival);
  if (typeof accountId !== 'string') return accountId.refused;
  const person = await selectPersonOfAccount(tx.q, tx.orgId, accountId);
  if (person?.deactivatedAt !== null) return 'deactivated';
  if (identity) await touchIdentity(tx.q, identity, tx.now);
  const session = await openSession(tx, accountId, origin, {
    way: 'provider',
    provenAt: vouched.authTime ?? tx.now,
    providerId: provider.id,
  });
  return { session, returnTo: trip.returnTo };
}

/** Who is new here: linked, let in by the rule, or refused. */
async function join(
  tx: Tx,
  { vouched, provider }: Arrival,
): Promise<string | { refused: TripRefusal }> {
  const address = vouchedAddress(vouched);
  if ('reason' in address) return { refused: address.reason };
  const { email } = address;
  const known = await selectPerson(tx.q, tx.orgId, email);
  const rule = { domains: provider.joinDomains, role: provider.joinRole };
  const decision = joining(email, known && (await standingOf(tx, known)), rule);
  if (decision.do === 'refuse') return { refused: decision.reason };
  const person = known ?? (await newcomer(tx, { email, name: vouched.name, role: rule.role }));
  const account = await ensureAccount(tx.q, { id: tx.newId('acc'), email, at: tx.now });
  // An account of this address that is in use elsewhere (another organisation) is not taken over either.
  if (account.passwordHash !== null && person.accountId !== account.id)
    return { refused: 'claimed' };
  if (person.accountId !== account.id) {
    await updatePerson(tx.q, tx.orgId, { ...person, accountId: account.id }, tx.now);
  }
  await deleteLinksOf(tx.q, tx.orgId, person.id);
  await link(tx, vouched, account.id, provider);
  return account.id;
}

async function newcomer(
  tx: Tx,
  input: { email: string; name: unknown; role: 'viewer' | 'responder' },
): Promise<Person> {
  const name = typeof input.name === 'string' && input.name.trim() !== '' ? input.name : undefined;
  const { id } = await putPerson(tx, {
    email: input.email,
    role: input.role,
    name: name?.slice(0, 100),
  });
  return (await selectPerson(tx.q, tx.orgId, id)) ?? notFound('person', id);
}

async function standingOf(tx: Tx, person: Person): Promise<Standing> {
  const { accountId } = person;
  const account = accountId === null ? null : await selectAccount(tx.q, { id: accountId });
  const claimed =
    account !== null &&
    (account.passwordHash !== null ||
      (await selectPasskeys(tx.q, account.id)).length > 0 ||
      (await selectIdentities(tx.q, account.id)).length > 0);
  const invited = await selectInvited(tx.q, tx.orgId, [person.id], tx.now);
  return { active: person.deactivatedAt === null, claimed, invited: invited.has(person.id) };
}

async function link(
  tx: Tx,
  { issuer, subject }: Vouched,
  accountId: string,
  provider: Provider,
): Promise<void> {
  const identity = { issuer, subject, accountId, createdAt: tx.now, lastUsedAt: tx.now };
  if (!(await insertIdentity(tx.q, identity))) {
    throw new Problem('conflict', 'This account of the provider was just connected elsewhere.');
  }
  tx.audit({
    action: 'identity.linked',
    object: { kind: 'account', id: accountId },
    after: { provider: provider.name, issuer, subject },
  });
  tx.publish({ topic: 'settings', kind: 'identity.changed', data: { id: accountId } });
}

async function realOrganisation(app: Platform): Promise<string | null> {
  const all = await selectOrganisations(app.db);
  return all.find((one) => one.kind === 'real')?.id ?? null;
}

async function auditRefusal(
  app: Platform,
  trip: Trip,
  origin: Origin,
  why: { refused: TripRefusal; detail: string | undefined },
): Promise<void> {
  const ctx: Ctx = { ...systemCtx(app, trip.orgId, 'sign-in'), requestId: origin.requestId };
  await inTransaction(ctx, async (tx) => {
    tx.audit({
      action: 'session.refused',
      object: { kind: 'provider', id: trip.providerId },
      after: { address: origin.address, reason: why.refused, detail: why.detail ?? null },
    });
  });
}
