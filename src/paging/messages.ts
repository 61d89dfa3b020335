// What people are sent about a page, as facts; words are made by delivery.
import type { MessageFacts, NewNotification } from '#delivery';
import type { Service } from '#services';

import { firing } from './decide/ahead.ts';
import { type QuietHours, timeMessages } from './decide/messages.ts';
import { onsetOf } from './decide/onset.ts';
import { reachOf } from './decide/reach.ts';
import { type Page, pageRef } from './model.ts';
import type { LoadedWorld } from './reads/world.ts';

/** What a message tells of an alert. */
export interface ToldAlert {
  readonly ref: string;
  readonly title: string;
  /** Since when, as its source says. */
  readonly startedAt: Temporal.Instant | null;
}

/** What a message tells beside the page itself. */
export interface PageContext {
  readonly services: ReadonlyMap<string, Pick<Service, 'slug' | 'name'>>;
  /** The first alerts of each group, and how many there are. */
  readonly alerts: ReadonlyMap<string, readonly ToldAlert[]>;
  readonly world: LoadedWorld;
}

export interface Firing {
  readonly page: Page;
  readonly people: readonly string[];
  /** 0 for the fallback. */
  readonly step: number;
  readonly round: number;
  readonly at: Temporal.Instant;
}

const mostAlerts = 10;

/** Each person's messages about one firing, by their own rules. */
export function pageMessages(firing: Firing, context: PageContext): NewNotification[] {
  const { page, people, step, round, at } = firing;
  const { urgency, generation } = page.run;
  const facts: MessageFacts = {
    ...pageFacts(page, context),
    type: page.kind === 'test' ? 'test' : 'page',
    step,
    round,
    ...whoIsNext(page, context.world),
  };
  return people.flatMap((personId) =>
    timeMessages({
      messages: context.world.messages(personId, urgency),
      urgency,
      firedAt: at,
      quiet: quietOf(personId, context.world),
    }).map(({ methodId, dueAt, reason }) => ({
      subjectKind: 'page' as const,
      subjectId: page.id,
      generation,
      personId,
      methodId,
      dueAt,
      step,
      round,
      urgency,
      facts,
      reason,
    })),
  );
}

/** The hours in which low urgency waits for a person. */
export function quietOf(personId: string, world: Pick<LoadedWorld, 'reach'>): QuietHours | null {
  const person = world.reach.get(personId)?.person;
  return person?.quietHours ? { ...person.quietHours, timezone: person.timezone } : null;
}

/** A quiet word to whoever has the page: by their rules for low urgency, at once. */
export function reminder(
  firing: Firing & { readonly text: string },
  context: PageContext,
): NewNotification[] {
  const { page, people, step, round, at, text } = firing;
  const facts: MessageFacts = { ...pageFacts(page, context), type: 'reminder', step, round, text };
  return people.flatMap((personId) =>
    context.world
      .messages(personId, 'low')
      .filter(({ afterSeconds }) => afterSeconds === 0)
      .map(({ methodId, reason }) => ({
        subjectKind: 'page' as const,
        subjectId: page.id,
        generation: page.run.generation,
        personId,
        methodId,
        dueAt: at,
        step,
        round,
        urgency: 'low' as const,
        facts,
        reason,
      })),
  );
}

function pageFacts(page: Page, { services, alerts }: PageContext) {
  const service = page.serviceId === null ? undefined : services.get(page.serviceId);
  const group = page.groupId === null ? [] : (alerts.get(page.groupId) ?? []);
  return {
    ref: pageRef(page.number),
    title: page.title,
    severity: page.severity as NonNullable<MessageFacts['severity']>,
    service: service ? { slug: service.slug, name: service.name } : null,
    alerts: group.slice(0, mostAlerts).map(({ ref, title }) => ({ ref, title })),
    alertCount: group.length,
    since: onsetOf(page, group).toString(),
  };
}

/** Who is told after this, and when; as things stand now. */
function whoIsNext(page: Page, world: LoadedWorld): Pick<MessageFacts, 'nextPerson' | 'nextAt'> {
  const { run, policy } = page;
  if (run.next === null) return { nextPerson: null, nextAt: null };
  const next = firing(policy, run.next);
  const step = next.kind === 'step' ? policy.steps[next.step - 1] : null;
  const fallback = next.kind === 'exhaust' && policy.fallback ? [policy.fallback] : [];
  const targets = step?.targets ?? fallback;
  const definition = { targets, delaySeconds: 0, ...(step?.when && { when: step.when }) };
  const [person] = reachOf({ step: next.step, definition, run, world, at: next.at }).people;
  const name = person === undefined ? null : (world.reach.get(person)?.person.name ?? null);
  return { nextPerson: name, nextAt: name === null ? null : next.at.toString() };
}
