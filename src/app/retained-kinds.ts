// What is deleted when it is old, and what holds it whatever its age: the open, and what belongs to
// an incident, with which its postmortem stays readable.
import { eventsOfGroups, oldAlerts, openGroups } from '#alerts';
import { oldNotifications } from '#delivery';
import { groupsOfIncidents } from '#incidents';
import { oldEvents, oldRejected } from '#intake';
import type { RetainedKinds } from '#operation';
import { heldPages, oldPages, pagedGroups } from '#paging';
import type { Queries } from '#platform/db';
import { oldProposals } from '#proposals';
import { oldPeriods } from '#updates';
import { oldDeliveries } from '#webhooks';

export const retainedKinds: RetainedKinds = {
  events: { rows: oldEvents, held: async (q, id) => eventsOfGroups(q, id, await groups(q, id)) },
  rejected: { rows: oldRejected, held: nothing },
  alerts: { rows: oldAlerts, held: groups },
  pages: { rows: oldPages, held: groups },
  notifications: {
    rows: oldNotifications,
    held: async (q, id) => heldPages(q, id, await groups(q, id)),
  },
  webhookDeliveries: { rows: oldDeliveries, held: nothing },
  statusHistory: { rows: oldPeriods, held: nothing },
  proposals: { rows: oldProposals, held: nothing },
};

/** Groups of alerts that something is still about. */
async function groups(q: Queries, orgId: string): Promise<string[]> {
  return [
    ...(await openGroups(q, orgId)),
    ...(await pagedGroups(q, orgId)),
    ...(await groupsOfIncidents(q, orgId)),
  ];
}

function nothing(): Promise<readonly string[]> {
  return Promise.resolve([]);
}
