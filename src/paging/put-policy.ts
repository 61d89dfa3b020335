// Making, editing and archiving escalation policies. An edit writes a new version; running pages
// keep theirs.
import { findSchedule, isKnownZone } from '#oncall';
import {
  findTeam,
  peopleByRefs,
  type PutResult,
  readName,
  readSlug,
  requireOwned,
  slugOf,
} from '#people';
import { changedFields } from '#platform/changed';
import { requireRight, type Tx } from '#platform/context';
import { type FieldError, notFound, Problem } from '#platform/errors';
import { editInTurn, requireVersion } from '#platform/etag';
import { webhooksByRefs } from '#webhooks';

import {
  type FrozenPolicy,
  type Policy,
  type PolicyStep,
  type StepWindow,
  type Target,
  type Weekday,
  weekdays,
} from './model.ts';
import {
  archivePolicyRow,
  insertPolicyVersion,
  selectPolicy,
  upsertPolicy,
} from './store/policies.ts';

/** A target as it is written: one of these, people by e-mail or id, the rest by slug or id. */
export interface TargetInput {
  readonly person?: string | undefined;
  readonly schedule?: string | undefined;
  readonly team?: string | undefined;
  readonly roundRobin?: readonly string[] | undefined;
  readonly webhook?: string | undefined;
}

export interface StepInput {
  readonly targets: readonly TargetInput[];
  /** Default five minutes. */
  readonly delaySeconds?: number | undefined;
  readonly acks?: number | undefined;
  readonly when?: WindowInput | undefined;
}

/** Hours in which a step fires. */
export interface WindowInput {
  readonly timezone: string;
  readonly start: string;
  readonly end: string;
  readonly days?: readonly Weekday[] | undefined;
}

export interface PolicyInput {
  /** Id or slug of the policy to edit; without it, the one with this slug, or a new one. */
  readonly id?: string | undefined;
  readonly slug?: string | undefined;
  readonly name?: string | undefined;
  /** Id or slug of the team that owns it; null: admins only. */
  readonly team?: string | null | undefined;
  readonly steps?: readonly StepInput[] | undefined;
  /** Rounds after the first. */
  readonly repeat?: number | undefined;
  readonly fallback?: TargetInput | null | undefined;
  readonly acknowledgeTimeoutSeconds?: number | null | undefined;
  readonly version?: number | null | undefined;
}

const usualDelaySeconds = 300;
const longestSeconds = 7 * 86_400;

/**
 * Makes or edits a policy; a manager of a team, those that it owns. Throws `unprocessable` with a
 * pointer per wrong field, `conflict` (slug taken), `notFound`, `forbidden`, `preconditionFailed`.
 */
export async function putPolicy(tx: Tx, input: PolicyInput): Promise<PutResult> {
  requireRight(tx.ctx, 'policies:team');
  await editInTurn(tx, 'policy');
  const errors: FieldError[] = [];
  const before = await known(tx, input);
  const teamId = await readTeam(tx, input.team, { base: before?.teamId ?? null, errors });
  await requireOwned(tx, 'policies', [before ? before.teamId : teamId, teamId]);
  const slug = slugIn(input) ?? before?.slug ?? '';
  const name = input.name === undefined ? (before?.name ?? slug) : readName(input.name);
  if (name === null) {
    errors.push({ pointer: '/name', message: 'A name is one line of 1 to 100 characters.' });
  }
  const frozen = await readFrozen(tx, input, { base: before ?? emptyPolicy, errors });
  const [first] = errors;
  if (first || name === null) {
    throw new Problem('unprocessable', `${first?.pointer ?? ''} ${first?.message ?? ''}`.trim(), {
      errors,
    });
  }
  return write(tx, before, { slug, name, teamId, ...frozen });
}

type Written = FrozenPolicy & { slug: string; name: string; teamId: string | null };

async function write(tx: Tx, before: Policy | null, after: Written): Promise<PutResult> {
  const change = changedFields(before ? plain(before) : {}, plain(after));
  if (before && !change) return { id: before.id, change: 'unchanged' };
  const { slug, name, teamId } = after;
  const id = before?.id ?? tx.newId('pol');
  const version = (before?.version ?? 0) + 1;
  await upsertPolicy(tx.q, tx.orgId, { id, slug, name, teamId, version }, tx.now);
  await insertPolicyVersion(tx.q, tx.orgId, {
    ...after,
    policyId: id,
    version,
    at: tx.now,
    by: tx.ctx.actor.label,
  });
  tx.audit({
    action: before ? 'policy.updated' : 'policy.created',
    object: { kind: 'policy', id, ref: slug },
    ...(before && { before: change?.before }),
    after: change?.after,
  });
  tx.publish({ topic: 'settings', kind: 'policy.changed', data: { id } });
  return { id, change: before ? 'updated' : 'created' };
}

