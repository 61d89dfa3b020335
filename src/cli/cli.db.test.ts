// The command line against the real program, over HTTP.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { startTestApp, type TestApp } from '#harness/app';
import { type Said, shell, type Wish } from '#harness/shell';
import { keysApi } from '#people/contract';
import { servicesApi } from '#services/contract';

import { run, type World } from './main.ts';

const home = mkdtempSync(join(tmpdir(), 'ek-cli-'));
let app: TestApp;

before(async () => {
  app = await startTestApp({ now: '2026-11-24T01:42:00Z' });
});
after(async () => {
  await app[Symbol.asyncDispose]();
  rmSync(home, { recursive: true });
});

/** Runs one command as a person at a shell would, and returns all that it said. */
function ek(args: readonly string[], wish: Wish = {}): Promise<Said> {
  return shell({
    HOME: home,
    XDG_CONFIG_HOME: home,
    XDG_CONFIG_DIRS: join(home, 'system'),
    PWD: home,
    EVENKEEL_URL: app.url,
    EVENKEEL_API_KEY: app.owner.key,
  })(args, wish);
}

const yaml = `
people:
  - { email: ana@example.com, name: Ana, timezone: Europe/Berlin }
schedules:
  - slug: primary
    timezone: Europe/Berlin
    layers:
      - rotation: { kind: weekly, start: "2026-11-16T09:00:00+01:00[Europe/Berlin]", handoff: "09:00" }
        users: [ana@example.com]
escalationPolicies:
  - { slug: main, steps: [{ targets: [{ schedule: primary }], delay: 5m }] }
services:
  - { slug: checkout, escalationPolicy: main }
ingestKeys:
  - { service: checkout, source: generic }
`;

function file(name: string, text: string): string {
  const path = join(home, name);
  writeFileSync(path, text);
  return path;
}

test('help, unknown words, near misses', async () => {
  const help = await ek(['--help']);
  assert.equal(help.code, 0);
  assert.match(help.out, /policy simulate/);
  assert.equal((await ek([])).code, 0);
  assert.match((await ek(['--version'])).out, /^evenkeel \d+\.\d+\.\d+\n$/);
  const miss = await ek(['alrets']);
  assert.equal(miss.code, 2);
  assert.match(miss.err, /Did you mean alerts\?/);
  const option = await ek(['alerts', '--stat', 'firing']);
  assert.equal(option.code, 2);
  assert.match(option.err, /Did you mean --state\?/);
  const half = await ek(['incident']);
  assert.equal(half.code, 2);
  assert.match(half.err, /evenkeel incident show/);
  const own = await ek(['policy', 'simulate', '--help']);
  assert.equal(own.code, 0);
  assert.match(own.out, /evenkeel policy simulate payments/);
});

test('exit codes of an unreachable server, a wrong key, something that is not there', async () => {
  const away = await ek(['alerts'], { env: { EVENKEEL_URL: 'http://127.0.0.1:9' } });
  assert.equal(away.code, 6);
  assert.match(away.err, /Is the server running\?/);
  const key = await ek(['alerts'], { env: { EVENKEEL_API_KEY: 'x'.repeat(30) } });
  assert.equal(key.code, 4);
  assert.match(key.err, /evenkeel login/);
  assert.equal((await ek(['incident', 'show', 'INC-999'])).code, 3);
  assert.equal((await ek(['incident', 'log', 'INC-999', 'x', '--kind', 'song'])).code, 2);
});

let ingestKey = '';

test('plan, apply, apply again, export: what is told and with which code', async () => {
  const path = file('one.yaml', yaml);
  const plan = await ek(['plan', '-f', path]);
  assert.equal(plan.code, 10, plan.err);
  assert.match(plan.out, /\+ schedule primary/);
  assert.doesNotMatch(plan.out, /ingest key for/);
  const apply = await ek(['apply', '-f', '-'], { stdin: yaml });
  assert.equal(apply.code, 0, apply.err);
  ingestKey = /ingest key for checkout, generic: (\S+)/.exec(apply.out)?.[1] ?? '';
  assert.equal(ingestKey.length, 32);
  const again = await ek(['apply', '-f', path]);
  assert.equal(again.code, 0);
  assert.match(again.err, /Nothing changed/);
  assert.equal((await ek(['plan', path])).code, 0);
  const exported = await ek(['export']);
  assert.equal((await ek(['plan', '-f', file('exported.yaml', exported.out)])).code, 0);
  assert.doesNotMatch(exported.out, new RegExp(ingestKey));
});

