// Now, in one answer. Every part is bounded; names of other modules come through their doors.
import { alertRef, alertsOfGroups, openCounts } from '#alerts';
import { oldestLate } from '#delivery';
import {
  type Incident,
  incidentRef,
  listIncidents,
  openIncidents,
  presentIncidents,
  viewerOf,
} from '#incidents';
import { gaps, onCallNow } from '#oncall';
import { burningPages, listPages, type Page, presentPages } from '#paging';
import { organisations, peopleByIds, reachOf, teamsByIds } from '#people';
import type { Ctx } from '#platform/context';
import type { Loose } from '#platform/http';
import { listServices } from '#services';

import type { Now } from '../contract.ts';
import { chainProblems, reachability } from '../decide/chain.ts';
import type { ChainProblem, ChannelFact, SpoolFact } from '../model.ts';

/** What Now shows of modules that it may not open; wired where the program is put together. */
export interface OverviewNeighbours {
  channels(): readonly ChannelFact[];
  /** Ways in, with when each was heard last. */
  sources(
    ctx: Ctx,
  ): Promise<readonly { source: string; service: string; lastEventAt: Temporal.Instant | null }[]>;
  /** What the watch over the chain and its rehearsal have found. */
  chain(ctx: Ctx): Promise<readonly ChainProblem[]>;
  /** What was promised in postmortems and is late. */
  learning(ctx: Ctx): Promise<{ openActions: number; items: Part<'overdue'> }>;
  /** Outgoing webhooks that were switched off because nothing got through for days. */
  failedWebhooks(ctx: Ctx): Promise<readonly { name: string; reason: string }[]>;
  /** What this node keeps on disk because the database was away. */
  spool(): SpoolNow;
}

/** Sizes in bytes; `oldestAtMs` in ms of the epoch. */
interface SpoolNow {
  readonly records: number;
  readonly bytes: number;
  readonly mostBytes: number;
  readonly oldestAtMs: number | null;
  readonly damaged: number;
}

type Part<K extends keyof Now> = Loose<Now[K]>;

const mostPages = 50;
const watchHours = 6;
const gapDays = 14;
const silentDays = 7;

/** The whole answer of `GET /v1/now` for this caller. */
export async function readNow(ctx: Ctx, neighbours: OverviewNeighbours): Promise<Loose<Now>> {
  const { db, clock } = ctx.app;
  const now = clock.now();
  const organisation = await hereOf(ctx);
  const incidents = await burningIncidents(ctx, now);
  const { pages: burning, untaken } = await burningPages(db, ctx.orgId, mostPages);
  const pages = await presentBurning(ctx, burning);
  const onCall = await onCallPart(ctx, now);
  const sources = await neighbours.sources(ctx);
  const learning = await neighbours.learning(ctx);
  const counts = await openCounts(db, ctx.orgId);
  const lateUpdates = incidents.flatMap((incident) => lateUpdate(incident, now));
  return {
    asOf: now,
    organisation,
    incidents,
    pages,
    counts: {
      firing: counts.byState['firing'] ?? 0,
      acknowledged: counts.byState['acknowledged'] ?? 0,
      openIncidents: incidents.length,
      untakenPages: untaken.all,
      openActions: learning.openActions,
    },
    onCall,
    overdue: [...lateUpdates, ...learning.items],
    comingUp: await gapItems(ctx, now, onCall),
    forgotten: silentSources(sources, now),
    quietSince: await quietSince(ctx, incidents.length + pages.length),
    lastEvent: lastEvent(sources),
    chain: await chainPart(ctx, {
      now,
      neighbours,
      onCall,
      untaken,
      demo: organisation.kind === 'demo',
    }),
    watch: await watchPart(ctx, now, incidents),
  };
}

async function hereOf(ctx: Ctx): Promise<Part<'organisation'>> {
  const here = (await organisations(ctx.app.db)).find((one) => one.id === ctx.orgId);
  return { id: ctx.orgId, name: here?.name ?? '', kind: here?.kind ?? 'real' };
}

async function burningIncidents(ctx: Ctx, now: Temporal.Instant): Promise<Part<'incidents'>> {
  const { db } = ctx.app;
  const open = await openIncidents(db, ctx.orgId, viewerOf(ctx));
  const bodies = await presentIncidents(db, ctx.orgId, open, now);
  return bodies
    .map((body) => {
      const person = (email: unknown) => body.people.find((one) => one.email === email) ?? null;
      return {
        id: body.id,
        ref: body.ref,
        title: body.title,
        severity: body.severity as 'sev1',
        phase: body.phase,
        impact: body.impact,
        services: [...body.services],
        startedAt: body.times.impactStartedAt ?? body.times.detectedAt ?? body.times.declaredAt,
        mitigatedAt: body.times.mitigatedAt,
        nextUpdateAt: body.nextUpdateAt,
        nextUpdateBy: person(body.nextUpdateBy),
        commander: person(body.commander),
        operations: person(body.roles.operations),
        phases: body.phases.map(({ phase, seconds }) => ({ phase, seconds })),
      };
    })
    .toSorted((a, b) => a.severity.localeCompare(b.severity));
}

