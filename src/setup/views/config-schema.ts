// The config file as JSON Schema, for editors: served at /v1/config/schema.json, kept in docs/reference.
import { configApi, ConfigFile } from '../contract.ts';

/** Where the server gives the schema. */
export const schemaPath = configApi.schema.path;

const sections: Readonly<Record<string, string>> = {
  people:
    'Who can be called. Without contact methods somebody is reached at their address; without notification rules the ready-made ones hold.',
  teams: 'People who look after something together.',
  schedules:
    'Who is on call when: layers of rotations, the higher priority first. The start of a rotation carries its zone: 2026-11-16T09:00:00+01:00[Europe/Berlin].',
  webhooks:
    'Outgoing webhooks, by name. Left out, the signing secret is made and printed once; ${NAME} takes it from the environment.',
  escalationPolicies:
    'Whom a page goes to, and how long each step waits. "repeat" counts rounds after the first.',
  services: 'What can break, who owns it, what it stands on.',
  ingestKeys:
    'Ways in: one key for each service and source. Left out, the key is made and printed once.',
  statusPages: 'Public pages and the services that their parts show.',
  severities: 'What the four severities are called and mean, and how often people are told.',
};

/** The schema as JSON text, ending in a newline. */
export function configSchemaText(): string {
  return `${JSON.stringify(configSchema(), null, 2)}\n`;
}

/** The schema itself. */
export function configSchema(): Record<string, unknown> {
  // Schemas carry marks of their library that are no JSON; a round trip leaves the schema alone.
  const file = JSON.parse(JSON.stringify(ConfigFile)) as {
    properties: Record<string, Record<string, unknown>>;
  };
  const properties = Object.fromEntries(
    Object.entries(file.properties).map(([name, schema]) => [
      name,
      { ...(sections[name] !== undefined && { description: sections[name] }), ...schema },
    ]),
  );
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'evenkeel configuration',
    description:
      'What `evenkeel apply` makes true and `evenkeel export` prints. What is left out stays as it is.',
    ...file,
    properties,
  };
}
