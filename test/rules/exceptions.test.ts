import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as exceptions from './exceptions.ts';
import { relations } from './migrations.ts';
import { repository } from './tree.ts';

const lists = {
  longFiles: exceptions.longFiles,
  tablesOfNoOrganisation: exceptions.tablesOfNoOrganisation,
  databaseTime: exceptions.databaseTime,
  ownNetwork: exceptions.ownNetwork,
  installScripts: exceptions.installScripts,
};

test('no list of exceptions grows, and each entry has a reason', () => {
  for (const [name, list] of Object.entries(lists)) {
    const ceiling = exceptions.ceilings[name as keyof typeof lists];
    assert.equal(list.length, ceiling, `${name}: lower the ceiling when an exception goes`);
    for (const entry of list) assert.ok(entry.reason.length >= 10, `${name}: say why`);
  }
});

test('every exception is about something that exists', () => {
  const { longFiles, databaseTime, ownNetwork, tablesOfNoOrganisation } = lists;
  for (const { path } of [...longFiles, ...databaseTime, ...ownNetwork]) {
    assert.ok(repository.files.includes(path), `${path} is gone; so is its exception`);
  }
  const tables = relations(repository);
  for (const { table } of tablesOfNoOrganisation) {
    assert.ok(tables.has(table) || table === 'schema_migrations', `${table} is gone`);
  }
});
