// Tools that only read.
import { alertsApi } from '#alerts/contract';
import { changesApi } from '#changes/contract';
import { incidentsApi } from '#incidents/contract';
import { oncallApi } from '#oncall/contract';
import { overviewApi } from '#overview/contract';
import { policiesApi } from '#paging/contract';
import type { ApiClient } from '#platform/client';
import type { Static } from '#platform/endpoint';
import { type PostmortemLine, postmortemsApi } from '#postmortems/contract';
import { servicesApi } from '#services/contract';

import { closed, listOf, oneOf, paging, pick, Ref, tool, type Tool, Type } from './tool.ts';

const severities = ['sev1', 'sev2', 'sev3', 'sev4'] as const;

const listIncidents = tool({
  name: 'list_incidents',
  title: 'List incidents',
  description: 'Incidents, newest first: open or resolved, by severity, service or words.',
  reach: 'reads',
  input: closed({
    state: Type.Optional(oneOf(['open', 'resolved'])),
    severity: Type.Optional(oneOf(severities)),
    service: Type.Optional(Ref),
    query: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    ...paging,
  }),
  async run(api, { query: q, ...rest }) {
    const query = { ...listOf(rest), ...(q !== undefined && { q }) };
    const { items, nextCursor } = await api(incidentsApi.list, { query });
    return {
      items: items.map((one) =>
        pick(one, 'ref', 'title', 'severity', 'state', 'phase', 'services', 'commander', 'times'),
      ),
      nextCursor,
    };
  },
});

const getIncident = tool({
  name: 'get_incident',
  title: 'Read an incident',
  description: 'One incident: severity, phase, roles, services, times, next update.',
  reach: 'reads',
  input: closed({ incident: Ref }),
  async run(api, { incident }) {
    const one = await api(incidentsApi.get, { params: { id: incident } });
    return pick(
      one,
      'ref',
      'title',
      'severity',
      'state',
      'phase',
      'impact',
      'services',
      'commander',
      'roles',
      'warnings',
      'times',
      'nextUpdateAt',
      'nextUpdateBy',
      'verifiedHow',
    );
  },
});

const getTimeline = tool({
  name: 'get_timeline',
  title: 'Read the log of an incident',
  description: 'What was seen, thought, done and decided, newest first.',
  reach: 'reads',
  input: closed({ incident: Ref, ...paging }),
  async run(api, { incident, ...rest }) {
    const { items, nextCursor } = await api(incidentsApi.timeline, {
      params: { id: incident },
      query: listOf(rest),
    });
    return {
      items: items.map((one) => pick(one, 'kind', 'text', 'happenedAt', 'by', 'via')),
      nextCursor,
    };
  },
});

const listAlerts = tool({
  name: 'list_alerts',
  title: 'List alerts',
  description: 'Alerts, newest first, by state and service.',
  reach: 'reads',
  input: closed({
    state: Type.Optional(oneOf(['firing', 'acknowledged', 'suppressed', 'resolved'])),
    service: Type.Optional(Ref),
    ...paging,
  }),
  async run(api, input) {
    const { items, nextCursor } = await api(alertsApi.list, { query: listOf(input) });
    return {
      items: items.map((one) =>
        pick(
          one,
          'ref',
          'title',
          'state',
          'severity',
          'urgency',
          'service',
          'occurrences',
          'firstSeenAt',
          'lastSeenAt',
          'acknowledgedBy',
          'incidentRef',
        ),
      ),
      nextCursor,
    };
  },
});

const whoIsOnCall = tool({
  name: 'who_is_on_call',
  title: 'Who is on call',
  description: 'Who serves in each schedule, now or at an instant.',
  reach: 'reads',
  input: closed({
    schedule: Type.Optional(Ref),
    at: Type.Optional(Type.String({ format: 'date-time' })),
  }),
  run: (api, query) => api(oncallApi.oncall, { query }),
});

