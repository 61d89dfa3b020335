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
  'change.recorded': [noteChanges],
  'method.added': [sendCode],
  'method.broken': [tellMethodBroken],
  'person.invited': [sendInvitation],
  'person.deactivated': [],
  'notification.undeliverable': [nobodyReached],
  'notification.confirmed': [],
  'alert.opened': [pageOpened],
  'alert.rejoined': [],
  'alert.urgencyRaised': [pageRaised],
  'alert.acknowledged': [pageTaken, noteAcknowledged],
  'alert.unacknowledged': [pageGivenBack],
  'alert.resolved': [pageEnded, noteResolved],
  'alert.snoozed': [pageSnoozed],
  'alert.escalated': [pageEscalated],
  'page.opened': [],
  'page.paged': [incidentsHear],
  'page.called': [hooksAreCalled],
  'page.acknowledged': [alertsTaken],
  'page.snoozed': [alertsSnoozed],
  'page.triggered': [alertsTriggered],
  'page.resolved': [alertsEnded],
  'page.exhausted': [incidentsAlarmed],
  'page.unreachable': [incidentsAlarmed],
  'incident.declared': [],
  'incident.changed': [refreshPagesOf, followIncident],
  'incident.resolved': [async (tx, { incident }) => void (await draftFor(tx, incident.id))],
  'incident.reopened': [],
  'update.published': [],
  'postmortem.published': [],
  'webhook.failed': [],
};

/**
 * Who is told outside: they only read who wants to know and write what to tell, so that they run
 * beside what follows inside.
 */
const hooks: { [T in keyof AppEvents]?: Reaction<AppEvents[T]> } = {
  'change.recorded': hooksHearChanges,
  'alert.opened': hooksHearOpened,
  'alert.urgencyRaised': hooksHearOpened,
  'alert.acknowledged': hooksHearActed,
  'alert.unacknowledged': hooksHearActed,
  'alert.resolved': hooksHearResolved,
  'alert.snoozed': hooksHearActed,
  'alert.escalated': hooksHearActed,
  'page.opened': hooksHearPages,
  'page.paged': hooksHearPaged,
  'page.acknowledged': hooksHearPages,
  'page.snoozed': hooksHearPages,
  'page.triggered': hooksHearPages,
  'page.resolved': hooksHearPages,
  'page.exhausted': hooksHearPages,
  'page.unreachable': hooksHearPages,
  'incident.declared': hooksHearIncident,
  'incident.changed': hooksHearIncident,
  'incident.resolved': hooksHearIncident,
  'incident.reopened': hooksHearIncident,
  'update.published': hooksHearUpdate,
};

/** Runs the reactions to `event`, in order. Throws for an event that nobody declared. */
export async function react(tx: Tx, event: DomainEvent): Promise<void> {
  type Any = Reaction<DomainEvent>;
  const reactions = (table as unknown as Record<string, Any[] | undefined>)[event.type];
  if (!reactions) throw new Error(`No reactions are declared for ${event.type}.`);
  const hook = (hooks as unknown as Record<string, Any | undefined>)[event.type];
  const inside = async (): Promise<void> => {
    for (const reaction of reactions) await reaction(tx, event);
  };
  await Promise.all([hook?.(tx, event), inside()]);
}
