// The chase after a promised update: reminded before, told when it is due, then louder and louder.
import { type NewNotification, queueNotifications } from '#delivery';
import { ownersOf, planMessages, type Reach, reachOf } from '#people';
import type { Tx } from '#platform/context';
import { servicesByIds } from '#services';

import { publishIncident } from './act.ts';
import { noteEvents } from './add-entry.ts';
import { REMINDER_STEPS, type ReminderStep, updateOwner } from './decide/cadence.ts';
import { type Incident, incidentRef } from './model.ts';
import type { RemindJob } from './schedule-updates.ts';
import { selectIncident } from './store/incidents.ts';

/**
 * Carries out one step of the chase, if the promise is still the one that it was made for and the
 * incident is still open. Whom it reaches is looked up now, since roles change.
 */
export async function remindUpdate(tx: Tx, job: RemindJob): Promise<void> {
  const incident = await selectIncident(tx.q, tx.orgId, job.incidentId, true);
  const step = REMINDER_STEPS.find((one) => one === job.step);
  if (incident === null || step === undefined) return;
  const { nextUpdateAt: dueAt } = incident;
  if (incident.times.resolvedAt !== null || dueAt === null) return;
  if (incident.cadenceGeneration !== job.generation) return;
  const people = await peopleOf(tx, incident, step);
  const reach = await reachOf(tx.q, tx.orgId, people);
  const services = await servicesByIds(tx.q, tx.orgId, incident.serviceIds.slice(0, 1));
  const service = services.values().next().value ?? null;
  const told = people.flatMap((id) => reach.get(id) ?? []);
  await queueNotifications(
    tx,
    told.flatMap((one) => messagesTo(tx, one, { incident, dueAt, step, service })),
  );
  await noteEvents(tx, [
    {
      incidentId: incident.id,
      event: step === 'owner' ? 'update.reminded' : 'update.overdue',
      text: `${STEP_WORDS[step]}: ${told.map(({ person }) => person.name).join(', ') || 'nobody to tell'}`,
      data: { step, dueAt: dueAt.toString(), people: told.map(({ person }) => person.email) },
      key: `update.${step}:${job.generation}`,
    },
  ]);
  publishIncident(tx, incident.id);
}

const STEP_WORDS: Readonly<Record<ReminderStep, string>> = {
  owner: 'Next update due in 5 minutes, reminded',
  communications: 'Next update is due, told',
  commander: 'Next update is 5 minutes late, told',
  manager: 'Next update is 10 minutes late, paged',
};

/** Who is told at a step. With no role filled, and at the last step, the owners of the organisation. */
async function peopleOf(tx: Tx, incident: Incident, step: ReminderStep): Promise<string[]> {
  const { roles } = incident;
  const person =
    step === 'manager' ? null : step === 'commander' ? roles.commander : updateOwner(roles);
  return person === null ? ownersOf(tx.q, tx.orgId) : [person];
}

function messagesTo(
  tx: Tx,
  { person, methods, rules }: Reach,
  about: {
    incident: Incident;
    dueAt: Temporal.Instant;
    step: ReminderStep;
    service: { slug: string; name: string } | null;
  },
): NewNotification[] {
  const { incident, dueAt, step, service } = about;
  const urgency = step === 'owner' ? 'low' : 'high';
  const ref = incidentRef(incident.number);
  const due = dueAt
    .toZonedDateTimeISO(person.timezone)
    .toPlainTime()
    .toString({ smallestUnit: 'minute' });
  const late = step === 'commander' || step === 'manager';
  return planMessages(urgency, rules, methods).map((planned) => ({
    subjectKind: 'incident',
    subjectId: incident.id,
    generation: incident.cadenceGeneration,
    personId: person.id,
    methodId: planned.methodId,
    dueAt: tx.now.add({ seconds: planned.afterSeconds }),
    step: REMINDER_STEPS.indexOf(step) + 1,
    round: 1,
    urgency,
    reason: planned.reason,
    facts: {
      type: 'reminder',
      ref,
      title: incident.title,
      severity: incident.severity,
      service: service === null ? null : { slug: service.slug, name: service.name },
      since: (incident.times.impactStartedAt ?? incident.times.declaredAt).toString(),
      incident: { ref, title: incident.title },
      promise: late ? 'late' : 'due',
      text: `The next update of ${ref} ${late ? 'was' : 'is'} due at ${due}. People were promised it.`,
      path: `/incidents/${ref}`,
    },
  }));
}
