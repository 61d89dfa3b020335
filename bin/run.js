// Runs the scripts of package.json: first all packages, then the command under the pinned Node 26.
// Usage: node bin/run.js NAME [arguments]
import { existsSync } from 'node:fs';

import { ensureBundle } from './bundle.js';
import { handOver, programFile } from './handover.js';
import { LauncherError, ensureInstalled, pinnedNode } from './install.js';

/**
 * Name in package.json: the file that Node 26 runs, and its first arguments.
 * @type {Record<string, readonly string[]>}
 */
const commands = {
  test: ['scripts/test.ts', 'all'],
  'test:long': ['scripts/test.ts', 'long'],
  'test:browser': ['scripts/test.ts', 'browser'],
  'test:fixtures': ['test/fixtures/run.ts'],
  verify: ['scripts/test.ts', 'verify'],
  'verify:db': ['scripts/test.ts', 'db'],
  lint: ['scripts/test.ts', 'lint'],
  types: ['scripts/test.ts', 'types'],
  format: ['node_modules/oxfmt/bin/oxfmt'],
  schema: ['scripts/dump-schema.ts'],
  reference: ['scripts/write-reference.ts'],
  openapi: ['scripts/write-openapi.ts'],
  screenshot: ['scripts/screenshot.ts'],
  bench: ['bench/run.ts'],
  faults: ['scripts/faults.ts'],
  pack: ['scripts/pack.ts'],
  audit: ['scripts/audit.ts'],
};

/** Those that look at the web app as people get it. */
const needBundle = new Set(['test', 'test:long', 'test:browser', 'bench', 'faults', 'pack']);

const [name = '', ...rest] = process.argv.slice(2);
try {
  ensureInstalled({ dev: true });
  if (name === 'build:web') {
    ensureBundle({ force: rest.includes('--force') });
  } else if (commands[name] === undefined) {
    throw new LauncherError(`unknown script "${name}"; known: ${Object.keys(commands).join(', ')}`);
  } else {
    const [file, ...first] = commands[name];
    if (!existsSync(programFile(file))) throw new LauncherError(`${file} does not exist`);
    if (needBundle.has(name)) ensureBundle();
    handOver(pinnedNode(), [programFile(file), ...first, ...rest]);
  }
} catch (error) {
  if (!(error instanceof LauncherError)) throw error;
  process.stderr.write(`evenkeel: ${error.message}\n`);
  process.exitCode = 70;
}
