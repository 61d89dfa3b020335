// The installation as a config file: what `applyConfig` would find unchanged.
import { levelsOf } from '#incidents';
import { listIngestKeys } from '#intake';
import { listSchedules, writtenConfig } from '#oncall';
import { listPolicies, policySlugs, presentPolicies } from '#paging';
import { listPeople, listTeams, peopleByIds, reachOf, teamsByIds } from '#people';
import type { Queries } from '#platform/db';
import { formatDuration } from '#platform/duration';
import { listServices, servicesByIds } from '#services';
import { listStatusPages } from '#updates';
import { listWebhooks } from '#webhooks';

import type { ConfigFile } from '../contract.ts';
import { type ConfigKind, configKinds, sectionOf } from '../model.ts';
import { readAll } from './read-all.ts';

type Section<K extends keyof ConfigFile> = NonNullable<ConfigFile[K]>;

interface Moment {
  readonly kind: ConfigKind;
  readonly now: Temporal.Instant;
}

/** Everything that a config file may hold, sorted by name. Secrets and browsers are left out. */
export async function exportConfig(
  q: Queries,
  orgId: string,
  now: Temporal.Instant,
): Promise<ConfigFile> {
  const config: Record<string, unknown> = {};
  for (const kind of configKinds) {
    config[sectionOf[kind]] = await exportSection(q, orgId, { kind, now });
  }
  return config;
}

/** One section of the file, sorted by name. */
export async function exportSection(
  q: Queries,
  orgId: string,
  { kind, now }: Moment,
): Promise<readonly object[]> {
  switch (kind) {
    case 'person':
      return people(q, orgId);
    case 'team':
      return teams(q, orgId);
    case 'schedule':
      return schedules(q, orgId, now);
    case 'webhook':
      return webhooks(q, orgId);
    case 'escalationPolicy':
      return policies(q, orgId);
    case 'service':
      return services(q, orgId);
    case 'ingestKey':
      return (await listIngestKeys(q, orgId))
        .map(({ service, source }) => ({ service, source }))
        .sort(by((key) => `${key.service} ${key.source}`));
    case 'statusPage':
      return statusPages(q, orgId);
    case 'severity':
      return (await levelsOf(q, orgId)).map(({ severity, name, word, definition, cadence }) => ({
        severity,
        name,
        word,
        definition,
        ...cadence,
      }));
  }
}

function by<T>(name: (item: T) => string): (a: T, b: T) => number {
  return (a, b) => (name(a) < name(b) ? -1 : 1);
}

async function people(q: Queries, orgId: string): Promise<Section<'people'>> {
  const found = await readAll((before) => listPeople(q, orgId, { active: true, before }));
  const reach = await reachOf(
    q,
    orgId,
    found.map((person) => person.id),
  );
  return found
    .map(({ id, email, name, timezone, locale, quietHours, role }) => {
      const { methods = [], rules = [] } = reach.get(id) ?? {};
      // A rule by the id of a browser has no name in a file; it stays with the browser.
      const named = rules.filter((rule) => !rule.by.startsWith('cm_'));
      return {
        email,
        name,
        timezone,
        locale,
        ...(quietHours && { quietHours }),
        role,
        contactMethods: methods.flatMap(({ kind, address, settings }) =>
          kind === 'webPush'
            ? []
            : [{ kind, address, ...(Object.keys(settings).length > 0 && { settings }) }],
        ),
        ...(named.length > 0 &&
          named.length === rules.length && {
            notificationRules: named.map(({ urgency, afterSeconds, by: way }) => ({
              urgency,
              after: formatDuration(afterSeconds),
              by: way,
            })),
          }),
      };
    })
    .sort(by((person) => person.email));
}

async function teams(q: Queries, orgId: string): Promise<Section<'teams'>> {
  const found = await readAll((before) => listTeams(q, orgId, { before }));
  const known = await peopleByIds(
    q,
    orgId,
    found.flatMap((team) => [...team.members]),
  );
  return found
    .map(({ slug, name, members, managers }) => ({
      slug,
      name,
      members: members.flatMap((id) => known.get(id)?.email ?? []).sort(),
      ...(managers.length > 0 && {
        managers: managers.flatMap((id) => known.get(id)?.email ?? []).sort(),
      }),
    }))
    .sort(by((team) => team.slug));
}