test('prune is told before it happens; secrets come from the environment, and nowhere else', async () => {
  const secret = `whsec_${Buffer.alloc(24, 3).toString('base64')}`;
  const hooks = `
services: [{ slug: till }]
webhooks:
  - name: chat
    url: https://hooks.example.com/ek
    secret: \${CHAT_SECRET}
`;
  const path = file('hooks.yaml', hooks);
  const none = await ek(['apply', '-f', path, '--set', 'hooks']);
  assert.equal(none.code, 2);
  assert.match(none.err, /hooks\.yaml:6: the environment has no CHAT_SECRET\./);
  const env = { CHAT_SECRET: secret };
  const made = await ek(['apply', '-f', path, '--set', 'hooks'], { env });
  assert.equal(made.code, 0, made.err);
  assert.match(made.out, /\+ webhook chat/);
  assert.doesNotMatch(made.out + made.err, /whsec_/);
  assert.equal((await ek(['plan', '-f', path, '--set', 'hooks'], { env })).code, 0);
  const own = file(
    'own.yaml',
    hooks.replace(/ {4}secret.*\n/, '').replace('name: chat', 'name: own'),
  );
  const told = await ek(['apply', '-f', own, '--set', 'own']);
  assert.match(told.out, /signing secret of own: whsec_\S+/);
  const exported = await ek(['export', 'webhook']);
  assert.match(exported.out, /name: chat/);
  assert.doesNotMatch(exported.out, /secret/);
  const small = file('small.yaml', 'services: [{ slug: till }]\n');
  const plan = await ek(['plan', '-f', small, '--set', 'hooks', '--prune']);
  assert.equal(plan.code, 10);
  assert.match(plan.out, /- webhook chat \(removed\)/);
  const gone = await ek(['apply', '-f', small, '--set', 'hooks', '--prune']);
  assert.equal(gone.code, 0, gone.err);
  const left = await ek(['webhook', 'list']);
  assert.match(left.out, /own/);
  assert.doesNotMatch(left.out, /chat/);
  const nothing = file('nothing.yaml', 'people: [{ email: ana@example.com }]\n');
  const still = await ek(['apply', '-f', nothing, '--set', 'hooks', '--prune']);
  assert.equal(still.code, 0, 'another set names the till, so it stays');
  assert.match((await ek(['export', 'service'])).out, /slug: till/);
  const needed =
    'escalationPolicies: [{ slug: late, steps: [{ targets: [{ webhook: own }, { person: ana@example.com }] }] }]';
  assert.equal((await ek(['apply', '-f', file('late.yaml', needed), '--set', 'late'])).code, 0);
  const refused = await ek(['apply', '-f', nothing, '--set', 'own', '--prune']);
  assert.equal(refused.code, 10);
  assert.match(refused.err, /webhook own would go, but escalationPolicy late stays and names it/);
  const shown = await ek(['plan', '-f', nothing, '--set', 'own', '--prune']);
  assert.match(
    shown.out,
    /! escalation policy late stays and names it \(--allow-gaps accepts that\)/,
  );
});

