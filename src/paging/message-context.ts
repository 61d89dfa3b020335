// What messages about pages tell beside the pages themselves, looked up for many at once.
import { alertRef, alertsOfGroups } from '#alerts';
import type { Tx } from '#platform/context';
import { serviceRoutes } from '#services';

import type { Move } from './carry-out.ts';
import type { PageContext } from './messages.ts';
import type { Target } from './model.ts';
import { loadWorld, type LoadedWorld } from './reads/world.ts';

/** What messages need: nothing is looked up when nobody is told. */
export async function contextOf(
  tx: Tx,
  moves: readonly Move[],
  known: LoadedWorld | null,
): Promise<PageContext> {
  const telling = moves.filter(({ plan }) =>
    plan.effects.some(({ kind }) => kind !== 'cancel' && kind !== 'cancelFor' && kind !== 'alarm'),
  );
  const pages = telling.map(({ page }) => page);
  const { q, orgId, now } = tx;
  const serviceIds = [...new Set(pages.flatMap((page) => page.serviceId ?? []))];
  const groupIds = [...new Set(pages.flatMap((page) => page.groupId ?? []))];
  const alerts = groupIds.length === 0 ? [] : await alertsOfGroups(q, orgId, groupIds);
  return {
    services: serviceIds.length === 0 ? new Map() : await serviceRoutes(q, orgId, serviceIds),
    alerts: new Map(
      [...Map.groupBy(alerts, (alert) => alert.groupId)].map(([groupId, group]) => [
        groupId,
        group.map(({ number, title, startedAt }) => ({
          ref: alertRef(number),
          title,
          startedAt,
        })),
      ]),
    ),
    world: known ?? (await loadWorld(q, orgId, telling.flatMap(targetsOf), now)),
  };
}

function targetsOf({ plan, page }: Move): Target[] {
  const person = (id: string): Target => ({ kind: 'person', person: id });
  const next = plan.run.next;
  const following = next?.kind === 'step' ? (page.policy.steps[next.step - 1]?.targets ?? []) : [];
  return plan.effects.flatMap((effect): Target[] => {
    if (effect.kind === 'page') return [...effect.people.map(person), ...following];
    if (effect.kind === 'remind' || effect.kind === 'tell') return [person(effect.person)];
    return effect.kind === 'fallback' ? [effect.target] : [];
  });
}
