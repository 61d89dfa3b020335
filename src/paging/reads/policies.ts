// Questions about escalation policies.
import { listSchedules } from '#oncall';
import { peopleByIds, teamsByIds } from '#people';
import type { Queries } from '#platform/db';
import { formatDuration } from '#platform/duration';
import type { Loose } from '#platform/http';
import { listServices } from '#services';
import { webhooksByRefs } from '#webhooks';

import type { Policy as PolicyBody, StepWindow, Target as TargetBody } from '../contract.ts';
import type { FrozenPolicy, Policy, Target } from '../model.ts';
import {
  selectPolicies,
  selectPoliciesByRefs,
  selectPolicy,
  selectPolicyNames,
} from '../store/policies.ts';

/** A policy in use by id or slug; null when there is none. */
export async function findPolicy(q: Queries, orgId: string, ref: string): Promise<Policy | null> {
  return selectPolicy(q, orgId, ref);
}

/** Policies in use by id or slug, by the reference that was asked for. */
export async function policiesByRefs(
  q: Queries,
  orgId: string,
  refs: readonly string[],
): Promise<Map<string, Policy>> {
  const policies = await selectPoliciesByRefs(q, orgId, [...new Set(refs)]);
  return new Map(
    refs.flatMap((ref): [string, Policy][] => {
      const found = policies.find((one) => one.id === ref || one.slug === ref);
      return found ? [[ref, found]] : [];
    }),
  );
}

/** Newest first, at most 200. */
export async function listPolicies(
  q: Queries,
  orgId: string,
  filter: { before?: string | undefined; limit?: number } = {},
): Promise<Policy[]> {
  return selectPolicies(q, orgId, { limit: 200, ...filter });
}

/** Slugs of policies by id. */
export async function policySlugs(
  q: Queries,
  orgId: string,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const names = await selectPolicyNames(q, orgId, [...new Set(ids)]);
  return new Map([...names].map(([id, { slug }]) => [id, slug]));
}

/** Policies as the API and the config file write them: people by address, the rest by slug. */
export async function presentPolicies(
  q: Queries,
  orgId: string,
  policies: readonly Policy[],
): Promise<Loose<PolicyBody>[]> {
  const write = await targetWriter(q, orgId, policies.flatMap(targetsOf));
  const services = policies.length === 0 ? [] : await listServices(q, orgId);
  const teams = await teamsByIds(
    q,
    orgId,
    policies.flatMap((policy) => policy.teamId ?? []),
  );
  return policies.map((policy) => ({
    id: policy.id,
    slug: policy.slug,
    name: policy.name,
    team: teams.get(policy.teamId ?? '')?.slug ?? null,
    steps: policy.steps.map(({ targets, delaySeconds, acks, when }) => ({
      targets: targets.map(write),
      delay: formatDuration(delaySeconds),
      ...(acks !== undefined && { acks }),
      ...(when && { when: { ...when, ...(when.days && { days: [...when.days] }) } as StepWindow }),
    })),
    repeat: policy.repeat,
    fallback: policy.fallback && write(policy.fallback),
    acknowledgeTimeout:
      policy.acknowledgeTimeoutSeconds === null
        ? null
        : formatDuration(policy.acknowledgeTimeoutSeconds),
    services: services
      .filter((service) => service.escalationPolicyId === policy.id)
      .map((service) => service.slug),
    version: policy.version,
  }));
}

/** Every target of a policy, the fallback too. */
export function targetsOf(policy: FrozenPolicy): Target[] {
  return [
    ...policy.steps.flatMap((step) => step.targets),
    ...(policy.fallback ? [policy.fallback] : []),
  ];
}

/** Names of the people, schedules and teams of targets, by id; for lists and logs. */
export async function targetNames(
  q: Queries,
  orgId: string,
  targets: readonly Target[],
): Promise<Map<string, string>> {
  const known = await lookUp(q, orgId, targets);
  return new Map([
    ...[...known.people].map(([id, person]) => [id, person.name] as const),
    ...[...known.schedules].map(([id, schedule]) => [id, schedule.name] as const),
    ...[...known.teams].map(([id, team]) => [id, team.name] as const),
    ...[...known.webhooks].map(([id, webhook]) => [id, webhook.name] as const),
  ]);
}

/** A target in words that people know: a name, or the names of a ring. */
export function targetWords(target: Target, names: ReadonlyMap<string, string>): string {
  const name = (id: string): string => names.get(id) ?? id;
  if (target.kind === 'person') return name(target.person);
  if (target.kind === 'schedule') return name(target.schedule);
  if (target.kind === 'team') return name(target.team);
  if (target.kind === 'webhook') return name(target.webhook);
  return `one of ${target.ring.map(name).join(', ')}`;
}

async function targetWriter(
  q: Queries,
  orgId: string,
  targets: readonly Target[],
): Promise<(target: Target) => Loose<TargetBody>> {
  const { people, schedules, teams, webhooks } = await lookUp(q, orgId, targets);
  const email = (id: string): string => people.get(id)?.email ?? id;
  return (target) => {
    if (target.kind === 'person') return { person: email(target.person) };
    if (target.kind === 'schedule') {
      return { schedule: schedules.get(target.schedule)?.slug ?? target.schedule };
    }
    if (target.kind === 'team') return { team: teams.get(target.team)?.slug ?? target.team };
    if (target.kind === 'webhook') {
      return { webhook: webhooks.get(target.webhook)?.name ?? target.webhook };
    }
    return { roundRobin: target.ring.map(email) };
  };
}

async function lookUp(q: Queries, orgId: string, targets: readonly Target[]) {
  const ids = targets.flatMap((target) => {
    if (target.kind === 'person') return [target.person];
    return target.kind === 'roundRobin' ? [...target.ring] : [];
  });
  const scheduleIds = targets.flatMap((one) => (one.kind === 'schedule' ? [one.schedule] : []));
  const teamIds = targets.flatMap((one) => (one.kind === 'team' ? [one.team] : []));
  const hookIds = targets.flatMap((one) => (one.kind === 'webhook' ? [one.webhook] : []));
  const schedules =
    scheduleIds.length === 0
      ? []
      : await listSchedules(q, orgId, { ids: [...new Set(scheduleIds)] });
  return {
    people: await peopleByIds(q, orgId, ids),
    schedules: new Map(schedules.map((schedule) => [schedule.id, schedule])),
    teams: await teamsByIds(q, orgId, teamIds),
    webhooks: await webhooksByRefs(q, orgId, hookIds),
  };
}
