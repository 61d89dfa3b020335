// Covers, replacements and additions for a stretch of time.
import { findPerson, mayChange, type Person, teamMembers } from '#people';
import { personOf, requireRight, type Tx } from '#platform/context';
import { notFound, Problem } from '#platform/errors';

import type { Schedule, StoredOverride } from './model.ts';
import { writtenConfig } from './reads/oncall.ts';
import { insertOverride, removeOverrideRow, selectSchedule } from './store.ts';

export interface OverrideInput {
  schedule: string;
  /** Who serves, by e-mail address or id; null only takes `replaces` off. */
  user: string | null;
  /** Only where this person would serve. */
  replaces?: string | undefined;
  /** Serves as well as whoever is on call. */
  add?: boolean | undefined;
  start: Temporal.Instant;
  end: Temporal.Instant;
}

/**
 * Makes an override. With `overrides:write` alone a person may give away their own shift, or take one
 * over where they serve too or belong to the team; managers of the team and admins may do the rest.
 */
export async function putOverride(tx: Tx, input: OverrideInput): Promise<{ id: string }> {
  requireRight(tx.ctx, 'overrides:write');
  const { q, orgId, now } = tx;
  const schedule =
    (await selectSchedule(q, orgId, input.schedule)) ?? notFound('schedule', input.schedule);
  const user = input.user === null ? null : await person(tx, input.user, '/user');
  const replaces =
    input.replaces === undefined ? null : await person(tx, input.replaces, '/replaces');
  if (!user && !replaces) refuse('/user', 'Name who serves, or in `replaces` who is taken off.');
  if (Temporal.Instant.compare(input.start, input.end) >= 0) {
    refuse('/end', 'The end must lie after the start.');
  }
  if (Temporal.Instant.compare(input.end, now) <= 0) {
    refuse('/end', 'This lies in the past; who was on call stays as it was.');
  }
  await requireOwn(tx, schedule, user, replaces);
  const row: StoredOverride = {
    id: tx.newId('ovr'),
    scheduleId: schedule.id,
    personId: user?.id ?? null,
    replacesId: replaces?.id ?? null,
    adds: input.add ?? false,
    // History is not rewritten: what has begun already holds from now on.
    startAt: Temporal.Instant.compare(input.start, now) < 0 ? now : input.start,
    endAt: input.end,
    createdBy: tx.ctx.actor.label,
  };
  await insertOverride(q, orgId, { ...row, createdAt: now });
  tx.audit({
    action: 'override.created',
    object: { kind: 'schedule', id: schedule.id, ref: schedule.slug },
    after: shown(row, user, replaces),
  });
  tx.publish({ topic: 'oncall', kind: 'override.created', data: { id: schedule.id } });
  return { id: row.id };
}

/** Ends an override at once, as if it were not there from now on. */
export async function removeOverride(tx: Tx, schedule: string, id: string): Promise<void> {
  requireRight(tx.ctx, 'overrides:write');
  const { q, orgId, now } = tx;
  const found = (await selectSchedule(q, orgId, schedule)) ?? notFound('schedule', schedule);
  const row = await removeOverrideRow(q, orgId, { scheduleId: found.id, id, now });
  if (!row) notFound('override', id);
  const mine = personOf(tx.ctx.actor);
  const own = mine !== null && (row.personId === mine || row.replacesId === mine);
  if (!own && !(await mayChange(tx, 'schedules', [found.teamId]))) {
    throw new Problem('forbidden', 'This override is not about you.');
  }
  if (
    Temporal.Instant.compare(row.startAt, now) < 0 &&
    Temporal.Instant.compare(row.endAt, now) > 0
  ) {
    // The part that has been served stays in the history.
    await insertOverride(q, orgId, { ...row, id: tx.newId('ovr'), endAt: now, createdAt: now });
  }
  tx.audit({
    action: 'override.removed',
    object: { kind: 'schedule', id: found.id, ref: found.slug },
    before: shown(row, null, null),
  });
  tx.publish({ topic: 'oncall', kind: 'override.removed', data: { id: found.id } });
}

async function person(tx: Tx, ref: string, pointer: string): Promise<Person> {
  const found = await findPerson(tx.q, tx.orgId, ref);
  if (!found || found.deactivatedAt !== null) return refuse(pointer, `Nobody here is ${ref}.`);
  return found;
}

async function requireOwn(
  tx: Tx,
  schedule: Schedule,
  user: Person | null,
  replaces: Person | null,
): Promise<void> {
  const mine = personOf(tx.ctx.actor);
  if (mine !== null && replaces?.id === mine) return;
  if (mine !== null && user?.id === mine && (await servesHere(tx, schedule, mine))) return;
  if (await mayChange(tx, 'schedules', [schedule.teamId])) return;
  throw new Problem(
    'forbidden',
    'You may give away your own shift, or take one over where you serve or on your team; the rest is for a manager of the team, or an admin.',
  );
}

/** Whether a person is in the rings of a schedule or in the team that owns it. */
async function servesHere(tx: Tx, schedule: Schedule, personId: string): Promise<boolean> {
  const { q, orgId, now } = tx;
  if (schedule.teamId !== null) {
    if ((await teamMembers(q, orgId, schedule.teamId)).includes(personId)) return true;
  }
  const person = await findPerson(q, orgId, personId);
  const { layers } = await writtenConfig(q, orgId, schedule.id, now);
  // Written for people to read: the rings name them by address.
  return layers.some((layer) => layer.users.flat().includes(person?.email ?? personId));
}

function shown(row: StoredOverride, user: Person | null, replaces: Person | null): object {
  return {
    user: user?.email ?? row.personId,
    replaces: replaces?.email ?? row.replacesId,
    start: row.startAt,
    end: row.endAt,
    ...(row.adds && { add: true }),
  };
}

function refuse(pointer: string, message: string): never {
  throw new Problem('unprocessable', message, { errors: [{ pointer, message }] });
}
