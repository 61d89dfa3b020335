// Everything that the page behind a signed link shows: few facts, each from where it is kept.
import { alertsOfGroups } from '#alerts';
import { type Change, topSuspect } from '#changes';
import type { Notification } from '#delivery';
import { type Person, peopleByIds, teamMembers } from '#people';
import type { Queries } from '#platform/db';
import { dependentsOf, type Service, servicesByIds } from '#services';

import { firing } from '../decide/ahead.ts';
import { isNight, type LocalColleague, whoIsAwake } from '../decide/awake.ts';
import { onsetOf } from '../decide/onset.ts';
import { reachOf } from '../decide/reach.ts';
import { following } from '../decide/run.ts';
import { type Page, pageRef, type Target, type Timer } from '../model.ts';
import { selectLogs } from '../store/log.ts';
import { selectPage } from '../store/pages.ts';
import { loadWorld } from './world.ts';

/** Whom a call reaches. */
export interface Called {
  /** Names of others; empty when none of them can be reached then. */
  readonly people: readonly string[];
  /** Whether the reader is among them. */
  readonly again: boolean;
}

/** Who is told next, when, and since when that time runs. */
export interface NextCall extends Called {
  /** Null while somebody has the page: then nobody is called. */
  readonly at: Temporal.Instant | null;
  readonly from: Temporal.Instant | null;
}

export interface AcknowledgeFacts {
  readonly page: Page;
  readonly ref: string;
  readonly me: Person;
  readonly now: Temporal.Instant;
  readonly night: boolean;
  readonly service: Service | null;
  readonly since: Temporal.Instant;
  readonly alerts: { readonly count: number; readonly occurrences: number };
  /** Services that stand directly on this one. */
  readonly dependents: number;
  readonly suspect: Change | null;
  readonly colleagues: readonly LocalColleague[];
  readonly next: NextCall | null;
  /** Whom a call for help would reach; null when it is over. */
  readonly help: Called | null;
  /** The name of who has it, or ended it. */
  readonly holder: string | null;
  readonly mine: boolean;
}

/** The facts for one person's link; null when the page is gone. About ten small queries. */
export async function acknowledgeFacts(
  q: Queries,
  notification: Notification,
  now: Temporal.Instant,
): Promise<AcknowledgeFacts | null> {
  const { orgId, personId, subjectId } = notification;
  const page = await selectPage(q, orgId, subjectId);
  const me = (await peopleByIds(q, orgId, [personId])).get(personId);
  if (!page || !me) return null;
  const alerts = page.groupId === null ? [] : await alertsOfGroups(q, orgId, [page.groupId]);
  const since = onsetOf(page, alerts);
  const service =
    page.serviceId === null
      ? null
      : ((await servicesByIds(q, orgId, [page.serviceId])).get(page.serviceId) ?? null);
  const holder = page.run.state === 'resolved' ? page.resolvedBy : page.acknowledgedBy;
  const holding =
    holder?.kind === 'person' ? (await peopleByIds(q, orgId, [holder.id])).get(holder.id) : null;
  return {
    page,
    ref: pageRef(page.number),
    me,
    now,
    night: isNight(me.timezone, now),
    service,
    since,
    alerts: {
      count: alerts.length,
      occurrences: alerts.reduce((sum, alert) => sum + alert.occurrences, 0),
    },
    dependents: service ? (await dependentsOf(q, orgId, service.id)).length : 0,
    suspect: service ? await suspectOf(q, { orgId, page, service, since, now }) : null,
    colleagues: await colleaguesOf(q, { orgId, service, me, now }),
    next: await nextCall(q, { orgId, page, me, now }),
    help: await helpCall(q, { orgId, page, me, now }),
    holder: holding?.name ?? holder?.label ?? null,
    mine: holder?.kind === 'person' && holder.id === me.id,
  };
}

async function suspectOf(
  q: Queries,
  about: {
    orgId: string;
    page: Page;
    service: Service;
    since: Temporal.Instant;
    now: Temporal.Instant;
  },
): Promise<Change | null> {
  const { orgId, page, service, since, now } = about;
  const suspect = await topSuspect(q, orgId, {
    affected: [{ serviceId: service.id, title: page.title, since }],
    onset: since,
    uncertaintyMinutes: 5,
    detectedAt: page.openedAt,
    askedAt: now,
  });
  return suspect?.change ?? null;
}

/** The rest of the team that owns the service, at most five, with the hour where they are. */
async function colleaguesOf(
  q: Queries,
  about: { orgId: string; service: Service | null; me: Person; now: Temporal.Instant },
): Promise<LocalColleague[]> {
  const { orgId, service, me, now } = about;
  if (service?.teamId == null) return [];
  const ids = (await teamMembers(q, orgId, service.teamId)).filter((id) => id !== me.id);
  const people = await peopleByIds(q, orgId, ids.slice(0, 50));
  return whoIsAwake([...people.values()], now).slice(0, 5);
}

/** What the page waits for, or would have waited for if nobody had answered. */
async function nextCall(q: Queries, about: About): Promise<NextCall | null> {
  const { orgId, page, now } = about;
  const { run, policy } = page;
  if (run.state === 'resolved') return null;
  const running = run.state === 'triggered';
  if (running && run.next === null) return null;
  const timer = firing(policy, (running ? run.next : null) ?? following(policy, run, now));
  // Nobody is spared whom the end of the policy has called already.
  if (timer.kind === 'exhaust' && !running && (await wasExhausted(q, orgId, page))) return null;
  const called = await calledBy(q, about, { step: timer.step, targets: targetsOf(page, timer) });
  const delay = policy.steps[run.step - 1]?.delaySeconds;
  return {
    ...called,
    at: running ? timer.at : null,
    from: running && delay !== undefined ? timer.at.subtract({ seconds: delay }) : null,
  };
}

/** The step that a call for help goes to; past the last one it is the first again. */
async function helpCall(q: Queries, about: About): Promise<Called | null> {
  const { run, policy } = about.page;
  if (run.state === 'resolved') return null;
  const first = run.step >= policy.steps.length ? 1 : run.step + 1;
  const { step } = firing(policy, { kind: 'step', step: first, round: run.round, at: about.now });
  return await calledBy(q, about, { step, targets: policy.steps[step - 1]?.targets ?? [] });
}

interface About {
  readonly orgId: string;
  readonly page: Page;
  readonly me: Person;
  readonly now: Temporal.Instant;
}

async function calledBy(
  q: Queries,
  { orgId, page, me, now }: About,
  { step, targets }: { step: number; targets: readonly Target[] },
): Promise<Called> {
  const world = await loadWorld(q, orgId, targets, now);
  const definition = { targets, delaySeconds: 0 };
  const { people } = reachOf({ step, definition, run: page.run, world, at: now });
  return {
    people: people.filter((id) => id !== me.id).map((id) => world.reach.get(id)?.person.name ?? id),
    again: people.includes(me.id),
  };
}

async function wasExhausted(q: Queries, orgId: string, page: Page): Promise<boolean> {
  const lines = (await selectLogs(q, orgId, [page.id])).get(page.id) ?? [];
  return lines.some(({ kind }) => kind === 'exhausted' || kind === 'policyEmpty');
}

function targetsOf({ policy }: Page, timer: Timer): readonly Target[] {
  if (timer.kind === 'step') return policy.steps[timer.step - 1]?.targets ?? [];
  return timer.kind === 'exhaust' && policy.fallback ? [policy.fallback] : [];
}
