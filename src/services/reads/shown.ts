// Services as the API shows them: slugs instead of ids.
import { teamsByIds } from '#people';
import type { Queries } from '#platform/db';
import { notFound } from '#platform/errors';

import type { Service } from '../model.ts';
import { selectDependents, selectService, selectServicesByRefs } from '../store.ts';

/** What services ask about escalation policies, which are further up; handed in where the program is wired. */
export interface Policies {
  /** The id of a policy by id or slug, or null. */
  idOf(q: Queries, orgId: string, ref: string): Promise<string | null>;
  /** Slugs by id; unknown ids are left out. */
  slugsOf(q: Queries, orgId: string, ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

/** Services with names for ids; three queries for any number. */
export async function shownServices(
  q: Queries,
  orgId: string,
  policies: Policies,
  services: readonly Service[],
) {
  const teams = await teamsByIds(
    q,
    orgId,
    services.flatMap((one) => one.teamId ?? []),
  );
  const below = await selectServicesByRefs(q, orgId, [
    ...new Set(services.flatMap((one) => one.dependsOn)),
  ]);
  const slugs = new Map(below.map((one) => [one.id, one.slug]));
  const policyIds = [...new Set(services.flatMap((one) => one.escalationPolicyId ?? []))];
  const policySlugs = await policies.slugsOf(q, orgId, policyIds);
  return services.map(({ teamId, escalationPolicyId, dependsOn, links, ...rest }) => ({
    ...rest,
    team: teamId === null ? null : (teams.get(teamId)?.slug ?? null),
    dependsOn: dependsOn.flatMap((id) => slugs.get(id) ?? []).sort(),
    escalationPolicy:
      escalationPolicyId === null ? null : (policySlugs.get(escalationPolicyId) ?? null),
    links: [...links],
  }));
}

/** One service by id or slug, with who stands on it. Throws `notFound`. */
export async function shownService(q: Queries, orgId: string, policies: Policies, ref: string) {
  const service = (await selectService(q, orgId, ref)) ?? notFound('service', ref);
  const [shown] = await shownServices(q, orgId, policies, [service]);
  const dependents = await selectDependents(q, orgId, service.id);
  return { ...(shown ?? notFound('service', ref)), dependents: dependents.map((one) => one.slug) };
}