/** A policy as it would be saved, for a preview. Throws `unprocessable` like `putPolicy`. */
export async function readPolicy(tx: Tx, input: PolicyInput): Promise<FrozenPolicy> {
  requireRight(tx.ctx, 'policies:read');
  const errors: FieldError[] = [];
  const frozen = await readFrozen(tx, input, { base: emptyPolicy, errors });
  const [first] = errors;
  if (first) throw new Problem('unprocessable', `${first.pointer} ${first.message}`, { errors });
  return frozen;
}

/** Takes a policy out of use; pages that run keep theirs. */
export async function removePolicy(tx: Tx, ref: string): Promise<void> {
  requireRight(tx.ctx, 'policies:team');
  const policy = (await selectPolicy(tx.q, tx.orgId, ref)) ?? notFound('escalation policy', ref);
  await requireOwned(tx, 'policies', [policy.teamId]);
  await archivePolicyRow(tx.q, tx.orgId, policy.id, tx.now);
  tx.audit({
    action: 'policy.removed',
    object: { kind: 'policy', id: policy.id, ref: policy.slug },
    before: plain(policy),
  });
  tx.publish({ topic: 'settings', kind: 'policy.changed', data: { id: policy.id } });
}

const emptyPolicy: FrozenPolicy = {
  steps: [],
  repeat: 0,
  fallback: null,
  acknowledgeTimeoutSeconds: null,
};

/** The policy that the input means, null for a new one. */
async function known(tx: Tx, input: PolicyInput): Promise<Policy | null> {
  const slug = slugIn(input);
  if (slug !== undefined && readSlug(slug) === null) {
    const message = 'A slug is 1 to 63 lower-case letters, digits and hyphens.';
    throw new Problem('unprocessable', message, { errors: [{ pointer: '/slug', message }] });
  }
  const before = await selectPolicy(tx.q, tx.orgId, input.id ?? slug ?? '');
  if (!before) {
    return input.id === undefined ? null : notFound('escalation policy', input.id);
  }
  requireVersion(before.version, input.version);
  const renamed = slug !== undefined && slug !== before.slug;
  if (renamed && (await selectPolicy(tx.q, tx.orgId, slug))) {
    throw new Problem('conflict', `There is an escalation policy ${slug} already.`);
  }
  return before;
}

function slugIn(input: PolicyInput): string | undefined {
  return input.slug ?? (input.id === undefined ? slugOf(input.name ?? '') : undefined);
}

async function readTeam(
  tx: Tx,
  ref: string | null | undefined,
  { base, errors }: { base: string | null; errors: FieldError[] },
): Promise<string | null> {
  if (ref === undefined || ref === null) return ref === null ? null : base;
  const team = await findTeam(tx.q, tx.orgId, ref);
  if (!team) errors.push({ pointer: '/team', message: `There is no team ${ref}.` });
  return team?.id ?? null;
}

async function readFrozen(
  tx: Tx,
  input: PolicyInput,
  { base, errors }: { base: FrozenPolicy; errors: FieldError[] },
): Promise<FrozenPolicy> {
  const readTarget = await targetReader(tx, input, errors);
  const { repeat = base.repeat, acknowledgeTimeoutSeconds = base.acknowledgeTimeoutSeconds } =
    input;
  if (!isWhole(repeat, 0, 100)) {
    errors.push({ pointer: '/repeat', message: 'A whole number of rounds, 0 to 100.' });
  }
  if (
    acknowledgeTimeoutSeconds !== null &&
    !isWhole(acknowledgeTimeoutSeconds, 1, longestSeconds)
  ) {
    errors.push({ pointer: '/acknowledgeTimeout', message: 'A duration up to 7d, or null.' });
  }
  const steps = input.steps ? await readSteps(input.steps, readTarget, errors) : base.steps;
  if (steps.length === 0) {
    errors.push({ pointer: '/steps', message: 'At least one step: whom to page first.' });
  }
  const fallback =
    input.fallback === undefined
      ? base.fallback
      : input.fallback && (await readTarget(input.fallback, '/fallback'));
  refuseSilence({ steps, fallback }, errors);
  return { steps, repeat, fallback, acknowledgeTimeoutSeconds };
}

/** A policy must come to a person at every hour, in the end. */
function refuseSilence(
  { steps, fallback }: Pick<FrozenPolicy, 'steps' | 'fallback'>,
  errors: FieldError[],
): void {
  if (fallback?.kind === 'webhook') {
    errors.push({ pointer: '/fallback', message: 'A webhook wakes nobody: name people.' });
  }
  const calling = steps.filter((step) => step.targets.some((one) => one.kind !== 'webhook'));
  const named = steps.some((step) => step.targets.length > 0);
  if (fallback === null && named && calling.length === 0) {
    errors.push({
      pointer: '/steps',
      message: 'Webhooks wake nobody: one step or the fallback has to name people.',
    });
    return;
  }
  if (fallback === null && calling.length > 0 && calling.every((step) => step.when)) {
    errors.push({
      pointer: '/steps',
      message:
        'Every step has hours, so at others nobody would be paged: leave one without, or set a fallback.',
    });
  }
}

type ReadTarget = (target: TargetInput, pointer: string) => Promise<Target | null>;