test('plan and drift are told in words: who is on call, who is paged, what was changed beside the file', async () => {
  const hours = yaml.replace(
    'users: [ana@example.com]',
    'users: [ana@example.com]\n        restrictions: [{ kind: daily, start: "08:00", end: "20:00" }]',
  );
  const plan = await ek(['plan', '-f', '-'], { stdin: hours });
  assert.equal(plan.code, 10);
  assert.match(plan.out, /Tue 24 Nov, 20:00 to Wed 25 Nov, 08:00 {2}ana@example\.com -> NOBODY/);
  assert.match(plan.out, /Who would be paged changes in the next 14 days \(Europe\/Berlin\):/);
  assert.match(
    plan.out,
    /20:00 to Wed 25 Nov, 08:00 {2}main \(checkout\)\n {4}was {2}at once ana@example\.com\n {4}now {2}at once NOBODY/,
  );
  assert.match(plan.err, /NOBODY on primary from/);
  const same = await ek(['drift']);
  assert.equal(same.code, 0);
  assert.match(same.err, /Nothing differs from the last apply, Tue 24 Nov, 02:42 by/);
  await app.api(servicesApi.update, {
    params: { id: 'checkout' },
    headers: { 'if-match': '*' },
    body: { escalationPolicy: null },
  });
  const drift = await ek(['drift']);
  assert.equal(drift.code, 10);
  assert.match(drift.out, /~ service checkout\n {6}escalationPolicy: "main" -> null/);
  const back = await ek(['plan', '-f', '-'], { stdin: yaml });
  assert.match(back.out, /~ service checkout/);
  assert.match(back.out, /Changed here since the last apply; this file says otherwise:/);
  const path = file('asked.yaml', yaml);
  const no = await ek(['apply', '-f', path], { asked: true, stdin: 'n\n' });
  assert.equal(no.code, 10);
  assert.match(no.out, /~ service checkout/);
  assert.match(no.err, /Make it so\? \[y\/N\] .*Nothing was changed/s);
  assert.equal((await ek(['drift'])).code, 10, 'it was not applied');
  const yes = await ek(['apply', '-f', path], { asked: true, stdin: 'y\n' });
  assert.equal(yes.code, 0, yes.err);
  assert.equal((await ek(['drift'])).code, 0);
});

test('a wrong file is told with its lines and changes nothing', async () => {
  const names = await ek([
    'apply',
    '-f',
    file('bad.yaml', yaml.replace('Policy: main', 'Policy: mian')),
  ]);
  assert.equal(names.code, 10);
  assert.match(names.err, /Nothing was changed/);
  assert.match(names.err, /bad\.yaml:13: .*Did you mean main\?/);
  const field = await ek(['plan', '-f', file('field.yaml', yaml.replace('users:', 'usrs:'))]);
  assert.equal(field.code, 10);
  assert.match(field.err, /field\.yaml:\d+/);
  const syntax = await ek(['apply', '-f', file('syntax.yaml', 'people: [')]);
  assert.equal(syntax.code, 2);
  assert.equal((await ek(['apply', '-f', join(home, 'nowhere.yaml')])).code, 2);
  const many = (name: string) => Array.from({ length: 9 }, () => `*${name}`).join(', ');
  const bomb = `a: &a [x]\nb: &b [${many('a')}]\nc: &c [${many('b')}]\npeople: [${many('c')}]\n`;
  const documents = 'services: [{ slug: a }]\n---\nservices: [{ slug: b }]\n';
  const strange: [string, RegExp][] = [
    [bomb, /alias/],
    ['services: [{ slug: !!js/function "x" }]', /Unresolved tag/],
    [documents, /strange\.yaml:2: a file holds one document/],
  ];
  for (const [text, words] of strange) {
    const said = await ek(['plan', '-f', file('strange.yaml', text)]);
    assert.equal(said.code, 2, said.err);
    assert.match(said.err, words);
  }
  const odd = await ek(['plan', '-f', file('odd.yaml', '__proto__: [1]\nconstructor: [1]\n')]);
  assert.equal(odd.code, 10, odd.err);
  assert.match(odd.err, /not known here|not valid JSON/);
  const hole = yaml.replace(
    'users: [ana@example.com]',
    'users: [ana@example.com]\n        restrictions: [{ kind: daily, start: "08:00", end: "20:00" }]',
  );
  const gap = await ek(['apply', '-f', file('gap.yaml', hole)]);
  assert.equal(gap.code, 10);
  assert.match(gap.err, /Nobody is on call/);
});

