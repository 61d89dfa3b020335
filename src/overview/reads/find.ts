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

/** At most five of each kind; incidents and alerts by their words, the rest by name, slug or address. */
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
  return [
    ...incidents.map(({ id, number, title, severity }): Hit => {
      const ref = incidentRef(number);
      return {
        kind: 'incident',
        id,
        ref,
        title,
        detail: severity.toUpperCase(),
        href: `/incidents/${ref}`,
      };
    }),
    ...alerts.map(({ id, number, title, state }): Hit => {
      const ref = alertRef(number);
      return { kind: 'alert', id, ref, title, detail: state, href: `/alerts/${ref}` };
    }),
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
  ];
}

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
