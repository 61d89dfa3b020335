// Making, editing and archiving services.
import {
  findTeam,
  type PutResult,
  readName,
  readSlug,
  requireOwned,
  slugOf,
  teamsByIds,
} from '#people';
import { changedFields } from '#platform/changed';
import { requireRight, type Tx } from '#platform/context';
import { type FieldError, notFound, Problem } from '#platform/errors';
import { requireVersion } from '#platform/etag';

import type { Service, ServiceLink, UrgencyBySeverity } from './model.ts';
import {
  insertService,
  replaceDependencies,
  selectService,
  selectServiceForUpdate,
  selectServicesByRefs,
  updateService,
} from './store.ts';

/** A service as written. What is left out stays as it is; given lists replace the lists there were. */
export interface ServiceInput {
  /** Id or slug of the service to edit; without it, the one with this slug, or a new one. */
  id?: string | undefined;
  slug?: string | undefined;
  name?: string | undefined;
  description?: string | undefined;
  /** Id or slug; null: nobody owns it. */
  team?: string | null | undefined;
  /** 1 (most important) to 4; a new service has 3. */
  tier?: number | undefined;
  /** Ids or slugs of services that exist. */
  dependsOn?: readonly string[] | undefined;
  /** Id of a policy; who calls has looked it up, since policies are further up. */
  escalationPolicyId?: string | null | undefined;
  links?: readonly ServiceLink[] | undefined;
  urgencyBySeverity?: UrgencyBySeverity | undefined;
  archived?: boolean | undefined;
  version?: number | null | undefined;
}

/**
 * Makes or edits a service; a manager of a team, those that it owns. Throws `unprocessable` with a pointer per wrong field, `notFound`,
 * `conflict` (slug taken), `preconditionFailed`.
 */
export async function putService(tx: Tx, input: ServiceInput): Promise<PutResult> {
  requireRight(tx.ctx, 'services:team');
  const { q, orgId } = tx;
  const slug = input.slug ?? (input.id === undefined ? slugOf(input.name ?? '') : undefined);
  const before = await selectServiceForUpdate(q, orgId, input.id ?? slug ?? '');
  if (!before && input.id !== undefined) notFound('service', input.id);
  if (before) requireVersion(before.version, input.version);
  const errors: FieldError[] = [];
  const base = before ?? newService(tx, slug ?? '');
  const service: Service = {
    ...base,
    ...readPlainFields(input, base, slug, errors),
    teamId: await readTeam(tx, input.team, base.teamId, errors),
    dependsOn: await readDependencies(tx, input.dependsOn, base, errors),
    archivedAt: readArchived(tx, input.archived, base.archivedAt),
  };
  await requireOwned(tx, 'services', [(before ?? service).teamId, service.teamId]);
  const [first] = errors;
  if (first) throw new Problem('unprocessable', `${first.pointer}: ${first.message}`, { errors });
  if (before && service.slug !== before.slug && (await selectService(q, orgId, service.slug))) {
    throw new Problem('conflict', `There is a service ${service.slug} already.`);
  }
  return save(tx, before, service);
}

async function save(tx: Tx, before: Service | null, service: Service): Promise<PutResult> {
  const { q, orgId, now } = tx;
  const change = changedFields(before ? await shown(tx, before) : {}, await shown(tx, service));
  if (!change) return { id: service.id, change: 'unchanged' };
  if (before) await updateService(q, orgId, service, now);
  else await insertService(q, orgId, service, now);
  await replaceDependencies(q, orgId, service.id, service.dependsOn);
  tx.audit({
    action: before ? 'service.updated' : 'service.created',
    object: { kind: 'service', id: service.id, ref: service.slug },
    ...(before && { before: change.before }),
    after: change.after,
  });
  tx.publish({ topic: 'services', kind: 'service.changed', data: { id: service.id } });
  return { id: service.id, change: before ? 'updated' : 'created' };
}

/** Takes a service out of use; its past stays. `putService` with `archived: false` brings it back. */
export async function archiveService(
  tx: Tx,
  input: { id: string; version?: number | null },
): Promise<PutResult> {
  return putService(tx, { ...input, archived: true });
}