test('an alert from the way in to its end', async () => {
  const quiet = await ek(['alerts']);
  assert.equal(quiet.code, 0);
  assert.match(quiet.err, /No alerts/);
  const send = [
    'event',
    'send',
    'disk \u001B[31mfull',
    '--severity',
    'critical',
    '--dedup-key',
    'disk',
  ];
  const sent = await ek(send, { stdin: `${ingestKey}\n` });
  assert.equal(sent.code, 0, sent.err);
  const wrong = await ek(send, { stdin: 'y'.repeat(32) });
  assert.equal(wrong.code, 4);
  await app.settle();
  const list = await ek(['alerts', '--json']);
  const ref = (JSON.parse(list.out) as { items: { ref: string }[] }).items[0]!.ref;
  const plain = await ek(['alerts']);
  assert.ok(!plain.out.includes('\u001B'));
  const colour = await ek(['alerts'], { terminal: true });
  assert.ok(colour.out.includes('\u001B[31m'));
  const noColour = await ek(['alerts'], { terminal: true, env: { NO_COLOR: '1' } });
  assert.ok(!noColour.out.includes('\u001B'));
  assert.equal((await ek(['status'])).code, 10);
  const taken = await ek(['ack', '--all', '--by', 'ana@example.com']);
  assert.equal(taken.code, 0, taken.err);
  assert.match(taken.out, /acknowledged/);
  assert.equal((await ek(['ack'])).code, 2);
  const closed = await ek(['resolve', ref]);
  assert.match(closed.out, /resolved/);
  assert.equal((await ek(['ack', 'A-9'])).code, 3);
});

test('who is on call, a schedule with its gaps, a simulation, a rehearsal', async () => {
  const now = await ek(['oncall', 'primary', '--at', 'sun 03:12']);
  assert.equal(now.code, 0, now.err);
  assert.match(now.out, /Ana/);
  assert.equal((await ek(['oncall', 'nothing'])).code, 3);
  assert.equal((await ek(['oncall', '--at', 'someday'])).code, 2);
  const shown = await ek([
    'schedule',
    'show',
    'primary',
    '--from',
    '2026-11-24 02:42',
    '--days',
    '7',
  ]);
  assert.equal(shown.code, 0, shown.err);
  const early = await ek([
    'schedule',
    'show',
    'primary',
    '--from',
    '2026-11-15 00:00',
    '--days',
    '3',
  ]);
  assert.equal(early.code, 10);
  assert.match(early.out, /NOBODY/);
  const simulated = await ek(['policy', 'simulate', 'main', '--at', '2026-11-24 03:12']);
  // No mail server is set up here: the truth is that nobody would hear.
  assert.equal(simulated.code, 10, simulated.err);
  assert.match(
    simulated.out,
    /Ana by email to ana@example\.com.*\n +would not be sent: SMTP_URL is not set/,
  );
  const rehearsal = await ek(['test-page', 'ana@example.com']);
  assert.equal(rehearsal.code, 0, rehearsal.err);
  const called = await ek(['page', 'ana@example.com', 'please call me']);
  assert.equal(called.code, 0, called.err);
});

test('an incident from the first word to the end', async () => {
  const declared = await ek([
    'declare',
    'checkout: card payments fail',
    '--severity',
    'sev1',
    '--service',
    'checkout',
  ]);
  assert.equal(declared.code, 0, declared.err);
  const ref = /^(INC-\d+)/.exec(declared.out)?.[1] ?? '';
  const change = await ek([
    'change',
    'record',
    'checkout 4.18.2',
    '--service',
    'checkout',
    '--at',
    '15m ago',
  ]);
  assert.equal(change.code, 0, change.err);
  const entry = await ek([
    'incident',
    'log',
    ref,
    'rolled back',
    '--kind',
    'action',
    '--mitigation',
  ]);
  assert.equal(entry.code, 0, entry.err);
  const update = [
    'incident',
    'update',
    ref,
    '--status',
    'investigating',
    '--impact',
    '3 in 10 fail',
  ];
  const missing = await ek([...update, '--action', 'rolling back']);
  assert.equal(missing.code, 2);
  assert.match(missing.err, /say when the next update comes/);
  const at = app.now().add({ minutes: 30 }).toString();
  const told = await ek([...update, '--action', 'rolling back', '--next', at, '--to', 'company']);
  assert.equal(told.code, 0, told.err);
  const shown = await ek(['incident', 'show', ref]);
  assert.match(shown.out, /checkout 4\.18\.2/);
  assert.match(shown.out, /rolled back/);
  assert.equal((await ek(['incident', 'mitigate', ref])).code, 0);
  assert.equal((await ek(['incident', 'resolve', ref])).code, 2);
  const resolved = await ek(['incident', 'resolve', ref, '--how', '5xx below 0.5 % for 10 min']);
  assert.equal(resolved.code, 0, resolved.err);
  const none = await ek(['incidents']);
  assert.match(none.err, /No incidents/);
  assert.match((await ek(['incidents', '--all'])).out, new RegExp(ref));
});

