// Making, editing and archiving schedules. Editing writes a new version; the past keeps its own.
import { findTeam, peopleByRefs, type PutResult, readSlug, requireOwned, slugOf } from '#people';
import { changedFields } from '#platform/changed';
import { requireRight, type Tx } from '#platform/context';
import { notFound, Problem } from '#platform/errors';
import { editInTurn, requireVersion } from '#platform/etag';

import { phasesFor } from './decide/reanchor.ts';
import { nextChange } from './decide/resolve.ts';
import { validateSchedule } from './decide/validate.ts';
import { effectiveConfig, type ScheduleVersion, versionAt } from './decide/versions.ts';
import type {
  LayerConfig,
  OverrideConfig,
  Participant,
  Schedule,
  ScheduleProblem,
} from './model.ts';
import {
  archiveSchedule,
  insertVersion,
  selectSchedule,
  selectStored,
  upsertSchedule,
} from './store.ts';
import { syncOverrides } from './sync-overrides.ts';

export interface ScheduleInput {
  /** Id or slug of the schedule to edit; without it, the one with this slug, or a new one. */
  id?: string | undefined;
  slug?: string | undefined;
  name?: string | undefined;
  /** Slug or id; null for none. */
  team?: string | null | undefined;
  timezone?: string | undefined;
  /** People by e-mail address or id. */
  layers?: readonly LayerConfig[] | undefined;
  /** Given, they replace those there were; people by e-mail address or id. What is over stays. */
  overrides?: readonly OverrideConfig[] | undefined;
  /** When the edit takes hold: at once, at the next hand-off, or at an instant. Default at once. */
  effective?: 'now' | 'nextHandoff' | Temporal.Instant | undefined;
  version?: number | null | undefined;
}

export interface PutScheduleResult extends PutResult {
  /** Warnings that did not refuse the save. */
  problems: ScheduleProblem[];
}

/**
 * Makes or edits a schedule; a manager of a team, those that it owns. Throws `unprocessable` with a
 * pointer, `conflict`, `notFound`, `forbidden`.
 */
export async function putSchedule(tx: Tx, input: ScheduleInput): Promise<PutScheduleResult> {
  requireRight(tx.ctx, 'schedules:team');
  await editInTurn(tx, 'schedule');
  const before = await known(tx, input);
  const stored = before && (await selectStored(tx.q, tx.orgId, [before.id], tx.now)).get(before.id);
  const newest = stored?.versions.at(-1) ?? null;
  const config = await checkedConfig(tx, input, newest);
  const schedule = await headOf(tx, input, before);
  await requireOwned(tx, 'schedules', [(before ?? schedule).teamId, schedule.teamId]);
  const change = changedFields(before && newest ? { ...named(before), ...newest.config } : {}, {
    ...named(schedule),
    ...config,
  });
  const problems = validateSchedule(config);
  if (!change) {
    const moved = await syncOverrides(tx, schedule, input.overrides, false);
    return { id: schedule.id, change: moved ? 'updated' : 'unchanged', problems };
  }
  await upsertSchedule(tx.q, tx.orgId, schedule, tx.now);
  await syncOverrides(tx, schedule, input.overrides, before === null);
  if ('layers' in change.after || 'timezone' in change.after || !newest) {
    const inForce = stored ? versionAt(stored, tx.now) : null;
    const effectiveFrom = effectiveInstant(tx, input.effective ?? 'now', inForce);
    await insertVersion(tx.q, tx.orgId, schedule.id, {
      version: schedule.version,
      effectiveFrom,
      config,
      phases: phasesFor(inForce, config, effectiveFrom),
      createdAt: tx.now,
      createdBy: tx.ctx.actor.label,
    });
  }
  tx.audit({
    action: before ? 'schedule.updated' : 'schedule.created',
    object: { kind: 'schedule', id: schedule.id, ref: schedule.slug },
    ...(before && { before: change.before }),
    after: change.after,
  });
  tx.publish({ topic: 'oncall', kind: 'schedule.changed', data: { id: schedule.id } });
  return { id: schedule.id, change: before ? 'updated' : 'created', problems };
}

