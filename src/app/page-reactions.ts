// What alerts mean for pages and pages for alerts. The two follow each other and stop there, since
// each emits only what really changed. Whoever acts has been asked for their right by the verb they
// called; what follows from it is the program's.
import { type Alert, type AlertEvents, alertRef, markGroups } from '#alerts';
import type { DeliveryEvents } from '#delivery';
import { groupsInIncidents, noteAcknowledged, notePages, noteResolved } from '#incidents';
import {
  acknowledgePagesOf,
  type By,
  escalatePagesOf,
  type PageEvents,
  type PageFacts,
  raiseUrgency,
  resolvePagesOf,
  skipUnreached,
  snoozePagesOf,
  startPages,
  unacknowledgePagesOf,
} from '#paging';
import { peopleByIds } from '#people';
import type { Tx } from '#platform/context';

import { hooksHearFollowed } from './webhook-reactions.ts';

const source: By = { kind: 'source', id: 'source', label: 'its source' };

function unbound(tx: Tx): Tx {
  return tx.as({ rights: 'all' });
}

export async function pageOpened(tx: Tx, event: AlertEvents['alert.opened']): Promise<void> {
  await startPages(unbound(tx), event.alerts);
}

export async function pageRaised(tx: Tx, event: AlertEvents['alert.urgencyRaised']): Promise<void> {
  await raiseUrgency(unbound(tx), event.alerts);
}

export async function pageTaken(tx: Tx, event: AlertEvents['alert.acknowledged']): Promise<void> {
  await acknowledgePagesOf(unbound(tx), event);
}

export async function pageGivenBack(
  tx: Tx,
  event: AlertEvents['alert.unacknowledged'],
): Promise<void> {
  await unacknowledgePagesOf(unbound(tx), event);
}

export async function pageSnoozed(tx: Tx, event: AlertEvents['alert.snoozed']): Promise<void> {
  await snoozePagesOf(unbound(tx), event);
}

export async function pageEscalated(tx: Tx, event: AlertEvents['alert.escalated']): Promise<void> {
  await escalatePagesOf(unbound(tx), event);
}

export async function pageEnded(tx: Tx, event: AlertEvents['alert.resolved']): Promise<void> {
  await resolvePagesOf(unbound(tx), { groupIds: event.groupIds, by: event.by ?? source });
}

export async function nobodyReached(
  tx: Tx,
  event: DeliveryEvents['notification.undeliverable'],
): Promise<void> {
  await skipUnreached(unbound(tx), event.notifications);
}

export async function alertsTaken(tx: Tx, event: PageEvents['page.acknowledged']): Promise<void> {
  const { pages, by } = event;
  const groupIds = groupsOf(pages);
  const changed = await markGroups(unbound(tx), { groupIds, state: 'acknowledged', by });
  const told = { type: 'alert.acknowledged', state: 'acknowledged', alerts: changed, by } as const;
  await hooksHearFollowed(tx, told);
  await tellIncidents(tx, changed, by);
}

export async function alertsSnoozed(tx: Tx, event: PageEvents['page.snoozed']): Promise<void> {
  const { pages, by, until: snoozedUntil } = event;
  const groupIds = groupsOf(pages);
  const mark = { groupIds, state: 'acknowledged', by, snoozedUntil } as const;
  const alerts = await markGroups(unbound(tx), mark);
  const told = { type: 'alert.snoozed', state: 'acknowledged', alerts, by } as const;
  await hooksHearFollowed(tx, told, { until: snoozedUntil });
}

export async function alertsTriggered(tx: Tx, event: PageEvents['page.triggered']): Promise<void> {
  const groupIds = groupsOf(event.pages);
  const { by } = event;
  const alerts = await markGroups(unbound(tx), { groupIds, state: 'firing', by });
  await hooksHearFollowed(tx, { type: 'alert.unacknowledged', state: 'firing', alerts, by });
}

export async function alertsEnded(tx: Tx, event: PageEvents['page.resolved']): Promise<void> {
  const { pages, by } = event;
  const groupIds = groupsOf(pages);
  const changed = await markGroups(unbound(tx), { groupIds, state: 'resolved', by });
  if (changed.length === 0) return;
  const told = { type: 'alert.resolved', state: 'resolved', alerts: changed, by } as const;
  await hooksHearFollowed(tx, told, { bySource: false });
  await noteResolved(tx, {
    type: 'alert.resolved',
    groupIds: groupIdsOf(changed),
    alerts: changed.map(({ id, number, groupId, title }) => ({
      id,
      ref: alertRef(number),
      groupId,
      title,
    })),
    by,
    bySource: false,
  });
}

/** Who was paged, on the timeline of the incidents that the alerts belong to. */
export async function incidentsHear(tx: Tx, event: PageEvents['page.paged']): Promise<void> {
  const known = await groupsInIncidents(tx.q, tx.orgId, groupsOf(event.pages));
  const pages = event.pages.filter(({ groupId }) => known.has(groupId ?? ''));
  if (pages.length === 0) return;
  const people = await peopleByIds(
    tx.q,
    tx.orgId,
    pages.flatMap((page) => page.people),
  );
  await notePages(
    tx,
    pages.map(({ groupId, id, ref, generation, step, round, people: ids }) => {
      const names = ids.map((person) => people.get(person)?.name ?? person).join(', ');
      return {
        groupId: groupId ?? '',
        event: 'page.paged',
        text:
          step === 0 ? `${ref}: fallback, paged ${names}` : `${ref}: step ${step}, paged ${names}`,
        key: `page.paged:${id}:${generation}.${round}.${step}`,
        data: { page: id, ref, step, round, people: ids },
      };
    }),
  );
}

/** That nobody answered, or nobody could be reached, stands there too. */
export async function incidentsAlarmed(
  tx: Tx,
  event: PageEvents['page.exhausted'] | PageEvents['page.unreachable'],
): Promise<void> {
  const said = event.type === 'page.exhausted' ? 'nobody has answered' : 'nobody could be reached';
  await notePages(
    tx,
    event.pages.flatMap(({ groupId, id, ref, generation }) =>
      groupId === null
        ? []
        : [
            {
              groupId,
              event: event.type,
              text: `${ref}: ${said}`,
              key: `${event.type}:${id}:${generation}`,
              data: { page: id, ref },
            },
          ],
    ),
  );
}

async function tellIncidents(tx: Tx, changed: readonly Alert[], by: By): Promise<void> {
  if (changed.length === 0) return;
  const groupIds = groupIdsOf(changed);
  await noteAcknowledged(tx, { type: 'alert.acknowledged', groupIds, by });
}

function groupsOf(pages: readonly PageFacts[]): string[] {
  return pages.flatMap((page) => page.groupId ?? []);
}

function groupIdsOf(alerts: readonly Alert[]): string[] {
  return [...new Set(alerts.map((alert) => alert.groupId))];
}
