import { headlineOf, standingOf } from '../decide/standing.ts';
import type {
  ComponentState,
  PublicComponent,
  PublicIncident,
  PublicPage,
  PublicUpdate,
} from '../model.ts';
import { english, type StatusMessages } from './messages.ts';

/** States in the words of Statuspage, which its clients know. */
const STATE_WORDS: Readonly<Record<ComponentState, string>> = {
  operational: 'operational',
  maintenance: 'under_maintenance',
  degraded: 'degraded_performance',
  partial: 'partial_outage',
  major: 'major_outage',
};

const INDICATORS: Readonly<Record<ComponentState, string>> = {
  operational: 'none',
  maintenance: 'maintenance',
  degraded: 'minor',
  partial: 'major',
  major: 'critical',
};

const IMPACTS: Readonly<Record<PublicIncident['severity'], string>> = {
  sev1: 'critical',
  sev2: 'major',
  sev3: 'minor',
  sev4: 'none',
};

/** `summary.json` in the shape of Statuspage: page, overall status, components, open incidents. */
export function summaryJson(page: PublicPage, messages: StatusMessages = english) {
  const standing = standingOf(page);
  return {
    page: pageHead(page),
    components: page.components.map((component, position) =>
      componentJson(page, component, position),
    ),
    incidents: standing.open.map((incident) => incidentJson(page, incident, messages)),
    scheduled_maintenances: [],
    status: {
      indicator: INDICATORS[standing.state],
      description: messages.someParts[standing.state],
    },
  };
}

/** `incidents.json` in the shape of Statuspage: the newest 50, open and resolved. */
export function incidentsJson(page: PublicPage, messages: StatusMessages = english) {
  return {
    page: pageHead(page),
    incidents: page.incidents
      .slice(0, 50)
      .map((incident) => incidentJson(page, incident, messages)),
  };
}

function pageHead(page: PublicPage) {
  return {
    id: page.id,
    name: page.name,
    url: page.url,
    time_zone: page.timezone,
    updated_at: page.updatedAt.toString(),
  };
}

function componentJson(page: PublicPage, component: PublicComponent, position: number) {
  return {
    id: component.id,
    name: component.name,
    status: STATE_WORDS[component.state],
    created_at: page.createdAt.toString(),
    updated_at: component.since.toString(),
    position: position + 1,
    description: component.note,
    showcase: true,
    start_date: null,
    group_id: null,
    page_id: page.id,
    group: false,
    only_show_if_degraded: false,
  };
}

function incidentJson(page: PublicPage, incident: PublicIncident, messages: StatusMessages) {
  const [newest] = incident.updates;
  const told = incident.updates.find((update) => update.status !== 'resolved') ?? newest;
  const monitoring = incident.updates.findLast((update) => update.status === 'monitoring');
  const oldest = incident.updates.at(-1);
  return {
    id: incident.id,
    name: headlineOf(told?.impact ?? '').headline,
    status: incident.resolvedAt === null ? (newest?.status ?? 'investigating') : 'resolved',
    created_at: (oldest?.publishedAt ?? incident.startedAt).toString(),
    updated_at: (newest?.publishedAt ?? incident.startedAt).toString(),
    monitoring_at: monitoring?.publishedAt.toString() ?? null,
    resolved_at: incident.resolvedAt?.toString() ?? null,
    impact: IMPACTS[incident.severity],
    shortlink: `${page.url}#${incident.id}`,
    started_at: incident.startedAt.toString(),
    page_id: page.id,
    incident_updates: incident.updates.map((update) => updateJson(incident, update, messages)),
    components: page.components.flatMap((component, position) =>
      incident.componentIds.includes(component.id)
        ? [componentJson(page, component, position)]
        : [],
    ),
  };
}

function updateJson(incident: PublicIncident, update: PublicUpdate, messages: StatusMessages) {
  const next =
    update.nextUpdateAt === null
      ? ''
      : `\n${messages.fields.next}: ${update.nextUpdateAt.toString({ smallestUnit: 'minute' })}`;
  return {
    id: update.id,
    status: update.status,
    body: `${update.impact}\n${update.action}${next}`,
    incident_id: incident.id,
    created_at: update.publishedAt.toString(),
    updated_at: update.publishedAt.toString(),
    display_at: update.publishedAt.toString(),
    affected_components: incident.componentIds.map((code) => ({ code })),
    deliver_notifications: false,
    custom_tweet: null,
    tweet_id: null,
  };
}