/** The schedule that the input means, null for a new one; its name in links is free and well made. */
async function known(tx: Tx, input: ScheduleInput): Promise<Schedule | null> {
  const slug = slugIn(input);
  if (slug !== undefined && readSlug(slug) === null) {
    refuse('/slug', 'A slug is 1 to 63 lower-case letters, digits and hyphens.');
  }
  const before = await selectSchedule(tx.q, tx.orgId, input.id ?? slug ?? '');
  if (!before) return input.id === undefined ? null : notFound('schedule', input.id);
  requireVersion(before.version, input.version);
  const renamed = slug !== undefined && slug !== before.slug;
  if (renamed && (await selectSchedule(tx.q, tx.orgId, slug))) {
    throw new Problem('conflict', `There is a schedule ${slug} already.`);
  }
  return before;
}

function slugIn(input: ScheduleInput): string | undefined {
  return input.slug ?? (input.id === undefined ? slugOf(input.name ?? '') : undefined);
}

async function checkedConfig(
  tx: Tx,
  input: ScheduleInput,
  newest: ScheduleVersion | null,
): Promise<ScheduleVersion['config']> {
  const timezone = input.timezone ?? newest?.config.timezone;
  if (timezone === undefined) refuse('/timezone', 'A time zone is needed.');
  const layers = input.layers ? await withIds(tx, input.layers) : (newest?.config.layers ?? []);
  const errors = validateSchedule({ timezone, layers }).filter(({ level }) => level === 'error');
  if (errors[0]) throw new Problem('unprocessable', errors[0].message, { errors });
  return { timezone, layers };
}

async function headOf(tx: Tx, input: ScheduleInput, before: Schedule | null): Promise<Schedule> {
  const slug = slugIn(input) ?? before?.slug ?? '';
  return {
    id: before?.id ?? tx.newId('sch'),
    slug,
    name: input.name ?? before?.name ?? slug,
    teamId: input.team === undefined ? (before?.teamId ?? null) : await teamId(tx, input.team),
    version: (before?.version ?? 0) + 1,
    archivedAt: null,
    createdAt: before?.createdAt ?? tx.now,
  };
}

/** Takes a schedule out of use; its history stays. */
export async function removeSchedule(tx: Tx, ref: string): Promise<void> {
  requireRight(tx.ctx, 'schedules:team');
  const schedule = (await selectSchedule(tx.q, tx.orgId, ref)) ?? notFound('schedule', ref);
  await requireOwned(tx, 'schedules', [schedule.teamId]);
  await archiveSchedule(tx.q, tx.orgId, schedule.id, tx.now);
  tx.audit({
    action: 'schedule.removed',
    object: { kind: 'schedule', id: schedule.id, ref: schedule.slug },
    before: named(schedule),
  });
  tx.publish({ topic: 'oncall', kind: 'schedule.changed', data: { id: schedule.id } });
}

function named(schedule: Schedule): Record<string, unknown> {
  return { slug: schedule.slug, name: schedule.name, teamId: schedule.teamId };
}

async function teamId(tx: Tx, ref: string | null): Promise<string | null> {
  if (ref === null) return null;
  const team = await findTeam(tx.q, tx.orgId, ref);
  return team?.id ?? refuse('/team', `There is no team ${ref}.`);
}

/** People in the rings by id, whatever they were named by. */
async function withIds(tx: Tx, layers: readonly LayerConfig[]): Promise<LayerConfig[]> {
  const refs = layers.flatMap((layer) => layer.users.flatMap((entry) => entry ?? []));
  const people = await peopleByRefs(tx.q, tx.orgId, refs);
  const idOf = (ref: string, pointer: string): string => {
    const person = people.get(ref);
    if (!person) return refuse(pointer, `Nobody here is ${ref}.`);
    return person.id;
  };
  return layers.map((layer, index) => ({
    ...layer,
    users: layer.users.map((entry, place): Participant => {
      const pointer = `/layers/${index}/users/${place}`;
      if (entry === null) return null;
      return typeof entry === 'string'
        ? idOf(entry, pointer)
        : entry.map((ref) => idOf(ref, pointer));
    }),
  }));
}

function effectiveInstant(
  tx: Tx,
  wish: 'now' | 'nextHandoff' | Temporal.Instant,
  inForce: ScheduleVersion | null,
): Temporal.Instant {
  if (wish === 'now' || !inForce) return tx.now;
  if (wish === 'nextHandoff') {
    return nextChange(effectiveConfig(inForce, []), tx.now)?.at ?? tx.now;
  }
  if (Temporal.Instant.compare(wish, tx.now) < 0) {
    refuse('/effective', 'An edit cannot take hold in the past: who was on call stays as it was.');
  }
  return wish;
}

function refuse(pointer: string, message: string): never {
  throw new Problem('unprocessable', message, { errors: [{ pointer, message }] });
}