async function schedules(
  q: Queries,
  orgId: string,
  now: Temporal.Instant,
): Promise<Section<'schedules'>> {
  const found = await readAll((before) => listSchedules(q, orgId, { before }));
  const owners = await teamsByIds(
    q,
    orgId,
    found.flatMap((schedule) => schedule.teamId ?? []),
  );
  const written = await Promise.all(
    found.map(async ({ id, slug, name, teamId }) => {
      const { timezone, layers } = await writtenConfig(q, orgId, id, now);
      const team = teamId === null ? undefined : owners.get(teamId)?.slug;
      return { slug, name, ...(team !== undefined && { team }), timezone, layers };
    }),
  );
  // Overrides are made by people from day to day, and stay out of the file.
  return plain<Section<'schedules'>>(written).sort(by((schedule) => schedule.slug));
}

async function webhooks(q: Queries, orgId: string): Promise<Section<'webhooks'>> {
  return (await listWebhooks(q, orgId))
    .map(({ name, url, events, state }) => ({
      name,
      url,
      events: [...events],
      state: state === 'off' ? ('off' as const) : ('on' as const),
    }))
    .sort(by((webhook) => webhook.name));
}

async function policies(q: Queries, orgId: string): Promise<Section<'escalationPolicies'>> {
  const found = await readAll((before) => listPolicies(q, orgId, { before }));
  const written = (await presentPolicies(q, orgId, found)).map(
    ({ slug, name, team, steps, repeat, fallback, acknowledgeTimeout }) => ({
      slug,
      name,
      ...(team !== null && { team }),
      steps,
      repeat,
      fallback,
      acknowledgeTimeout,
    }),
  );
  return plain<Section<'escalationPolicies'>>(written).sort(by((policy) => policy.slug));
}

async function services(q: Queries, orgId: string): Promise<Section<'services'>> {
  const found = await readAll((before) => listServices(q, orgId, { before }));
  const owners = await teamsByIds(
    q,
    orgId,
    found.flatMap((service) => service.teamId ?? []),
  );
  const policyOf = await policySlugs(
    q,
    orgId,
    found.flatMap((service) => service.escalationPolicyId ?? []),
  );
  const standsOn = await servicesByIds(
    q,
    orgId,
    found.flatMap((service) => [...service.dependsOn]),
  );
  return found
    .map((service) => {
      const { slug, name, description, tier, links, urgencyBySeverity } = service;
      const team = owners.get(service.teamId ?? '')?.slug;
      const escalationPolicy = policyOf.get(service.escalationPolicyId ?? '');
      return {
        slug,
        name,
        ...(description !== '' && { description }),
        ...(team !== undefined && { team }),
        tier,
        dependsOn: service.dependsOn.flatMap((id) => standsOn.get(id)?.slug ?? []).sort(),
        ...(escalationPolicy !== undefined && { escalationPolicy }),
        ...(links.length > 0 && { links: [...links] }),
        ...(Object.keys(urgencyBySeverity).length > 0 && { urgencyBySeverity }),
      };
    })
    .sort(by((service) => service.slug));
}

async function statusPages(q: Queries, orgId: string): Promise<Section<'statusPages'>> {
  const found = await listStatusPages(q, orgId);
  const shown = await servicesByIds(
    q,
    orgId,
    found.flatMap(({ components }) => components.flatMap((one) => one.serviceId ?? [])),
  );
  return found
    .map(({ page, components }) => ({
      slug: page.slug,
      name: page.name,
      timezone: page.timezone,
      components: components.map(({ name, serviceId }) => {
        const service = shown.get(serviceId ?? '')?.slug;
        return { name, ...(service !== undefined && { service }) };
      }),
    }))
    .sort(by((page) => page.slug));
}

/** Read-only lists of the stores as the plain lists of the file. */
function plain<T>(value: unknown): T {
  return structuredClone(value) as T;
}
