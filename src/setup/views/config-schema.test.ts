import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import addFormats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';

import { configSchemaText } from './config-schema.ts';

const docs = join(import.meta.dirname, '../../../docs/reference');

function validator() {
  const ajv = new Ajv2020({ strict: true, strictTypes: false });
  addFormats.default(ajv);
  return ajv.compile(JSON.parse(configSchemaText()) as object);
}

test('the schema in the documentation is the one of the program (npm run reference)', () => {
  assert.equal(readFileSync(join(docs, 'config.schema.json'), 'utf8'), configSchemaText());
});

test('the schema takes the example of the documentation, and finds a misspelt field', () => {
  const page = readFileSync(join(docs, 'configuration-file.md'), 'utf8');
  const example = parse(/```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? '') as {
    services: Record<string, unknown>[];
  };
  const valid = validator();
  assert.ok(valid(example), JSON.stringify(valid.errors));
  assert.equal(valid({ ...example, servces: [] }), false);
  example.services[0]!['teem'] = 'payments';
  assert.equal(valid(example), false);
});