async function presentBurning(ctx: Ctx, open: readonly Page[]): Promise<Part<'pages'>> {
  const { db } = ctx.app;
  const bodies = await presentPages(db, ctx.orgId, open);
  const alerts = await alertsOfGroups(
    db,
    ctx.orgId,
    open.flatMap((page) => page.groupId ?? []),
  );
  const takers = await peopleByIds(
    db,
    ctx.orgId,
    open.flatMap((page) => page.run.acknowledgedBy ?? []),
  );
  return bodies.map((body, index) => {
    const page = open[index];
    const alert = alerts.find((one) => one.groupId === page?.groupId);
    const taker = takers.get(page?.run.acknowledgedBy ?? '');
    const last = body.lastPaged?.people[0];
    return {
      id: body.id,
      title: body.title,
      severity: body.severity,
      urgency: body.urgency,
      service: body.service,
      state: body.state,
      exhausted: body.exhausted,
      unreachable: body.unreachable,
      openedAt: body.openedAt,
      alert: alert ? { id: alert.id, ref: alertRef(alert.number) } : null,
      acknowledgedBy: taker ? { id: taker.id, name: taker.name, email: taker.email } : null,
      lastPaged: last && body.lastPaged ? { person: last, at: body.lastPaged.at } : null,
      nextStepAt: body.nextStepAt,
      nextTargets: body.next ? [...body.next.targets] : [],
    };
  });
}

async function onCallPart(ctx: Ctx, now: Temporal.Instant): Promise<Part<'onCall'>> {
  const { db } = ctx.app;
  const all = await onCallNow(db, ctx.orgId, now);
  const teams = await teamsByIds(
    db,
    ctx.orgId,
    all.flatMap((one) => one.schedule.teamId ?? []),
  );
  const reach = await reachOf(
    db,
    ctx.orgId,
    all.flatMap((one) => one.people.map((person) => person.id)),
  );
  return all.map(({ schedule, people, timezone, until }) => {
    const team = teams.get(schedule.teamId ?? '');
    return {
      id: schedule.id,
      slug: schedule.slug,
      name: schedule.name,
      team: team ? { id: team.id, slug: team.slug, name: team.name } : null,
      timezone,
      people: people.map(({ id, name, email, timezone: zone }) => {
        const methods = (reach.get(id)?.methods ?? []).map((method) => ({
          kind: method.kind,
          usable: method.verifiedAt !== null && method.brokenAt === null,
        }));
        return {
          person: { id, name, email },
          timezone: zone,
          until,
          reach: reachability(methods),
          methods: [
            ...new Set(methods.filter((method) => method.usable).map((method) => method.kind)),
          ],
        };
      }),
      nobodyUntil: people.length === 0 ? until : null,
      nextHandoffAt: until,
    };
  });
}

function lateUpdate(
  incident: Part<'incidents'>[number],
  now: Temporal.Instant,
): Part<'overdue'>[number][] {
  const due = incident.nextUpdateAt;
  if (due === null || Temporal.Instant.compare(Temporal.Instant.from(due), now) > 0) return [];
  return [
    {
      kind: 'update',
      title: `Update of ${String(incident.ref)}`,
      detail: incident.nextUpdateBy?.name ?? incident.title,
      at: due,
      href: `/incidents/${String(incident.ref)}`,
    },
  ];
}

async function gapItems(
  ctx: Ctx,
  now: Temporal.Instant,
  schedules: Part<'onCall'>,
): Promise<Part<'comingUp'>> {
  const to = now.add({ hours: 24 * gapDays });
  const found = [];
  for (const schedule of schedules.slice(0, 50)) {
    const list = await gaps(ctx.app.db, ctx.orgId, String(schedule.id), { from: now, to });
    const first = list[0];
    if (!first) continue;
    const hours = Math.round(
      list.reduce((sum, gap) => sum + gap.end.since(gap.start).total('hours'), 0),
    );
    found.push({
      kind: 'gap' as const,
      title: `${list.length} ${list.length === 1 ? 'gap' : 'gaps'}, ${hours} h in ${String(schedule.name)}`,
      detail: 'nobody is on call then',
      at: first.start,
      href: `/schedules/${String(schedule.slug)}`,
    });
  }
  return found;
}

type Sources = Awaited<ReturnType<OverviewNeighbours['sources']>>;

function silentSources(sources: Sources, now: Temporal.Instant): Part<'forgotten'> {
  const before = now.subtract({ hours: 24 * silentDays });
  return sources
    .filter(
      ({ lastEventAt }) =>
        lastEventAt !== null && Temporal.Instant.compare(lastEventAt, before) < 0,
    )
    .slice(0, 20)
    .map(({ source, service, lastEventAt }) => ({
      kind: 'silentSource',
      title: `No event from ${source}`,
      detail: `for ${service}`,
      at: lastEventAt,
      href: '/integrations',
    }));
}

function lastEvent(sources: Sources): Part<'lastEvent'> {
  const heard = sources.flatMap(({ source, lastEventAt: at }) =>
    at === null ? [] : [{ source, at }],
  );
  return heard.toSorted((a, b) => Temporal.Instant.compare(b.at, a.at))[0] ?? null;
}

