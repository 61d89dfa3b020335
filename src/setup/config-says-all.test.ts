// Whatever the API can write of a thing, its entry in a config file can say too.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { incidentsApi } from '#incidents/contract';
import { intakeApi } from '#intake/contract';
import { oncallApi } from '#oncall/contract';
import { policiesApi } from '#paging/contract';
import { peopleApi, teamsApi } from '#people/contract';
import { servicesApi } from '#services/contract';
import { statusPagesApi } from '#updates/contract';
import { webhooksApi } from '#webhooks/contract';

import { ConfigFile } from './contract.ts';
import { type ConfigKind, configKinds, sectionOf } from './model.ts';

const written: Record<ConfigKind, { body?: object }> = {
  person: peopleApi.create,
  team: teamsApi.create,
  schedule: oncallApi.create,
  webhook: webhooksApi.create,
  escalationPolicy: policiesApi.create,
  service: servicesApi.create,
  ingestKey: intakeApi.createKey,
  statusPage: statusPagesApi.create,
  severity: incidentsApi.putLevel,
};

/** Fields that belong to the moment of a call, or stand elsewhere in the file. */
const ofTheCall: Partial<Record<ConfigKind, readonly string[]>> = {
  person: ['teams', 'invite'],
  schedule: ['effective'],
};

function fieldsOf(schema: unknown): string[] {
  const plain = JSON.parse(JSON.stringify(schema)) as { properties?: object; items?: unknown };
  return plain.items === undefined ? Object.keys(plain.properties ?? {}) : fieldsOf(plain.items);
}

for (const kind of configKinds) {
  test(`the config file can say everything of a ${kind}`, () => {
    const entry = new Set(fieldsOf(ConfigFile.properties[sectionOf[kind]]));
    const fields = fieldsOf(written[kind].body).filter((one) => !ofTheCall[kind]?.includes(one));
    assert.ok(fields.length > 1);
    assert.deepEqual(
      fields.filter((field) => !entry.has(field)),
      [],
    );
  });
}