const simulatePage = tool({
  name: 'simulate_page',
  title: 'Simulate a page',
  description: 'Who would be paged by a policy, when and how, if nobody answers. Pages nobody.',
  reach: 'reads',
  input: closed({
    policy: Ref,
    urgency: Type.Optional(oneOf(['high', 'low'])),
    at: Type.Optional(Type.String({ format: 'date-time' })),
  }),
  run: (api, { policy, ...query }) =>
    api(policiesApi.simulation, { params: { id: policy }, query }),
});

const recentChanges = tool({
  name: 'recent_changes',
  title: 'Recent changes',
  description: 'Deploys, flags, migrations and the like, newest first.',
  reach: 'reads',
  input: closed({
    service: Type.Optional(Ref),
    from: Type.Optional(Type.String({ format: 'date-time' })),
    to: Type.Optional(Type.String({ format: 'date-time' })),
    ...paging,
  }),
  async run(api, input) {
    const { items, nextCursor } = await api(changesApi.list, { query: listOf(input) });
    return {
      items: items.map((one) =>
        pick(one, 'id', 'service', 'kind', 'summary', 'environment', 'happenedAt', 'by', 'undo'),
      ),
      nextCursor,
    };
  },
});

const serviceGraph = tool({
  name: 'service_graph',
  title: 'Services and what they depend on',
  description: 'The catalogue: slug, team, tier, policy and dependencies of each service.',
  reach: 'reads',
  input: closed({ ...paging }),
  async run(api, input) {
    const query = { limit: input.limit ?? 20, ...(input.cursor && { cursor: input.cursor }) };
    const { items, nextCursor } = await api(servicesApi.list, { query });
    return {
      items: items.map((one) =>
        pick(one, 'slug', 'name', 'team', 'tier', 'escalationPolicy', 'dependsOn'),
      ),
      nextCursor,
    };
  },
});

const searchPostmortems = tool({
  name: 'search_postmortems',
  title: 'Search postmortems',
  description:
    'Postmortems, newest first; by words of their incident; or the whole document of one incident.',
  reach: 'reads',
  input: closed({
    incident: Type.Optional(Ref),
    query: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    ...paging,
  }),
  async run(api, { incident, query: words, ...rest }) {
    if (incident !== undefined) {
      const one = await api(postmortemsApi.get, { params: { id: incident } });
      return pick(one, 'title', 'state', 'summary', 'impact', 'factors', 'actions');
    }
    const query = listOf(rest);
    if (words === undefined) return api(postmortemsApi.list, { query });
    return { items: (await found(api, words)).slice(0, query.limit), nextCursor: null };
  },
});

/** Lists of 200 that a search goes through. */
const mostLists = 5;

/** Postmortems whose incident has all of these words in its ref or title. */
async function found(api: ApiClient, words: string): Promise<Static<typeof PostmortemLine>[]> {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const hits: Static<typeof PostmortemLine>[] = [];
  let cursor: string | null = null;
  for (let lists = 0; lists < mostLists; lists++) {
    const query: { limit: number; cursor?: string } = { limit: 200, ...(cursor && { cursor }) };
    const { items, nextCursor } = await api(postmortemsApi.list, { query });
    hits.push(
      ...items.filter(({ incident: { ref, title } }) => {
        const text = `${ref} ${title}`.toLowerCase();
        return wanted.every((word) => text.includes(word));
      }),
    );
    cursor = nextCursor;
    if (cursor === null) break;
  }
  return hits;
}

const readiness = tool({
  name: 'readiness',
  title: 'Would a page get through?',
  description: 'Health of the paging chain: problems with what to do, channels, who is on call.',
  reach: 'reads',
  input: closed({}),
  async run(api) {
    const now = await api(overviewApi.now);
    return {
      ...pick(now, 'asOf', 'chain', 'counts'),
      onCall: now.onCall.map(({ slug, people, nobodyUntil }) => ({
        schedule: slug,
        people: people.map(({ person, reach }) => ({ email: person.email, reach })),
        nobodyUntil,
      })),
    };
  },
});

export const readTools: readonly Tool[] = [
  listIncidents,
  getIncident,
  getTimeline,
  listAlerts,
  whoIsOnCall,
  simulatePage,
  recentChanges,
  serviceGraph,
  searchPostmortems,
  readiness,
];
