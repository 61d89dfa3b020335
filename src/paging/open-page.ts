// Calling somebody by hand, and rehearsing the chain.
import { findSchedule, listSchedules } from '#oncall';
import { findPerson, findTeam } from '#people';
import { hasRight, personOf, requireRight, type Tx } from '#platform/context';
import { Problem } from '#platform/errors';
import { cleanLine } from '#platform/text';
import { findService } from '#services';

import { byOf } from './act.ts';
import type { FrozenPolicy, Page, Policy, Target, Urgency } from './model.ts';
import { openPages } from './start-pages.ts';
import { selectPolicy } from './store/policies.ts';

/** Whom to call: exactly one of person, team, schedule, policy; a service alone means its policy. */
export interface OpenPageInput {
  readonly title: string;
  readonly person?: string | undefined;
  readonly team?: string | undefined;
  readonly schedule?: string | undefined;
  readonly policy?: string | undefined;
  readonly service?: string | undefined;
  readonly severity?: 'critical' | 'error' | 'warning' | 'info' | 'unknown' | undefined;
  readonly urgency?: Urgency | undefined;
}

/** Whoever is called by hand is called three times, five minutes apart. */
const calls = { repeat: 2, delaySeconds: 300 };

/** Opens a page that no alert caused. Throws `unprocessable` with a pointer for what leads nowhere. */
export async function openPage(tx: Tx, input: OpenPageInput): Promise<Page> {
  requireRight(tx.ctx, 'pages:write');
  const title = cleanLine(input.title);
  if (title === '') refuse('/title', 'A title: what is wrong, in a few words.');
  const service = input.service === undefined ? null : await serviceOf(tx, input.service);
  const named = [input.person, input.team, input.schedule, input.policy].filter(
    (ref) => ref !== undefined,
  );
  if (named.length > 1 || (named.length === 0 && !service)) {
    refuse('', 'Name one of person, team, schedule, policy; or a service, for its policy.');
  }
  const policy =
    named.length === 0
      ? await selectPolicy(tx.q, tx.orgId, service?.escalationPolicyId ?? '')
      : await policyOf(tx, input);
  const by = await byOf(tx, undefined);
  const [page] = await openPages(tx, [
    {
      kind: 'manual',
      groupId: null,
      serviceId: service?.id ?? null,
      title,
      severity: input.severity ?? 'error',
      urgency: input.urgency ?? 'high',
      by,
      policy,
      ...(policy === null && { instead: 'owners' }),
    },
  ]);
  if (!page) throw new Error('one opening makes one page');
  tx.audit({
    action: 'page.opened',
    object: { kind: 'page', id: page.id, ref: `P-${page.number}` },
    after: { ...input, title },
  });
  return page;
}

/**
 * A rehearsal: one person's high-urgency rules through the real chain, to be acknowledged like a page.
 * Oneself at any time; somebody else with the right to page.
 */
export async function testPage(
  tx: Tx,
  input: { readonly personId?: string | undefined } = {},
): Promise<Page> {
  const mine = personOf(tx.ctx.actor);
  const ref = input.personId ?? mine;
  if (ref === null) refuse('/person', 'Say whom: this key belongs to nobody.');
  const person = await findPerson(tx.q, tx.orgId, ref);
  if (!person || person.deactivatedAt !== null) refuse('/person', `Nobody here is ${ref}.`);
  if (person.id !== mine && !hasRight(tx.ctx, 'pages:write')) {
    throw new Problem('forbidden', 'You may rehearse with yourself; others need pages:write.');
  }
  const [page] = await openPages(tx, [
    {
      kind: 'test',
      groupId: null,
      serviceId: null,
      title: 'Test page: nothing is wrong. Acknowledge it, to see that the chain works.',
      severity: 'info',
      urgency: 'high',
      by: await byOf(tx, undefined),
      policy: once({ kind: 'person', person: person.id }, 0),
    },
  ]);
  if (!page) throw new Error('one opening makes one page');
  tx.audit({
    action: 'page.rehearsed',
    object: { kind: 'person', id: person.id, ref: person.email },
  });
  return page;
}

async function policyOf(tx: Tx, input: OpenPageInput): Promise<Policy | FrozenPolicy> {
  const { person, team, schedule, policy } = input;
  if (policy !== undefined) {
    return (
      (await selectPolicy(tx.q, tx.orgId, policy)) ??
      refuse('/policy', `There is no escalation policy ${policy}.`)
    );
  }
  if (person !== undefined) {
    const found = await findPerson(tx.q, tx.orgId, person);
    if (!found || found.deactivatedAt !== null) refuse('/person', `Nobody here is ${person}.`);
    return once({ kind: 'person', person: found.id }, calls.repeat);
  }
  if (schedule !== undefined) {
    const found =
      (await findSchedule(tx.q, tx.orgId, schedule)) ??
      refuse('/schedule', `There is no schedule ${schedule}.`);
    return once({ kind: 'schedule', schedule: found.id }, calls.repeat);
  }
  return teamPolicy(tx, team ?? '');
}

/** Whoever of the team is on call; then, and where it has no schedule, everybody in it. */
async function teamPolicy(tx: Tx, ref: string): Promise<FrozenPolicy> {
  const team = (await findTeam(tx.q, tx.orgId, ref)) ?? refuse('/team', `There is no team ${ref}.`);
  const schedules = (await listSchedules(tx.q, tx.orgId)).filter((one) => one.teamId === team.id);
  const everybody = once({ kind: 'team', team: team.id }, calls.repeat);
  if (schedules.length === 0) return everybody;
  const targets = schedules.map((one): Target => ({ kind: 'schedule', schedule: one.id }));
  return {
    ...everybody,
    steps: [{ targets, delaySeconds: calls.delaySeconds }, ...everybody.steps],
  };
}

function once(target: Target, repeat: number): FrozenPolicy {
  return {
    steps: [{ targets: [target], delaySeconds: calls.delaySeconds }],
    repeat,
    fallback: null,
    acknowledgeTimeoutSeconds: null,
  };
}

async function serviceOf(tx: Tx, ref: string) {
  return (
    (await findService(tx.q, tx.orgId, ref)) ?? refuse('/service', `There is no service ${ref}.`)
  );
}

function refuse(pointer: string, message: string): never {
  throw new Problem('unprocessable', message, { errors: [{ pointer, message }] });
}
