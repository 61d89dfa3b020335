// `npm test` and its parts: format, lint, types, house rules, pure tests, tests on a real PostgreSQL,
// fixtures, real-browser flows. Every step runs, also after a failure; the exit code is 1 if one failed.
import { spawn } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { delimiter, join } from 'node:path';

import { startTestServer } from '../test/harness/postgres.ts';

const root = join(import.meta.dirname, '..');

interface Step {
  name: string;
  /** Arguments for Node 26. */
  args: () => readonly string[];
  /** Left out, with this reason. */
  skip?: () => string | null;
  needsDatabase?: boolean;
}

const bin = (path: string): string => join('node_modules', path);

/** What a test may touch; `alone`: a browser's too, but it measures time and shares the machine with nobody. */
type Kind = 'pure' | 'database' | 'browser' | 'alone' | 'long';

/** Test files by kind; the name says it. */
function testFiles(kind: Kind): string[] {
  const all = globSync(['{src,web,test,scripts,bench}/**/*.test.ts'], {
    cwd: root,
    exclude: (path) => /(^|\/)(node_modules|samples|dist)(\/|$)/.test(path),
  })
    .map((path) => path.replaceAll('\\', '/'))
    .sort();
  return all.filter((path) => kindOf(path) === kind);
}

function kindOf(path: string): Kind {
  if (path.endsWith('.alone.test.ts')) return 'alone';
  if (path.startsWith('test/browser/')) return 'browser';
  if (path.startsWith('test/long/')) return 'long';
  const stories = path.startsWith('test/stories/');
  return stories || path.endsWith('.db.test.ts') ? 'database' : 'pure';
}

function nodeTest(kind: Kind): Step {
  const files = testFiles(kind);
  // A story often waits for a program that it started; a browser and its program keep a core busy.
  const cores = Math.max(2, availableParallelism());
  const jobs = { pure: cores, database: cores + 1, browser: 2, alone: 1, long: cores }[kind];
  return {
    name: kind === 'alone' ? 'browser tests against the clock' : `${kind} tests`,
    needsDatabase: kind !== 'pure',
    skip: () => (files.length === 0 ? 'there are none' : null),
    args: () => [
      '--test',
      `--test-concurrency=${jobs}`,
      '--test-timeout=300000',
      // A failed test may leave a socket or a program behind; that must not hold up all the others.
      '--test-force-exit',
      '--test-reporter=spec',
      ...files,
    ],
  };
}

const fixtures = process.env['EVENKEEL_FIXTURES'] ?? join(root, '../shared/fixtures');

const steps = {
  format: () => [{ name: 'format', args: () => [bin('oxfmt/bin/oxfmt'), '--check'] }],
  lint: () => [{ name: 'lint', args: () => [bin('oxlint/bin/oxlint')] }],
  types: () => [
    { name: 'types of the server', args: () => [bin('typescript/bin/tsc'), '-p', 'tsconfig.json'] },
    {
      name: 'types of the web',
      args: () => [bin('typescript/bin/tsc'), '-p', 'tsconfig.web.json'],
    },
  ],
  pure: () => [nodeTest('pure')],
  db: () => [
    {
      name: 'schema is current',
      needsDatabase: true,
      args: () => ['scripts/dump-schema.ts', '--check'],
    },
    nodeTest('database'),
  ],
  fixtures: () => [
    {
      name: 'fixtures',
      skip: () => (existsSync(fixtures) ? null : `${fixtures} does not exist`),
      args: () => ['test/fixtures/run.ts'],
    },
  ],
  browser: () => [nodeTest('browser'), nodeTest('alone')],
  long: () => [nodeTest('long')],
  packages: () => [{ name: 'known weaknesses of packages', args: () => ['scripts/audit.ts'] }],
} satisfies Record<string, () => Step[]>;

/** What each script of package.json runs, in order. */
const plans: Record<string, readonly (keyof typeof steps)[]> = {
  all: ['format', 'lint', 'types', 'pure', 'db', 'fixtures', 'browser', 'packages'],
  verify: ['format', 'lint', 'types', 'pure'],
  lint: ['lint'],
  types: ['types'],
  db: ['db'],
  browser: ['browser'],
  long: ['pure', 'db', 'browser', 'long'],
};

async function main(): Promise<number> {
  const plan = process.argv[2] ?? 'all';
  const chosen = plans[plan];
  if (chosen === undefined) {
    process.stderr.write(`Unknown plan ${plan}; known: ${Object.keys(plans).join(', ')}\n`);
    return 2;
  }
  const list = chosen.flatMap((name): Step[] => steps[name]());
  const needsDatabase = list.some((step) => step.needsDatabase === true);
  const given = process.env['EVENKEEL_TEST_PG'];
  const server = needsDatabase && !given ? await startTestServer() : null;
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    PATH: `${join(root, 'node_modules/.bin')}${delimiter}${process.env['PATH'] ?? ''}`,
    ...(server && { EVENKEEL_TEST_PG: server.url }),
    ...(plan === 'long' && { EVENKEEL_TEST_LONG: '1' }),
  };
  // Ctrl+C reaches the running step by itself; what was started here is still stopped below.
  process.on('SIGINT', () => undefined);
  const failed: string[] = [];
  try {
    for (const step of list) {
      if (!(await run(step, env))) failed.push(step.name);
    }
  } finally {
    await server?.stop();
  }
  const verdict = failed.length === 0 ? 'all steps passed' : `failed: ${failed.join(', ')}`;
  process.stdout.write(`\n${plan}: ${verdict}\n`);
  return failed.length === 0 ? 0 : 1;
}

async function run(step: Step, env: NodeJS.ProcessEnv): Promise<boolean> {
  const skipped = step.skip?.() ?? null;
  if (skipped !== null) {
    process.stdout.write(`\n== ${step.name}: skipped, ${skipped}\n`);
    return true;
  }
  process.stdout.write(`\n== ${step.name}\n`);
  const begun = performance.now();
  const child = spawn(process.execPath, step.args(), { cwd: root, env, stdio: 'inherit' });
  const stop = (): void => {
    child.kill('SIGTERM');
  };
  process.once('SIGTERM', stop);
  const passed = await new Promise<boolean>((resolve) => {
    child.once('error', () => {
      resolve(false);
    });
    child.once('exit', (code) => {
      resolve(code === 0);
    });
  });
  process.off('SIGTERM', stop);
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  process.stdout.write(`== ${step.name}: ${passed ? 'passed' : 'FAILED'} in ${seconds} s\n`);
  return passed;
}

process.exitCode = await main();
