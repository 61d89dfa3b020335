import { raw, xml } from '#platform/html';

import { headlineOf } from '../decide/standing.ts';
import type { PublicIncident, PublicPage } from '../model.ts';
import { english, type StatusMessages } from './messages.ts';

/**
 * Atom feed of the page (RFC 4287): an entry an incident, its id stable, its text all updates so
 * far, newest first. Times are UTC.
 */
export function statusFeed(page: PublicPage, messages: StatusMessages = english): string {
  const entries = page.incidents.filter((incident) => incident.updates.length > 0);
  const updated = entries
    .map(lastChange)
    .reduce(
      (newest, at) => (Temporal.Instant.compare(at, newest) > 0 ? at : newest),
      page.updatedAt,
    );
  return xml`${raw('<?xml version="1.0" encoding="utf-8"?>\n')}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${messages.locale.slice(0, 2)}"><id>${page.url}/feed.atom</id><title>${messages.feedTitle(page.name)}</title><updated>${updated.toString()}</updated><link rel="self" type="application/atom+xml" href="${page.url}/feed.atom"/><link rel="alternate" type="text/html" href="${page.url}"/><author><name>${page.name}</name></author><generator>evenkeel</generator>${entries.map((incident) => entry(page, incident, messages))}</feed>`.toString();
}

function entry(page: PublicPage, incident: PublicIncident, messages: StatusMessages) {
  const oldest = incident.updates.at(-1);
  const newest = incident.updates[0];
  const told = incident.updates.find((update) => update.status !== 'resolved') ?? newest;
  const over =
    incident.resolvedAt === null || newest?.status === 'resolved'
      ? []
      : [`${minute(incident.resolvedAt)}: ${messages.status.resolved}`, ''];
  const written = incident.updates.flatMap((update) => [
    `${minute(update.publishedAt)}: ${messages.status[update.status]}`,
    update.impact,
    update.action,
    update.nextUpdateAt === null ? '' : `${messages.fields.next}: ${minute(update.nextUpdateAt)}`,
    '',
  ]);
  return xml`<entry><id>${page.url}/feed.atom#${incident.id}</id><title>${headlineOf(told?.impact ?? '').headline}</title><updated>${lastChange(incident).toString()}</updated><published>${(oldest?.publishedAt ?? incident.startedAt).toString()}</published><link rel="alternate" type="text/html" href="${page.url}#${incident.id}"/><category term="${newest?.status ?? 'investigating'}"/><content type="text">${[...over, ...written].join('\n').trim()}</content></entry>`;
}

function minute(at: Temporal.Instant): string {
  return at.toString({ smallestUnit: 'minute' });
}

function lastChange(incident: PublicIncident): Temporal.Instant {
  const newest = incident.updates[0]?.publishedAt ?? incident.startedAt;
  const resolved = incident.resolvedAt;
  return resolved !== null && Temporal.Instant.compare(resolved, newest) > 0 ? resolved : newest;
}
