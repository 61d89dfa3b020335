import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { problemsMarkdown } from './problems-page.ts';

test('the reference of problems is what the program answers (npm run reference)', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/reference/problems.md'), 'utf8');
  assert.equal(page, problemsMarkdown());
});