test('doctor says what is missing and what to do', async () => {
  const doctor = await ek(['doctor']);
  assert.equal(doctor.code, 10);
  assert.match(doctor.out, /NO +E-mail: SMTP_URL is not set/);
  assert.match(doctor.out, /NO +paging chain: .*\n +do: Set SMTP_URL/);
  assert.match(doctor.out, /rehearsal: .*not answered\n +do: evenkeel test-page/);
  assert.match(doctor.err, /A page may be lost/);
  const json = JSON.parse((await ek(['doctor', '--json'])).out) as {
    ok: boolean;
    checks: { ok: boolean; level: string; fix: string | null }[];
  };
  assert.equal(json.ok, false);
  for (const { ok, level, fix } of json.checks) {
    assert.equal(ok, level !== 'critical');
    assert.equal(fix === null, level === 'ok');
  }
  const made = await app.api(keysApi.create, {
    body: { name: 'narrow', scopes: ['schedules:read'] },
  });
  const narrow = await ek(['doctor'], { env: { EVENKEEL_API_KEY: made.key } });
  assert.equal(narrow.code, 10, narrow.out);
  assert.match(narrow.out, /\? +paging chain: .*\n +do: Run it with a key of an administrator/);
});

test('profiles: login keeps a key privately and for its server, a project chooses, logout forgets', async () => {
  const noKey = { EVENKEEL_API_KEY: '' };
  const wrong = await ek(['login'], { stdin: 'z'.repeat(30), env: noKey });
  assert.equal(wrong.code, 4);
  const stored = await ek(['login'], { stdin: app.owner.key, env: noKey });
  assert.equal(stored.code, 0, stored.err);
  const path = join(home, 'evenkeel', 'cli.json');
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.ok(readFileSync(path, 'utf8').includes(app.url));
  const bare = { ...noKey, EVENKEEL_URL: '' };
  assert.equal((await ek(['alerts'], { env: bare })).code, 0);
  const other = app.url.replace('127.0.0.1', 'localhost');
  assert.notEqual((await ek(['alerts'], { env: { ...bare, EVENKEEL_URL: other } })).code, 0);
  assert.equal((await ek(['alerts', '--profile', 'none'], { env: bare })).code, 2);
  const second = await ek(['login', '--profile', 'staging', '--url', other], {
    stdin: app.owner.key,
    env: bare,
  });
  assert.equal(second.code, 0, second.err);
  const listed = await ek(['profiles']);
  assert.match(listed.out, /^\* +default +http/m);
  assert.match(listed.out, /staging +http:\/\/localhost/);
  assert.ok(!listed.out.includes(app.owner.key));
  const project = join(home, 'project', 'deep');
  mkdirSync(project, { recursive: true });
  writeFileSync(join(home, 'project', '.evenkeel.json'), '{"profile": "staging"}');
  const inside = await ek(['profiles'], { env: { ...bare, PWD: project } });
  assert.match(inside.out, /^\* +staging/m);
  assert.equal((await ek(['alerts'], { env: { ...bare, PWD: project } })).code, 0);
  // A file of a project can name a profile, never a server: keys would go there.
  writeFileSync(join(home, 'project', '.evenkeel.json'), '{"url": "https://evil.example.com"}');
  assert.equal((await ek(['alerts'], { env: { ...bare, PWD: project } })).code, 2);
  assert.equal((await ek(['logout', '--profile', 'staging'])).code, 0);
  assert.equal((await ek(['logout', '--profile', 'staging'])).code, 2);
  const gone = await ek(['profiles', '--json']);
  assert.equal((JSON.parse(gone.out) as { items: unknown[] }).items.length, 1);
});

test('a reader that goes away is no failure', async () => {
  const world: World = {
    env: { EVENKEEL_URL: app.url, EVENKEEL_API_KEY: app.owner.key, XDG_CONFIG_HOME: home },
    stdout: {
      write() {
        throw Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
      },
    },
    stderr: { write: () => true },
    stdin: (async function* () {})(),
  };
  assert.equal(await run(['incidents', '--all'], world), 0);
});