async function readSteps(
  steps: readonly StepInput[],
  readTarget: ReadTarget,
  errors: FieldError[],
): Promise<PolicyStep[]> {
  const read: PolicyStep[] = [];
  for (const [index, step] of steps.entries()) {
    const at = `/steps/${index}`;
    const { delaySeconds = usualDelaySeconds, acks } = step;
    if (!isWhole(delaySeconds, 1, longestSeconds)) {
      errors.push({ pointer: `${at}/delay`, message: 'A duration from 1s to 7d.' });
    }
    if (acks !== undefined && !isWhole(acks, 1, 20)) {
      errors.push({ pointer: `${at}/acks`, message: 'A whole number of people, 1 to 20.' });
    }
    if (step.targets.length === 0) {
      errors.push({ pointer: `${at}/targets`, message: 'At least one target: whom to page.' });
    }
    const targets: Target[] = [];
    for (const [place, target] of step.targets.entries()) {
      const found = await readTarget(target, `${at}/targets/${place}`);
      if (found) targets.push(found);
    }
    const when = step.when && readWindow(step.when, `${at}/when`, errors);
    read.push({
      targets,
      delaySeconds,
      ...(acks !== undefined && { acks }),
      ...(when && { when }),
    });
  }
  return read;
}

function readWindow(
  { timezone, start, end, days }: WindowInput,
  pointer: string,
  errors: FieldError[],
): StepWindow {
  if (!isKnownZone(timezone)) {
    errors.push({ pointer: `${pointer}/timezone`, message: 'A zone such as Europe/Berlin.' });
  }
  const clock = /^([01]\d|2[0-3]):[0-5]\d$/;
  if (!clock.test(start)) errors.push({ pointer: `${pointer}/start`, message: 'A time as 09:00.' });
  if (!clock.test(end) && end !== '24:00') {
    errors.push({ pointer: `${pointer}/end`, message: 'A time as 17:00, at most 24:00.' });
  }
  // In the order of the week, so that the same days are the same policy.
  const named = days && weekdays.filter((day) => days.includes(day));
  return { timezone, start, end, ...(named && named.length < 7 && { days: named }) };
}

/** Looks people up once for all targets; schedules and teams one by one, since there are few. */
async function targetReader(tx: Tx, input: PolicyInput, errors: FieldError[]): Promise<ReadTarget> {
  const written = [...(input.steps ?? []).flatMap((step) => step.targets), input.fallback ?? {}];
  const refs = written.flatMap((target) =>
    [...(target.roundRobin ?? []), target.person ?? []].flat(),
  );
  const people = await peopleByRefs(tx.q, tx.orgId, refs);
  const personId = (ref: string, pointer: string): string | null => {
    const person = people.get(ref);
    if (person && person.deactivatedAt === null) return person.id;
    errors.push({ pointer, message: `Nobody here is ${ref}.` });
    return null;
  };
  return async (target, pointer) => {
    const given = Object.values(target).filter((value) => value !== undefined).length;
    if (given !== 1) {
      errors.push({
        pointer,
        message: 'Exactly one of person, schedule, team, roundRobin, webhook.',
      });
      return null;
    }
    if (target.person !== undefined) {
      const person = personId(target.person, `${pointer}/person`);
      return person === null ? null : { kind: 'person', person };
    }
    if (target.schedule !== undefined) {
      const schedule = await findSchedule(tx.q, tx.orgId, target.schedule);
      if (schedule) return { kind: 'schedule', schedule: schedule.id };
      errors.push({
        pointer: `${pointer}/schedule`,
        message: `No schedule ${target.schedule} here.`,
      });
      return null;
    }
    if (target.team !== undefined) {
      const team = await findTeam(tx.q, tx.orgId, target.team);
      if (team) return { kind: 'team', team: team.id };
      errors.push({ pointer: `${pointer}/team`, message: `No team ${target.team} here.` });
      return null;
    }
    if (target.webhook !== undefined) {
      const found = (await webhooksByRefs(tx.q, tx.orgId, [target.webhook])).get(target.webhook);
      if (found) return { kind: 'webhook', webhook: found.id };
      errors.push({ pointer: `${pointer}/webhook`, message: `No webhook ${target.webhook} here.` });
      return null;
    }
    const ring = (target.roundRobin ?? []).map((ref, place) =>
      personId(ref, `${pointer}/roundRobin/${place}`),
    );
    if (ring.length === 0) {
      errors.push({
        pointer: `${pointer}/roundRobin`,
        message: 'At least one person in the ring.',
      });
    }
    return { kind: 'roundRobin', ring: ring.flatMap((person) => person ?? []) };
  };
}

function plain(policy: Written): Record<string, unknown> {
  const { slug, name, teamId, steps, repeat, fallback, acknowledgeTimeoutSeconds } = policy;
  return { slug, name, teamId, steps, repeat, fallback, acknowledgeTimeoutSeconds };
}

function isWhole(value: number, least: number, most: number): boolean {
  return Number.isSafeInteger(value) && value >= least && value <= most;
}
