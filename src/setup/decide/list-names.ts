// Every name that a config file gives, and every name that it leans on.
import type { ConfigFile } from '../contract.ts';
import type { ConfigKind } from '../model.ts';
import type { Definition, Reference } from './check-references.ts';

/** What a file defines and refers to, each with its JSON pointer. */
export interface Names {
  definitions: Definition[];
  references: Reference[];
}

/** Walks the whole file once. */
export function listNames(config: ConfigFile): Names {
  const names: Names = { definitions: [], references: [] };
  people(config, names);
  schedules(config, names);
  for (const [index, { name }] of (config.webhooks ?? []).entries()) {
    define(names, 'webhook', name, `/webhooks/${index}/name`);
  }
  policies(config, names);
  services(config, names);
  for (const [index, page] of (config.statusPages ?? []).entries()) {
    const at = `/statusPages/${index}`;
    define(names, 'statusPage', page.slug, `${at}/slug`);
    for (const [place, component] of (page.components ?? []).entries()) {
      lean(names, 'service', component.service, `${at}/components/${place}/service`);
    }
  }
  for (const [index, { severity }] of (config.severities ?? []).entries()) {
    define(names, 'severity', severity, `/severities/${index}/severity`);
  }
  return names;
}

function define(names: Names, kind: ConfigKind, name: string, pointer: string): void {
  names.definitions.push({ kind, name: normal(kind, name), pointer });
}

function lean(
  names: Names,
  kind: ConfigKind,
  name: string | null | undefined,
  pointer: string,
): void {
  if (name === null || name === undefined) return;
  names.references.push({ kind, name: normal(kind, name), pointer });
}

/** Addresses are compared without regard to case. */
function normal(kind: ConfigKind, name: string): string {
  return kind === 'person' ? name.trim().toLowerCase() : name;
}

function people(config: ConfigFile, names: Names): void {
  for (const [index, person] of (config.people ?? []).entries()) {
    define(names, 'person', person.email, `/people/${index}/email`);
  }
  for (const [index, team] of (config.teams ?? []).entries()) {
    define(names, 'team', team.slug, `/teams/${index}/slug`);
    for (const [place, member] of (team.members ?? []).entries()) {
      lean(names, 'person', member, `/teams/${index}/members/${place}`);
    }
    for (const [place, manager] of (team.managers ?? []).entries()) {
      lean(names, 'person', manager, `/teams/${index}/managers/${place}`);
    }
  }
}

function schedules(config: ConfigFile, names: Names): void {
  for (const [index, schedule] of (config.schedules ?? []).entries()) {
    const at = `/schedules/${index}`;
    define(names, 'schedule', schedule.slug, `${at}/slug`);
    lean(names, 'team', schedule.team, `${at}/team`);
    for (const [layer, { users }] of schedule.layers.entries()) {
      participants(names, users, `${at}/layers/${layer}/users`);
    }
    for (const [place, override] of (schedule.overrides ?? []).entries()) {
      lean(names, 'person', override.user, `${at}/overrides/${place}/user`);
      lean(names, 'person', override.replaces, `${at}/overrides/${place}/replaces`);
    }
  }
}

type Users = NonNullable<ConfigFile['schedules']>[number]['layers'][number]['users'];

/** A place in a ring is a person, people together, or nobody. */
function participants(names: Names, users: Users, at: string): void {
  for (const [place, entry] of users.entries()) {
    const pointer = `${at}/${place}`;
    if (!Array.isArray(entry)) lean(names, 'person', entry as string | null, pointer);
    else for (const [i, one] of entry.entries()) lean(names, 'person', one, `${pointer}/${i}`);
  }
}

type Target = NonNullable<NonNullable<ConfigFile['escalationPolicies']>[number]['fallback']>;

function target(names: Names, one: Target, pointer: string): void {
  lean(names, 'person', one.person, `${pointer}/person`);
  lean(names, 'schedule', one.schedule, `${pointer}/schedule`);
  lean(names, 'team', one.team, `${pointer}/team`);
  lean(names, 'webhook', one.webhook, `${pointer}/webhook`);
  for (const [place, ref] of (one.roundRobin ?? []).entries()) {
    lean(names, 'person', ref, `${pointer}/roundRobin/${place}`);
  }
}

function policies(config: ConfigFile, names: Names): void {
  for (const [index, policy] of (config.escalationPolicies ?? []).entries()) {
    const at = `/escalationPolicies/${index}`;
    define(names, 'escalationPolicy', policy.slug, `${at}/slug`);
    lean(names, 'team', policy.team, `${at}/team`);
    for (const [step, { targets }] of policy.steps.entries()) {
      for (const [place, one] of targets.entries()) {
        target(names, one, `${at}/steps/${step}/targets/${place}`);
      }
    }
    if (policy.fallback) target(names, policy.fallback, `${at}/fallback`);
  }
}

function services(config: ConfigFile, names: Names): void {
  for (const [index, service] of (config.services ?? []).entries()) {
    const at = `/services/${index}`;
    define(names, 'service', service.slug, `${at}/slug`);
    lean(names, 'team', service.team, `${at}/team`);
    lean(names, 'escalationPolicy', service.escalationPolicy, `${at}/escalationPolicy`);
    for (const [place, ref] of (service.dependsOn ?? []).entries()) {
      lean(names, 'service', ref, `${at}/dependsOn/${place}`);
    }
  }
  for (const [index, key] of (config.ingestKeys ?? []).entries()) {
    const at = `/ingestKeys/${index}`;
    define(names, 'ingestKey', `${key.service}/${key.source}`, at);
    lean(names, 'service', key.service, `${at}/service`);
  }
}