function newService(tx: Tx, slug: string): Service {
  return {
    id: tx.newId('svc'),
    slug,
    name: slug,
    description: '',
    teamId: null,
    tier: 3,
    escalationPolicyId: null,
    dependsOn: [],
    links: [],
    urgencyBySeverity: {},
    archivedAt: null,
    createdAt: tx.now,
    version: 1,
  };
}

type PlainFields = Pick<
  Service,
  'slug' | 'name' | 'description' | 'tier' | 'links' | 'escalationPolicyId' | 'urgencyBySeverity'
>;

function readPlainFields(
  input: ServiceInput,
  base: Service,
  slug: string | undefined,
  errors: FieldError[],
): PlainFields {
  if (slug !== undefined && readSlug(slug) === null) {
    const message = 'A slug is 1 to 63 lower-case letters, digits and hyphens.';
    errors.push({ pointer: '/slug', message });
  }
  const name = input.name === undefined ? base.name : readName(input.name);
  if (name === null) {
    errors.push({ pointer: '/name', message: 'A name is one line of 1 to 100 characters.' });
  }
  const tier = input.tier ?? base.tier;
  if (!Number.isInteger(tier) || tier < 1 || tier > 4) {
    errors.push({ pointer: '/tier', message: 'A tier is 1 (most important) to 4.' });
  }
  for (const [index, link] of (input.links ?? []).entries()) {
    const protocol = URL.parse(link.href)?.protocol ?? '';
    if (!['http:', 'https:', 'mailto:'].includes(protocol)) {
      const message = 'A link is an http(s) or mailto address.';
      errors.push({ pointer: `/links/${index}/href`, message });
    }
  }
  return {
    slug: slug ?? base.slug,
    name: name ?? base.name,
    description: input.description ?? base.description,
    tier,
    links: input.links ?? base.links,
    escalationPolicyId:
      input.escalationPolicyId === undefined ? base.escalationPolicyId : input.escalationPolicyId,
    urgencyBySeverity: input.urgencyBySeverity ?? base.urgencyBySeverity,
  };
}

async function readTeam(
  tx: Tx,
  ref: string | null | undefined,
  before: string | null,
  errors: FieldError[],
): Promise<string | null> {
  if (ref === undefined) return before;
  if (ref === null) return null;
  const team = await findTeam(tx.q, tx.orgId, ref);
  if (!team) errors.push({ pointer: '/team', message: `There is no team ${ref}.` });
  return team?.id ?? null;
}

async function readDependencies(
  tx: Tx,
  refs: readonly string[] | undefined,
  base: Service,
  errors: FieldError[],
): Promise<readonly string[]> {
  if (refs === undefined) return base.dependsOn;
  const found = await selectServicesByRefs(tx.q, tx.orgId, refs);
  const ids = refs.map((ref, index) => {
    const id = found.find((one) => one.id === ref || one.slug === ref)?.id ?? null;
    const pointer = `/dependsOn/${index}`;
    if (id === null) errors.push({ pointer, message: `There is no service ${ref}.` });
    else if (id === base.id) errors.push({ pointer, message: 'A service stands on others.' });
    return id;
  });
  return [...new Set(ids.filter((id) => id !== null))].sort();
}

function readArchived(
  tx: Tx,
  archived: boolean | undefined,
  before: Temporal.Instant | null,
): Temporal.Instant | null {
  if (archived === undefined) return before;
  return archived ? (before ?? tx.now) : null;
}

/** A service as the audit log shows it: names instead of ids. */
async function shown(tx: Tx, service: Service): Promise<Record<string, unknown>> {
  const { id: _, version: _version, createdAt: _created, teamId, dependsOn, ...rest } = service;
  const teams = teamId === null ? null : await teamsByIds(tx.q, tx.orgId, [teamId]);
  const below = await selectServicesByRefs(tx.q, tx.orgId, dependsOn);
  return {
    ...rest,
    archivedAt: service.archivedAt,
    team: (teamId !== null && teams?.get(teamId)?.slug) || null,
    dependsOn: below.map((one) => one.slug).sort(),
  };
}
