/** The lint configuration bites: each sample says on its first line which rules it breaks. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';

import { repositoryRoot, sample } from './tree.ts';

interface Diagnostic {
  code: string;
  filename: string;
  message: string;
}

const folder = join(import.meta.dirname, 'samples', 'lint');

function lint(): Diagnostic[] {
  const binary = join(repositoryRoot, 'node_modules/oxlint/bin/oxlint');
  const run = spawnSync(process.execPath, [binary, '-c', 'samples.config.ts', '-f', 'json'], {
    cwd: folder,
    encoding: 'utf8',
  });
  const report = JSON.parse(run.stdout) as { diagnostics: Diagnostic[] };
  return report.diagnostics;
}

test('every lint sample breaks exactly the rules that its first line names', () => {
  const tree = sample('lint');
  const found = lint();
  const samples = tree.files.filter((path) => /^(src|web|test)\//.test(path));
  assert.ok(samples.length >= 20);
  for (const path of samples) {
    const [first = ''] = tree.read(path).split('\n');
    const wanted = /^\/\/ breaks: (.*)$/.exec(first)?.[1]?.split(', ') ?? [];
    assert.ok(wanted.length > 0 || first === '// keeps every rule', `${path} says nothing`);
    const broken = found
      .filter((one) => one.filename.replaceAll('\\', '/') === path)
      .map((one) => one.code.replace(/^.*\((.*)\)$/, '$1'));
    assert.deepEqual([...new Set(broken)].sort(), wanted.sort(), path);
  }
});
