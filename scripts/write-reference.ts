// `npm run reference`: pages of docs/reference that are made from the program. `--check` only compares.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { problemsMarkdown } from '../src/app/problems-page.ts';
import { referencePage } from '../src/cli/reference.ts';
import { configSchemaText } from '../src/setup/views/config-schema.ts';

const folder = join(import.meta.dirname, '../docs/reference');
const pages = {
  'cli.md': referencePage(),
  'config.schema.json': configSchemaText(),
  'problems.md': problemsMarkdown(),
};
const check = process.argv.includes('--check');

for (const [name, text] of Object.entries(pages)) {
  const path = join(folder, name);
  if (!check) writeFileSync(path, text);
  else if (readFileSync(path, 'utf8') !== text) {
    process.stderr.write(`docs/reference/${name} is old: npm run reference\n`);
    process.exitCode = 1;
  }
}
