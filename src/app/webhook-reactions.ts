// What webhooks tell of an event: small facts and a link, never a whole object. What a private incident
// says or does is not told at all. docs/reference/webhooks.md describes each of these.
import { type Alert, type AlertEvents, alertRef, alertsOfGroups, type RaisedAlert } from '#alerts';
import { type ChangeEvents, presentChange } from '#changes';
import { findIncident, type Incident, type IncidentEvents, incidentRef } from '#incidents';
import type { PageEvents, PageFacts } from '#paging';
import { peopleByIds } from '#people';
import { changedFields } from '#platform/changed';
import type { Tx } from '#platform/context';
import { servicesByIds } from '#services';
import { type UpdateEvents, updatesOf } from '#updates';
import { announce, callWebhooks, type EventType } from '#webhooks';

type Facts = readonly Readonly<Record<string, unknown>>[];

interface AlertLike {
  readonly id: string;
  readonly ref: string;
  readonly title: string;
  readonly severity: string;
  readonly urgency: string;
  readonly groupId: string;
  readonly serviceId: string;
  readonly source: string;
}

/** Alerts that were opened or became urgent. */
export async function hooksHearOpened(
  tx: Tx,
  event: AlertEvents['alert.opened'] | AlertEvents['alert.urgencyRaised'],
): Promise<void> {
  await announce(tx, event.type, () => alertFacts(tx, event.alerts.map(opened), 'firing'));
}

/** Alerts that somebody acted on: those of the groups that are in the state the event says. */
export async function hooksHearActed(
  tx: Tx,
  event:
    | AlertEvents['alert.acknowledged']
    | AlertEvents['alert.unacknowledged']
    | AlertEvents['alert.snoozed']
    | AlertEvents['alert.escalated'],
): Promise<void> {
  await announce(tx, event.type, async () => {
    const alerts = await alertsOfGroups(tx.q, tx.orgId, event.groupIds);
    const open = alerts.filter(({ state }) => state !== 'resolved');
    const more = { by: event.by.label, ...('until' in event && { until: event.until }) };
    const facts = await alertFacts(tx, open.map(kept), null);
    return facts.map((one) => ({ ...one, ...more }));
  });
}

export async function hooksHearResolved(
  tx: Tx,
  event: AlertEvents['alert.resolved'],
): Promise<void> {
  await announce(tx, event.type, async () => {
    const ids = new Set(event.alerts.map(({ id }) => id));
    const alerts = await alertsOfGroups(tx.q, tx.orgId, event.groupIds);
    const own = alerts.filter(({ id }) => ids.has(id));
    const facts = await alertFacts(tx, own.map(kept), 'resolved');
    return facts.map((one) => ({ ...one, by: event.by?.label ?? null, bySource: event.bySource }));
  });
}

/** Alerts that followed their page: the page's own event said so to everybody else. */
export async function hooksHearFollowed(
  tx: Tx,
  told: { type: EventType; state: string; alerts: readonly Alert[]; by: { label: string } },
  more: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  if (told.alerts.length === 0) return;
  await announce(tx, told.type, async () => {
    const facts = await alertFacts(tx, told.alerts.map(kept), told.state);
    return facts.map((one) => ({ ...one, by: told.by.label, ...more }));
  });
}

function opened(alert: RaisedAlert): AlertLike {
  return alert;
}

function kept(alert: Alert): AlertLike & { state: string } {
  return { ...alert, ref: alertRef(alert.number) };
}

async function alertFacts(
  tx: Tx,
  alerts: readonly (AlertLike & { state?: string })[],
  state: string | null,
): Promise<Facts> {
  const services = await slugs(
    tx,
    alerts.map(({ serviceId }) => serviceId),
  );
  return alerts.map((alert) => ({
    alert: {
      id: alert.id,
      ref: alert.ref,
      title: alert.title,
      severity: alert.severity,
      urgency: alert.urgency,
      state: state ?? alert.state ?? 'firing',
      service: services.get(alert.serviceId) ?? null,
      source: alert.source,
      group: alert.groupId,
      url: link(tx, `/alerts/${alert.ref}`),
    },
  }));
}

/** Pages, whatever happened to them. */
export async function hooksHearPages(
  tx: Tx,
  event: PageEvents[Exclude<keyof PageEvents, 'page.paged' | 'page.called'>],
): Promise<void> {
  await announce(tx, event.type, async () => {
    const more = {
      ...('by' in event && { by: event.by.label }),
      ...('until' in event && { until: event.until }),
    };
    const facts = await pageFacts(tx, event.pages);
    return facts.map((one) => ({ ...one, ...more }));
  });
}

