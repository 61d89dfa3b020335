// Find by words over everything that has a name: what the palette goes to.
import { alertPage, alertRef } from '#alerts';
import { incidentRef, listIncidents, viewerOf } from '#incidents';
import { listSchedules } from '#oncall';
import { listPolicies } from '#paging';
import { listPeople, listTeams } from '#people';
import type { Ctx } from '#platform/context';
import type { Static } from '#platform/endpoint';
import { listServices } from '#services';

import type { Found } from '../contract.ts';

type Hit = Static<typeof Found>;

const perKind = 5;

/**
 * At most five of each kind; incidents and alerts by their words, the rest by name, slug or address.
 * What burns comes first, then what is called so, then what only mentions it, and what is over last:
 * whoever looks for a service by its name is not shown five old alerts instead.
 */
export async function find(ctx: Ctx, words: string): Promise<Hit[]> {
  const { db } = ctx.app;
  const text = words.trim().toLowerCase();
  const fits = (...names: readonly (string | null)[]): boolean =>
    names.some((name) => name?.toLowerCase().includes(text));
  const incidents = await listIncidents(db, ctx.orgId, {
    viewer: viewerOf(ctx),
    text: words,
    limit: perKind,
  });
  const { alerts } = await alertPage(db, ctx.orgId, { q: words, limit: perKind });
  const services = (await listServices(db, ctx.orgId)).filter((one) => fits(one.name, one.slug));
  const schedules = (await listSchedules(db, ctx.orgId)).filter((one) => fits(one.name, one.slug));
  const policies = (await listPolicies(db, ctx.orgId)).filter((one) => fits(one.name, one.slug));
  const teams = (await listTeams(db, ctx.orgId)).filter((one) => fits(one.name, one.slug));
  const people = (await listPeople(db, ctx.orgId)).filter((one) => fits(one.name, one.email));
  const first = <T>(list: readonly T[]): readonly T[] => list.slice(0, perKind);
  const events = [
    ...incidents.map(({ id, number, title, severity, times }) => {
      const ref = incidentRef(number);
      const detail = severity.toUpperCase();
      const href = `/incidents/${ref}`;
      const rank: number = times.resolvedAt === null ? ranks.incident : ranks.over;
      return { rank, hit: { kind: 'incident', id, ref, title, detail, href } satisfies Hit };
    }),
    ...alerts.map(({ id, number, title, state }) => {
      const ref = alertRef(number);
      const href = `/alerts/${ref}`;
      const rank: number = state === 'resolved' ? ranks.over : ranks.alert;
      return { rank, hit: { kind: 'alert', id, ref, title, detail: state, href } satisfies Hit };
    }),
  ];
  const things = [
    ...first(services).map(named('service', '/services/')),
    ...first(schedules).map(named('schedule', '/schedules/')),
    ...first(policies).map(named('policy', '/policies/')),
    ...first(teams).map(({ id, slug, name }): Hit => {
      return { kind: 'team', id, ref: null, title: name, detail: slug, href: '/settings/teams' };
    }),
    ...first(people).map(({ id, name, email }): Hit => {
      return {
        kind: 'person',
        id,
        ref: null,
        title: name,
        detail: email,
        href: '/settings/people',
      };
    }),
  ].map((hit) => ({
    rank: hit.title.toLowerCase().startsWith(text) ? ranks.named : ranks.thing,
    hit,
  }));
  return [...events, ...things].toSorted((a, b) => a.rank - b.rank).map(({ hit }) => hit);
}

const ranks = { incident: 0, named: 1, alert: 2, thing: 3, over: 4 } as const;

function named(kind: Hit['kind'], base: string) {
  return ({ id, slug, name }: { id: string; slug: string; name: string }): Hit => ({
    kind,
    id,
    ref: null,
    title: name,
    detail: slug,
    href: base + slug,
  });
}
