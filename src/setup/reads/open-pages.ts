// How many pages that are not over go on by things that are taken out of use.
import { findSchedule } from '#oncall';
import { findPolicy, listPages, type Page, type Target } from '#paging';
import { findPerson, findTeam } from '#people';
import type { Tx } from '#platform/context';
import { servicesByRefs } from '#services';
import { webhooksByRefs } from '#webhooks';

import { keyOf } from '../decide/prune.ts';
import type { ConfigRef } from '../model.ts';
import { readAll } from './read-all.ts';

/** By `keyOf`; an object that no open page has to do with is left out. */
export async function pagesGoingOnBy(
  tx: Tx,
  objects: readonly ConfigRef[],
): Promise<ReadonlyMap<string, number>> {
  const pages = await readAll((before) =>
    listPages(tx.q, tx.orgId, { states: ['triggered', 'acknowledged', 'snoozed'], before }),
  );
  const counts = new Map<string, number>();
  if (pages.length === 0) return counts;
  const used = new Map<string, number>();
  for (const page of pages) {
    for (const id of idsOf(page)) used.set(id, (used.get(id) ?? 0) + 1);
  }
  for (const one of objects) {
    const count = used.get((await idOf(tx, one)) ?? '') ?? 0;
    if (count > 0) counts.set(keyOf(one), count);
  }
  return counts;
}

function idsOf({ serviceId, policyId, policy }: Page): ReadonlySet<string> {
  const targets = [
    ...policy.steps.flatMap((step) => step.targets),
    ...(policy.fallback ? [policy.fallback] : []),
  ];
  const ids = [serviceId, policyId, ...targets.flatMap(namedBy)];
  return new Set(ids.filter((id) => id !== null));
}

/** Ids of what a target of a policy names. */
export function namedBy(target: Target): readonly string[] {
  if (target.kind === 'person') return [target.person];
  if (target.kind === 'schedule') return [target.schedule];
  if (target.kind === 'webhook') return [target.webhook];
  return target.kind === 'team' ? [target.team] : target.ring;
}

async function idOf({ q, orgId }: Tx, { kind, ref }: ConfigRef): Promise<string | undefined> {
  switch (kind) {
    case 'person':
      return (await findPerson(q, orgId, ref))?.id;
    case 'team':
      return (await findTeam(q, orgId, ref))?.id;
    case 'schedule':
      return (await findSchedule(q, orgId, ref))?.id;
    case 'webhook':
      return (await webhooksByRefs(q, orgId, [ref])).get(ref)?.id;
    case 'escalationPolicy':
      return (await findPolicy(q, orgId, ref))?.id;
    case 'service':
      return (await servicesByRefs(q, orgId, [ref])).get(ref)?.id;
    default:
      return undefined;
  }
}