/** When the last trouble ended; null while something burns, or when nothing ever did. */
async function quietSince(ctx: Ctx, burning: number): Promise<Temporal.Instant | null> {
  if (burning > 0) return null;
  const { db } = ctx.app;
  const incidents = await listIncidents(db, ctx.orgId, { limit: 20, viewer: viewerOf(ctx) });
  const pages = await listPages(db, ctx.orgId, { limit: 20 });
  const ends = [
    ...incidents.flatMap(({ times }) => times.resolvedAt ?? []),
    ...pages.flatMap(({ run }) => run.resolvedAt ?? []),
  ];
  return ends.toSorted((a, b) => Temporal.Instant.compare(b, a))[0] ?? null;
}

interface ChainInput {
  now: Temporal.Instant;
  neighbours: OverviewNeighbours;
  onCall: Part<'onCall'>;
  untaken: { readonly exhausted: number; readonly unreachable: number };
  demo: boolean;
}

async function chainPart(ctx: Ctx, input: ChainInput): Promise<Part<'chain'>> {
  const { db, clock } = ctx.app;
  const { now, onCall, untaken } = input;
  const channels = input.neighbours.channels();
  const services = await listServices(db, ctx.orgId);
  const oldestWaitingSeconds = await oldestLate(db, ctx.orgId, now);
  const unreachable = onCall.flatMap(({ people }) =>
    people
      .filter(({ reach }) => reach === 'none')
      .map(({ person }) => ({ id: String(person.id), name: String(person.name) })),
  );
  const seen = await input.neighbours.chain(ctx);
  const judged = chainProblems({
    channels,
    oldestWaitingSeconds,
    unreachablePeople: [...new Map(unreachable.map((person) => [person.id, person])).values()],
    unreachablePages: untaken.unreachable,
    exhaustedPages: untaken.exhausted,
    servicesWithoutPolicy: services
      .filter((service) => service.escalationPolicyId === null)
      .map((service) => service.name),
    schedulesWithNobody: onCall
      .filter(({ people }) => people.length === 0)
      .map(({ id, name }) => ({ id: String(id), name: String(name) })),
    skewMs: clock.skewMs(),
    failedWebhooks: await input.neighbours.failedWebhooks(ctx),
    spool: spoolFact(input.neighbours.spool(), now),
    demo: input.demo,
  });
  const problems = [...seen, ...judged].toSorted(
    (a, b) => Number(b.severity === 'critical') - Number(a.severity === 'critical'),
  );
  return {
    healthy: problems.every((problem) => problem.severity !== 'critical'),
    problems,
    channels: channels.map(({ id, name, configured }) => ({ id, name, configured })),
    lastTestPage: await lastTestPage(ctx),
    oldestWaitingSeconds,
  };
}

function spoolFact(spool: SpoolNow, now: Temporal.Instant): SpoolFact {
  const ageMs = spool.oldestAtMs === null ? 0 : now.epochMilliseconds - spool.oldestAtMs;
  return {
    records: spool.records,
    oldestSeconds: Math.max(0, Math.round(ageMs / 1000)),
    share: spool.bytes / Math.max(1, spool.mostBytes),
    damaged: spool.damaged,
  };
}

async function lastTestPage(ctx: Ctx): Promise<Part<'chain'>['lastTestPage']> {
  const [page] = await listPages(ctx.app.db, ctx.orgId, { kinds: ['test'], limit: 1 });
  const [body] = page ? await presentPages(ctx.app.db, ctx.orgId, [page]) : [];
  if (!page || !body) return null;
  const answered = page.run.acknowledgedAt;
  return {
    person: body.lastPaged?.people[0]?.name ?? body.openedBy ?? '',
    at: page.openedAt,
    state: page.run.state,
    seconds: answered ? Math.round(answered.since(page.openedAt).total('seconds')) : null,
  };
}

async function watchPart(
  ctx: Ctx,
  now: Temporal.Instant,
  open: Part<'incidents'>,
): Promise<Part<'watch'>> {
  const { db } = ctx.app;
  const from = now.subtract({ hours: watchHours });
  const after = (at: Temporal.Instant): boolean => Temporal.Instant.compare(at, from) >= 0;
  const recent = await listIncidents(db, ctx.orgId, { limit: 100, viewer: viewerOf(ctx) });
  const pages = await listPages(db, ctx.orgId, { limit: 100 });
  return {
    from,
    to: now.add({ hours: watchHours }),
    bars: recent
      .filter(({ times }) => times.resolvedAt === null || after(times.resolvedAt))
      .map((incident) => bar(incident)),
    pages: pages.map((page) => page.openedAt).filter(after),
    due: open.flatMap(({ ref, nextUpdateAt: at }) =>
      at === null ? [] : [{ at, text: `update ${String(ref)}` }],
    ),
  };
}

function bar({ number, severity, times }: Incident): Part<'watch'>['bars'][number] {
  const from = times.impactStartedAt ?? times.detectedAt ?? times.declaredAt;
  return { ref: incidentRef(number), severity, from, to: times.resolvedAt };
}
