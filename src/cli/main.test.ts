import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { commands } from './commands.ts';

test('the reference lists every command, and each has an example that begins with it', () => {
  const page = readFileSync(
    join(import.meta.dirname, '../../docs/reference/command-line.md'),
    'utf8',
  );
  const listed = [...page.matchAll(/^\| `([a-z- ]+)`/gm)].map((match) => match[1]);
  const names = commands.map((command) => command.name);
  assert.deepEqual(new Set(listed), new Set([...names, 'serve', 'admin']));
  assert.equal(new Set(names).size, names.length);
  for (const { name, examples, summary } of commands) {
    assert.ok(examples.length > 0 && summary !== '', name);
    assert.ok(
      examples.some((example) => example.includes(`evenkeel ${name}`)),
      name,
    );
  }
});
