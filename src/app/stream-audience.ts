// Who may know of an entry of the live stream. Asked for each transaction that publishes, so that no
// publisher has to think of it.
import { insidersOfIncidents } from '#incidents';
import type { StreamEntry, Tx } from '#platform/context';

/** What is said of a private incident is for those who know of it; all else for the organisation. */
export async function audiences(
  tx: Tx,
  entries: readonly StreamEntry[],
): Promise<(readonly string[] | null)[]> {
  const ids = entries.map(incidentOf);
  const named = ids.filter((id) => id !== null);
  if (named.length === 0) return entries.map(() => null);
  const insiders = await insidersOfIncidents(tx.q, tx.orgId, named);
  return ids.map((id) => (id === null ? null : (insiders.get(id) ?? null)));
}

/** The incident that an entry is about, by its topic; null for what is about none. */
export function incidentOf({ topic, data }: StreamEntry): string | null {
  if (topic.startsWith('incident:')) return topic.slice('incident:'.length);
  if (topic !== 'incidents' || typeof data !== 'object' || data === null) return null;
  return 'id' in data && typeof data.id === 'string' ? data.id : null;
}

/** The right that reading a topic needs; what is not here is shown to nobody. */
const rights: Readonly<Record<string, string>> = {
  alerts: 'alerts:read',
  pages: 'pages:read',
  incident: 'incidents:read',
  incidents: 'incidents:read',
  oncall: 'schedules:read',
  services: 'services:read',
  changes: 'changes:read',
  status: 'updates:read',
  now: 'overview:read',
  settings: 'me:read',
  proposals: 'me:read',
};

/** The right that a topic (`alerts`, `incident:inc_...`) needs; null: there is no such topic. */
export function rightOfTopic(topic: string): string | null {
  return rights[topic.split(':')[0] ?? ''] ?? null;
}
