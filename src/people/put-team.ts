import { changedFields } from '#platform/changed';
// Making, editing and removing teams.
import { requireRight, type Tx } from '#platform/context';
import { notFound, Problem } from '#platform/errors';
import { requireVersion } from '#platform/etag';

import { readName } from './decide/contact.ts';
import { readSlug, slugOf } from './decide/slug.ts';
import type { Team } from './model.ts';
import type { PutResult } from './put-person.ts';
import { requireOwned } from './require-owned.ts';
import { selectPeopleByIds, selectPeopleByRefs } from './store/people.ts';
import {
  deleteTeam,
  insertTeam,
  replaceMembers,
  selectTeam,
  selectTeamForUpdate,
  updateTeam,
} from './store/teams.ts';

export interface TeamInput {
  /** Id or slug of the team to edit; without it, the one with this slug, or a new one. */
  id?: string | undefined;
  slug?: string | undefined;
  name?: string | undefined;
  /** Ids or e-mail addresses; given, they replace the members there were. */
  members?: readonly string[] | undefined;
  /** Those who may change what the team owns; who is named here and no member becomes one. */
  managers?: readonly string[] | undefined;
  version?: number | null | undefined;
}

/**
 * Makes or edits a team. A manager may edit their own; only who may write all teams makes one.
 * Throws `unprocessable`, `conflict` (slug taken), `notFound`, `forbidden`.
 */
export async function putTeam(tx: Tx, input: TeamInput): Promise<PutResult> {
  requireRight(tx.ctx, 'teams:team');
  const { q, orgId } = tx;
  const slug = writtenSlug(input);
  const before = await selectTeamForUpdate(q, orgId, input.id ?? slug ?? '');
  if (!before && input.id !== undefined) notFound('team', input.id);
  await requireOwned(tx, 'teams', [before?.id ?? null]);
  if (before) requireVersion(before.version, input.version);
  const base = before ?? newTeam(tx, slug ?? '');
  const name = input.name === undefined ? base.name : readName(input.name);
  if (name === null) refuse('/name', 'A name is one line of 1 to 100 characters.');
  const given = input.members ? await memberIds(tx, input.members, '/members') : base.members;
  const managers = input.managers
    ? await memberIds(tx, input.managers, '/managers')
    : base.managers.filter((id) => given.includes(id));
  const members = [...new Set([...given, ...managers])].sort();
  const team: Team = { ...base, slug: slug ?? base.slug, name, members, managers };
  if (before && team.slug !== before.slug && (await selectTeam(q, orgId, team.slug))) {
    throw new Problem('conflict', `There is a team ${team.slug} already.`);
  }
  return save(tx, before, team);
}

async function save(tx: Tx, before: Team | null, team: Team): Promise<PutResult> {
  const { q, orgId, now } = tx;
  const change = changedFields(before ? await shown(tx, before) : {}, await shown(tx, team));
  if (!change) return { id: team.id, change: 'unchanged' };
  if (before) await updateTeam(q, orgId, team, now);
  else await insertTeam(q, orgId, team, now);
  await replaceMembers(q, orgId, team.id, team);
  tx.audit({
    action: before ? 'team.updated' : 'team.created',
    object: { kind: 'team', id: team.id, ref: team.slug },
    ...(before && { before: change.before }),
    after: change.after,
  });
  tx.publish({ topic: 'settings', kind: 'team.changed', data: { id: team.id } });
  return { id: team.id, change: before ? 'updated' : 'created' };
}

function writtenSlug(input: TeamInput): string | undefined {
  const slug = input.slug ?? (input.id === undefined ? slugOf(input.name ?? '') : undefined);
  if (slug !== undefined && readSlug(slug) === null) {
    refuse('/slug', 'A slug is 1 to 63 lower-case letters, digits and hyphens.');
  }
  return slug;
}

function newTeam(tx: Tx, slug: string): Team {
  return {
    id: tx.newId('team'),
    slug,
    name: slug,
    members: [],
    managers: [],
    createdAt: tx.now,
    version: 1,
  };
}

async function memberIds(tx: Tx, refs: readonly string[], at: string): Promise<string[]> {
  const people = await selectPeopleByRefs(tx.q, tx.orgId, refs);
  const ids = refs.map((ref, index) => {
    const person = people.find((one) => one.id === ref || one.email === ref.trim().toLowerCase());
    return person?.id ?? refuse(`${at}/${index}`, `Nobody here is ${ref}.`);
  });
  return [...new Set(ids)].sort();
}

async function shown(tx: Tx, team: Team): Promise<Record<string, unknown>> {
  const people = await selectPeopleByIds(tx.q, tx.orgId, team.members);
  const managers = people.filter((one) => team.managers.includes(one.id));
  return {
    slug: team.slug,
    name: team.name,
    members: people.map((one) => one.email).sort(),
    managers: managers.map((one) => one.email).sort(),
  };
}

/** Removes a team for good; its people stay. */
export async function removeTeam(tx: Tx, ref: string): Promise<void> {
  requireRight(tx.ctx, 'teams:write');
  const team = (await selectTeam(tx.q, tx.orgId, ref)) ?? notFound('team', ref);
  await deleteTeam(tx.q, tx.orgId, team.id);
  tx.audit({
    action: 'team.removed',
    object: { kind: 'team', id: team.id, ref: team.slug },
    before: await shown(tx, team),
  });
  tx.publish({ topic: 'settings', kind: 'team.changed', data: { id: team.id } });
}

function refuse(pointer: string, message: string): never {
  throw new Problem('unprocessable', message, { errors: [{ pointer, message }] });
}
