// Providers of single sign-on: OpenID Connect, configured in the settings, the secret sealed.
import { type Ctx, inTransaction, requireRight, type Tx } from '#platform/context';
import { type FieldError, notFound, Problem } from '#platform/errors';
import { editInTurn, requireVersion } from '#platform/etag';

import { readName } from './decide/contact.ts';
import { readDomain } from './decide/join.ts';
import { describe, type Reach, readIssuer, sealClientSecret } from './reach-provider.ts';
import {
  deleteProvider,
  insertProvider,
  type Provider,
  selectProvider,
  selectProviders,
  updateProvider,
} from './store/providers.ts';
import { deleteSessionsOfProvider } from './store/sessions.ts';

/** A provider as written; what is left out stays as it is. */
export interface ProviderInput {
  name?: string | undefined;
  issuer?: string | undefined;
  clientId?: string | undefined;
  /** Null: a public client (PKCE alone). Left out: the one there is. */
  clientSecret?: string | null | undefined;
  /** Domains whose people come in without an invitation. */
  joinDomains?: readonly string[] | undefined;
  joinRole?: 'viewer' | 'responder' | undefined;
}

/**
 * Makes (`id` null) or edits a provider, after asking it for its description, so that a typing error is
 * found here and not by whoever signs in first. Throws `unprocessable` with the reason, `notFound`,
 * `preconditionFailed`.
 */
export async function putProvider(
  ctx: Ctx,
  reach: Reach,
  edit: { id: string | null; version?: number | null },
  input: ProviderInput,
): Promise<Provider> {
  requireRight(ctx, 'settings:write');
  const { db, secrets } = ctx.app;
  const before = edit.id === null ? null : await selectProvider(db, ctx.orgId, edit.id);
  if (edit.id !== null && !before) notFound('provider', edit.id);
  const draft = readFields(input, before);
  const secret = input.clientSecret ?? null;
  await describe(reach, { issuer: draft.issuer, clientId: draft.clientId, secret });
  return inTransaction(ctx, async (tx) => {
    await editInTurn(tx, 'provider');
    const current = before && (await selectProvider(tx.q, tx.orgId, before.id));
    if (before && !current) notFound('provider', before.id);
    if (current) requireVersion(current.version, edit.version);
    const id = current?.id ?? tx.newId('idp');
    const kept = input.clientSecret === undefined ? (current?.sealed ?? null) : null;
    const provider: Provider = {
      id,
      ...draft,
      sealed: secret === null ? kept : sealClientSecret(secrets, id, secret),
      version: (current?.version ?? 0) + 1,
      createdAt: current?.createdAt ?? tx.now,
    };
    if (current) await updateProvider(tx.q, tx.orgId, provider, tx.now);
    else await insertProvider(tx.q, tx.orgId, provider);
    const moved = current !== null && current.issuer !== provider.issuer;
    if (moved) await deleteSessionsOfProvider(tx.q, tx.orgId, id);
    auditPut(tx, current, provider, input.clientSecret !== undefined);
    tx.publish({ topic: 'settings', kind: 'provider.changed', data: { id } });
    return provider;
  });
}

function auditPut(tx: Tx, before: Provider | null, after: Provider, newSecret: boolean): void {
  tx.audit({
    action: before ? 'provider.updated' : 'provider.created',
    object: { kind: 'provider', id: after.id, ref: after.name },
    ...(before && { before: shownInAudit(before) }),
    after: { ...shownInAudit(after), ...(newSecret && { clientSecret: 'changed' }) },
  });
}

/** Removes a provider; the sessions it opened end. Throws `notFound`. */
export async function removeProvider(tx: Tx, id: string): Promise<void> {
  requireRight(tx.ctx, 'settings:write');
  const provider = (await selectProvider(tx.q, tx.orgId, id)) ?? notFound('provider', id);
  await deleteProvider(tx.q, tx.orgId, id);
  const ended = await deleteSessionsOfProvider(tx.q, tx.orgId, id);
  tx.audit({
    action: 'provider.removed',
    object: { kind: 'provider', id, ref: provider.name },
    before: shownInAudit(provider),
    after: { sessionsEnded: ended },
  });
  tx.publish({ topic: 'settings', kind: 'session.ended', data: { id: null } });
}

/** Providers of the caller's organisation, oldest first (right `settings:read`). */
export async function listProviders(ctx: Ctx): Promise<Provider[]> {
  requireRight(ctx, 'settings:read');
  return selectProviders(ctx.app.db, ctx.orgId);
}

type Fields = Pick<Provider, 'name' | 'issuer' | 'clientId' | 'joinDomains' | 'joinRole'>;

const empty: Fields = {
  name: '',
  issuer: '',
  clientId: '',
  joinDomains: [],
  joinRole: 'responder',
};

function readFields(input: ProviderInput, before: Provider | null): Fields {
  const errors: FieldError[] = [];
  const base: Fields = before ?? empty;
  const name = readName(input.name ?? base.name);
  if (name === null) errors.push({ pointer: '/name', message: 'A provider needs a name.' });
  const issuer = (input.issuer ?? base.issuer).trim();
  if (readIssuer(issuer) === null) {
    errors.push({ pointer: '/issuer', message: 'An issuer is an https address, without a query.' });
  }
  const clientId = (input.clientId ?? base.clientId).trim();
  if (clientId === '') errors.push({ pointer: '/clientId', message: 'A client id is needed.' });
  const joinDomains = readDomains(input.joinDomains ?? base.joinDomains, errors);
  const [first] = errors;
  if (first) throw new Problem('unprocessable', first.message, { errors });
  const joinRole = input.joinRole ?? base.joinRole;
  return { name: name ?? '', issuer, clientId, joinDomains, joinRole };
}

function readDomains(texts: readonly string[], errors: FieldError[]): string[] {
  const domains = texts.map((text, index) => {
    const domain = readDomain(text);
    if (domain === null) {
      errors.push({ pointer: `/joinDomains/${index}`, message: 'This is no domain.' });
    }
    return domain ?? '';
  });
  return [...new Set(domains)];
}

function shownInAudit(provider: Provider): object {
  const { name, issuer, clientId, joinDomains, joinRole } = provider;
  return { name, issuer, clientId, joinDomains, joinRole };
}
