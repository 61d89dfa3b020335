// How people sign in, as the API shows it.
import { type Ctx, proofMinutes } from '#platform/context';
import type { Queries } from '#platform/db';
import { notFound } from '#platform/errors';
import { sha256 } from '#platform/secrets';

import { relyingParty } from '../passkey-challenge.ts';
import { callbackUrl } from '../provider-trip.ts';
import { selectAccount, selectOpenInvitations } from '../store/accounts.ts';
import { selectOrganisations } from '../store/organisations.ts';
import { type Passkey, selectPasskeys } from '../store/passkeys.ts';
import { selectPeopleByIds } from '../store/people.ts';
import {
  type Identity,
  type Provider,
  selectIdentities,
  selectProviders,
} from '../store/providers.ts';
import { selectSecondFactor } from '../store/second-factors.ts';

/** What the sign-in page may offer. It depends on nobody's address. */
export async function publicWays(q: Queries, publicUrl: string) {
  const real = (await selectOrganisations(q)).find((one) => one.kind === 'real');
  const providers = real ? await selectProviders(q, real.id) : [];
  return {
    passkeys: relyingParty(publicUrl) !== null,
    providers: providers.map(({ id, name }) => ({ id, name })),
  };
}

/** How an account signs in, and until when its session counts as proven. */
export async function waysOf(ctx: Ctx, accountId: string) {
  const { db, publicUrl } = ctx.app;
  const account = (await selectAccount(db, { id: accountId })) ?? notFound('account', accountId);
  const factor = await selectSecondFactor(db, accountId);
  const passkeys = await selectPasskeys(db, accountId);
  const identities = await selectIdentities(db, accountId);
  const providers = await selectProviders(db, ctx.orgId);
  const on = factor?.confirmedAt !== null && factor !== null;
  return {
    password: account.passwordHash !== null,
    secondFactor: on,
    recoveryCodesLeft: on ? factor.recoveryHashes.length : 0,
    passkeysPossible: relyingParty(publicUrl) !== null,
    passkeys: passkeys.map(shownPasskey),
    identities: identities.map((one) => ({
      id: identityId(one),
      provider: providers.find((provider) => sameIssuer(provider, one))?.name ?? one.issuer,
      createdAt: one.createdAt,
      lastUsedAt: one.lastUsedAt,
    })),
    providers: providers.map((provider) => ({
      id: provider.id,
      name: provider.name,
      connected: identities.some((one) => sameIssuer(provider, one)),
    })),
    provenUntil: provenUntil(ctx),
  };
}

function provenUntil({ app, provenAt }: Ctx): Temporal.Instant | null {
  const until = provenAt?.add({ minutes: proofMinutes });
  return until && Temporal.Instant.compare(until, app.clock.now()) > 0 ? until : null;
}

/** A path-safe name of an identity: neither issuer nor subject need to be. */
export function identityId(identity: Pick<Identity, 'issuer' | 'subject'>): string {
  return `idn_${sha256(`${identity.issuer} ${identity.subject}`).slice(0, 24)}`;
}

function sameIssuer(provider: Provider, identity: Identity): boolean {
  return provider.issuer.replace(/\/$/, '') === identity.issuer.replace(/\/$/, '');
}

export function shownPasskey({ id, name, synced, createdAt, lastUsedAt }: Passkey) {
  return { id, name, synced, createdAt, lastUsedAt };
}

/** A provider without its secret. */
export function shownProvider(provider: Provider, publicUrl: string) {
  const { sealed, joinDomains, ...rest } = provider;
  return {
    ...rest,
    joinDomains: [...joinDomains],
    hasSecret: sealed !== null,
    callbackUrl: callbackUrl(publicUrl, provider.id),
  };
}

/** Invitations that are open, newest first. */
export async function openInvitations(ctx: Ctx) {
  const { db, clock } = ctx.app;
  const links = await selectOpenInvitations(db, ctx.orgId, clock.now());
  const people = await selectPeopleByIds(
    db,
    ctx.orgId,
    links.map((link) => link.personId),
  );
  const byId = new Map(people.map((person) => [person.id, person]));
  return links.flatMap(({ personId, createdAt, expiresAt }) => {
    const person = byId.get(personId);
    if (!person) return [];
    const { id, email, name } = person;
    return [{ person: { id, email, name }, createdAt, expiresAt }];
  });
}
