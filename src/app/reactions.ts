// The choreography in one table: when this happens, that follows. Reactions run in the emitter's
// transaction; they write rows and enqueue jobs, nothing else.
import type { AlertEvents } from '#alerts';
import type { ChangeEvents } from '#changes';
import { type DeliveryEvents, sendCode, sendInvitation, tellMethodBroken } from '#delivery';
import { type IncidentEvents, noteAcknowledged, noteChanges, noteResolved } from '#incidents';
import type { PageEvents } from '#paging';
import type { PeopleEvents } from '#people';
import type { DomainEvent, Tx } from '#platform/context';
import { draftFor, followIncident, type PostmortemEvents } from '#postmortems';
import { refreshPagesOf, type UpdateEvents } from '#updates';
import type { WebhookEvents } from '#webhooks';

import {
  alertsEnded,
  alertsSnoozed,
  alertsTaken,
  alertsTriggered,
  incidentsAlarmed,
  incidentsHear,
  nobodyReached,
  pageEnded,
  pageEscalated,
  pageGivenBack,
  pageOpened,
  pageRaised,
  pageSnoozed,
  pageTaken,
} from './page-reactions.ts';
import {
  hooksHearActed,
  hooksHearChanges,
  hooksHearIncident,
  hooksHearOpened,
  hooksAreCalled,
  hooksHearPaged,
  hooksHearPages,
  hooksHearResolved,
  hooksHearUpdate,
} from './webhook-reactions.ts';

/** What follows an event of type `T`. */
type Reaction<E> = (tx: Tx, event: E) => Promise<void>;

/** All events of the program by their type; modules export their part. */
export type AppEvents = WebhookEvents &
  PostmortemEvents &
  UpdateEvents &
  IncidentEvents &
  DeliveryEvents &
  ChangeEvents &
  PeopleEvents &
  AlertEvents &
  PageEvents;

type Table = { [T in keyof AppEvents]: Reaction<AppEvents[T]>[] };

const table: Table = {
  'change.recorded': [hooksHearChanges, noteChanges],
  'method.added': [sendCode],
  'method.broken': [tellMethodBroken],
  'person.invited': [sendInvitation],
  'person.deactivated': [],
  'notification.undeliverable': [nobodyReached],
  'notification.confirmed': [],
  'alert.opened': [hooksHearOpened, pageOpened],
  'alert.rejoined': [],
  'alert.urgencyRaised': [hooksHearOpened, pageRaised],
  'alert.acknowledged': [hooksHearActed, pageTaken, noteAcknowledged],
  'alert.unacknowledged': [hooksHearActed, pageGivenBack],
  'alert.resolved': [hooksHearResolved, pageEnded, noteResolved],
  'alert.snoozed': [hooksHearActed, pageSnoozed],
  'alert.escalated': [hooksHearActed, pageEscalated],
  'page.opened': [hooksHearPages],
  'page.paged': [hooksHearPaged, incidentsHear],
  'page.called': [hooksAreCalled],
  'page.acknowledged': [hooksHearPages, alertsTaken],
  'page.snoozed': [hooksHearPages, alertsSnoozed],
  'page.triggered': [hooksHearPages, alertsTriggered],
  'page.resolved': [hooksHearPages, alertsEnded],
  'page.exhausted': [hooksHearPages, incidentsAlarmed],
  'page.unreachable': [hooksHearPages, incidentsAlarmed],
  'incident.declared': [hooksHearIncident],
  'incident.changed': [hooksHearIncident, refreshPagesOf, followIncident],
  'incident.resolved': [
    hooksHearIncident,
    async (tx, { incident }) => void (await draftFor(tx, incident.id)),
  ],
  'incident.reopened': [hooksHearIncident],
  'update.published': [hooksHearUpdate],
  'postmortem.published': [],
  'webhook.failed': [],
};

/** Runs the reactions to `event`, in order. Throws for an event that nobody declared. */
export async function react(tx: Tx, event: DomainEvent): Promise<void> {
  const reactions = (table as unknown as Record<string, Reaction<DomainEvent>[] | undefined>)[
    event.type
  ];
  if (!reactions) throw new Error(`No reactions are declared for ${event.type}.`);
  for (const reaction of reactions) await reaction(tx, event);
}