export async function hooksHearPaged(tx: Tx, event: PageEvents['page.paged']): Promise<void> {
  await announce(tx, event.type, async () => {
    const ids = event.pages.flatMap(({ people }) => people);
    const people = await peopleByIds(tx.q, tx.orgId, ids);
    const facts = await pageFacts(tx, event.pages);
    return event.pages.map(({ step, round, people: paged }, index) => ({
      ...facts[index],
      step,
      round,
      people: paged.map((id) => people.get(id)?.email ?? id),
    }));
  });
}

/** Webhooks that a step names are told, whatever they have asked for. */
export async function hooksAreCalled(tx: Tx, event: PageEvents['page.called']): Promise<void> {
  const facts = await pageFacts(tx, event.pages);
  await callWebhooks(
    tx,
    event.pages.map(({ step, round, webhooks }, index) => ({
      webhooks,
      data: { ...facts[index], step, round },
    })),
  );
}

async function pageFacts(tx: Tx, pages: readonly PageFacts[]): Promise<Facts> {
  const services = await slugs(
    tx,
    pages.flatMap(({ serviceId }) => serviceId ?? []),
  );
  return pages.map(({ id, ref, kind, title, generation, groupId, serviceId }) => ({
    page: {
      id,
      ref,
      kind,
      title,
      generation,
      service: serviceId === null ? null : (services.get(serviceId) ?? null),
      alertGroup: groupId,
    },
  }));
}

/** Incidents; `changed` names what is different now. */
export async function hooksHearIncident(
  tx: Tx,
  event: IncidentEvents[keyof IncidentEvents],
): Promise<void> {
  const { incident } = event;
  if (incident.private || ('before' in event && event.before.private)) return;
  await announce(tx, event.type, async () => {
    const changed = 'before' in event ? changedNames(event.before, incident) : null;
    return [{ incident: await incidentFacts(tx, incident), ...(changed && { changed }) }];
  });
}

/** Fields that count something for ourselves only. */
const inner = new Set(['version', 'cadenceGeneration', 'nextUpdateSetAt', 'updatesOnTime']);

function changedNames(before: Incident, incident: Incident): string[] {
  const change = changedFields({ ...before }, { ...incident });
  return Object.keys(change?.after ?? {}).filter((name) => !inner.has(name));
}

async function incidentFacts(tx: Tx, incident: Incident): Promise<Record<string, unknown>> {
  const services = await slugs(tx, incident.serviceIds);
  const ref = incidentRef(incident.number);
  const { commander } = incident.roles;
  const people = await peopleByIds(tx.q, tx.orgId, commander === null ? [] : [commander]);
  return {
    id: incident.id,
    ref,
    title: incident.title,
    severity: incident.severity,
    state: incident.times.resolvedAt === null ? 'open' : 'resolved',
    services: incident.serviceIds.flatMap((id) => services.get(id) ?? []),
    commander: commander === null ? null : (people.get(commander)?.email ?? null),
    url: link(tx, `/incidents/${ref}`),
  };
}

export async function hooksHearUpdate(
  tx: Tx,
  event: UpdateEvents['update.published'],
): Promise<void> {
  await announce(tx, event.type, async () => {
    const incident = await findIncident(tx.q, tx.orgId, event.incidentId, {
      personId: null,
      all: false,
    });
    if (incident === null) return [];
    const updates = await updatesOf(tx.q, tx.orgId, event.incidentId);
    const update = updates.find(({ id }) => id === event.updateId);
    if (!update) return [];
    const { id, status, impact, action, nextUpdateAt } = update;
    return [
      {
        update: { id, status, impact, action, nextUpdateAt },
        incident: await incidentFacts(tx, incident),
      },
    ];
  });
}

export async function hooksHearChanges(
  tx: Tx,
  event: ChangeEvents['change.recorded'],
): Promise<void> {
  await announce(tx, event.type, async () =>
    event.changes.map((change) => ({ change: presentChange(change) })),
  );
}

async function slugs(tx: Tx, serviceIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const services = await servicesByIds(tx.q, tx.orgId, [...new Set(serviceIds)]);
  return new Map([...services].map(([id, { slug }]) => [id, slug]));
}

function link(tx: Tx, path: string): string {
  return tx.ctx.app.publicUrl + path;
}
