// Every command of the help, once as it is meant and then with bad input, against the real program.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { startTestApp, type TestApp } from '#harness/app';
import { shell } from '#harness/shell';

import { commands } from './commands.ts';

const home = mkdtempSync(join(tmpdir(), 'ek-commands-'));
const config = join(home, 'config.yaml');
const ingestKey = 'k'.repeat(32);
let app: TestApp;
let ek: ReturnType<typeof shell>;

const yaml = `
people:
  - { email: ana@example.com, name: Ana, timezone: Europe/Berlin }
teams: [{ slug: payments, members: [ana@example.com] }]
schedules:
  - slug: primary
    timezone: Europe/Berlin
    layers:
      - rotation: { kind: weekly, start: "2026-11-16T09:00:00+01:00[Europe/Berlin]", handoff: "09:00" }
        users: [ana@example.com]
escalationPolicies:
  - { slug: main, steps: [{ targets: [{ schedule: primary }], delay: 5m }] }
services: [{ slug: checkout, escalationPolicy: main, team: payments }]
ingestKeys: [{ service: checkout, source: generic, key: ${ingestKey} }]
`;

before(async () => {
  app = await startTestApp({ now: '2026-11-24T01:42:00Z' });
  writeFileSync(config, yaml);
  ek = shell({
    HOME: home,
    XDG_CONFIG_HOME: home,
    XDG_CONFIG_DIRS: join(home, 'system'),
    PWD: home,
    EVENKEEL_URL: app.url,
    EVENKEEL_API_KEY: app.owner.key,
    EVENKEEL_INGEST_KEY: ingestKey,
  });
});
after(async () => {
  await app[Symbol.asyncDispose]();
  rmSync(home, { recursive: true });
});

interface Visit {
  args?: readonly string[];
  /** Default 0. */
  code?: number;
  out: RegExp;
  /** Other arguments for a second time. */
  again?: readonly string[];
  /** What it is about is not there: exit code 3, with this in the words. */
  missing?: { args: readonly string[]; err: RegExp };
}

const nextUpdate = ['--status', 'investigating', '--impact', 'some fail', '--action', 'looking'];
const gone = /There is no|evenkeel: No /;

/** In this order: later ones lean on what earlier ones made. */
const visits: Record<string, Visit> = {
  profiles: { out: /^$/ },
  plan: { args: ['-f', config], code: 10, out: /\+ service checkout/ },
  apply: { args: ['-f', config], out: /\+ escalation policy main/ },
  export: {
    args: ['service', 'checkout'],
    out: /^# yaml-language-server: \$schema=.*\/v1\/config\/schema\.json\nservices:\n {2}- slug: checkout/,
    missing: { args: ['service', 'chekout'], err: gone },
  },
  drift: { out: /^$/ },
  schema: { out: /"title": "evenkeel configuration"/ },
  login: { out: /as olga@example\.com/ },
  status: { out: /No open incident/ },
  doctor: { code: 10, out: /policy main: an alert now would reach NOBODY/ },
  'event send': { args: ['disk full', '--dedup-key', 'disk'], out: /A-\d+ +firing/ },
  alerts: { out: /disk full/ },
  ack: {
    args: ['A-1001'],
    out: /acknowledged/,
    missing: { args: ['A-999'], err: gone },
  },
  resolve: { args: ['A-1001'], out: /resolved/, missing: { args: ['A-999'], err: gone } },
  page: {
    args: ['payments', 'please look'],
    out: /P-\d+ +triggered/,
    missing: { args: ['paymens', 'x'], err: /Did you mean payments\?/ },
  },
  'test-page': {
    args: ['ana@example.com'],
    out: /P-\d+/,
    missing: { args: ['anna@example.com'], err: /Did you mean ana@example\.com\?/ },
  },
  'policy simulate': {
    args: ['main'],
    code: 10,
    out: /Ana by email.*\n +would not be sent: SMTP_URL/,
    missing: { args: ['mian'], err: /Did you mean main\?/ },
  },
  declare: { args: ['checkout is down'], out: /INC-\d+/ },
  incidents: { out: /checkout is down/ },
  'incident log': {
    args: ['INC-1', 'rolled back', '--kind', 'action'],
    out: /action +rolled back/,
    missing: { args: ['INC-9', 'x'], err: gone },
  },
  'incident show': {
    args: ['INC-1'],
    out: /rolled back/,
    missing: { args: ['INC-9'], err: gone },
  },
  'incident update': {
    args: ['INC-1', ...nextUpdate, '--next', '2026-11-24 03:20', '--to', 'company'],
    out: /investigating told to company/,
    missing: { args: ['INC-9', ...nextUpdate, '--next', '2026-11-24 03:20'], err: gone },
  },
  'incident mitigate': {
    args: ['INC-1'],
    out: /recover/,
    missing: { args: ['INC-9'], err: gone },
  },
  'incident verify': {
    args: ['INC-1', '--how', 'a card payment went through'],
    out: /INC-1/,
    missing: { args: ['INC-9', '--how', 'x'], err: gone },
  },
  'incident resolve': {
    args: ['INC-1'],
    out: /resolved/,
    missing: { args: ['INC-9'], err: gone },
  },
  oncall: { out: /primary +.*Ana/, missing: { args: ['primry'], err: /Did you mean primary\?/ } },
  schedules: { out: /primary +.*Europe\/Berlin/ },
  'schedule show': {
    args: ['primary', '--from', '2026-11-24 02:42'],
    out: /Ana +ana@example\.com/,
    missing: { args: ['primry'], err: /Did you mean primary\?/ },
  },
  'schedule gaps': { args: ['--days', '30'], out: /^$/, missing: { args: ['nothing'], err: gone } },
  'schedule cover': {
    args: ['primary', '--from', '2026-11-24 04:00', '--for', '2h'],
    out: /04:00 to Tue 24 Nov, 06:00 {2}Olga/,
    missing: { args: ['primry', '--for', '2h'], err: /Did you mean primary\?/ },
  },
  'change record': { args: ['checkout 4.18.2', '--service', 'checkout'], out: /checkout 4\.18\.2/ },
  watch: {
    args: ['changes', '--count', '1', '--for', '20s'],
    out: /deploy {2}checkout: (checkout )?4\.18\.[23]/,
  },
  'webhook add': {
    args: ['http://127.0.0.1:9/hook', '--name', 'chat', '--event', 'alert.*'],
    out: /^whsec_/,
  },
  'webhook list': { out: /chat +on +alert\.\*/ },
  'webhook switch': {
    args: ['chat', 'on'],
    out: /chat is on/,
    missing: { args: ['chta', 'on'], err: gone },
  },
  'webhook rotate': {
    args: ['chat', '--overlap', '1h'],
    out: /^whsec_/,
    missing: { args: ['chta'], err: gone },
  },
  'webhook test': {
    args: ['chat', '--wait', '0'],
    code: 10,
    out: /waiting +not tried yet/,
    missing: { args: ['chta'], err: gone },
  },
  'webhook deliveries': { out: /chat +webhook\.test +waiting/ },
  'webhook replay': {
    args: ['chat', '--since', '2026-11-24T00:00:00Z'],
    out: /0 queued again/,
    missing: { args: ['whd_nothing'], err: gone },
  },
  'webhook remove': {
    args: ['chat'],
    out: /whk_\w+ removed/,
    missing: { args: ['chta'], err: gone },
  },
  mcp: { out: /^$/ },
  proposals: { out: /^ID +STATE/ },
  'proposal confirm': {
    args: ['prp_nothing'],
    code: 3,
    out: /^$/,
    missing: { args: ['prp_nothing'], err: gone },
  },
  'proposal decline': {
    args: ['prp_nothing'],
    code: 3,
    out: /^$/,
    missing: { args: ['prp_nothing'], err: gone },
  },
  'audit list': { args: ['--action', 'webhook.', '--limit', '5'], out: /webhook\.removed/ },
  'audit export': { args: ['--format', 'csv'], out: /^"id","at","by"/ },
  'keys list': { out: /^KEY +SECRETS +STATE\nk1 +\d+ +seals and signs/ },
  'keys rotate': { out: /k1 +\d+ +seals and signs/ },
  completion: { args: ['bash'], out: /complete -F _evenkeel evenkeel ek/ },
  backup: {
    args: [join(home, 'copy.tar.gz')],
    out: /copy\.tar\.gz/,
    again: [join(home, 'other.tar.gz')],
  },
  'retention show': { out: /^KIND +KEPT +DEFAULT +AT LEAST\nevents +7d +7d +3d\n/ },
  'retention preview': {
    args: ['alerts=400d'],
    out: /^alerts +400d +0 +shorter than now$/m,
  },
  'retention set': { args: ['alerts=400d', 'events=ever'], out: /^alerts +400d +ever +30d$/m },
  operation: { out: /^backup: .*\n(.*\n)*test page: none each day/ },
  'operation backups': {
    args: ['daily', '03:00', '--zone', 'Europe/Berlin', '--keep', '7'],
    out: /daily at 03:00 Europe\/Berlin, 7 kept, next /,
  },
  'operation watch': { args: ['--email', 'ops@example.com'], out: /second path: ops@example\.com/ },
  'operation test-page': {
    args: ['09:30', '--schedule', 'primary', '--zone', 'Europe/Berlin'],
    out: /daily at 09:30 Europe\/Berlin, primary/,
  },
  logout: { out: /^$/ },
};

test('every command does what its help says, and there is no other', async (t) => {
  await t.test('none is left out', () => {
    assert.deepEqual(Object.keys(visits).sort(), commands.map(({ name }) => name).sort());
  });
  for (const [name, { args = [], code = 0, out }] of Object.entries(visits)) {
    await t.test(name, async () => {
      const running = ek([...name.split(' '), ...args]);
      if (name === 'watch') await changeUntil(running);
      const said = await running;
      assert.equal(said.code, code, said.err + said.out);
      assert.match(said.out, out);
      assert.ok(!said.out.includes('\u001B'), 'colour without a terminal');
      const help = await ek(['help', ...name.split(' ')]);
      assert.equal(help.code, 0);
      assert.match(help.out, new RegExp(`Usage: evenkeel ${name}( |\\n)`));
    });
  }
});

/** The stream is open at some moment; changes are recorded until the watcher has seen one. */
async function changeUntil(running: Promise<unknown>): Promise<void> {
  let seen = false;
  const done = running.then(() => {
    seen = true;
  });
  while (!seen) {
    await ek(['change', 'record', '4.18.3', '--service', 'checkout']);
    await Promise.race([done, new Promise((resolve) => setTimeout(resolve, 50))]);
  }
}

/** Commands that work without a server. */
const local = new Set(['profiles', 'logout', 'completion']);
/** Commands that anybody may run. */
const open = new Set(['schema']);

test('bad input is answered with the right code and with words, never with a stack', async (t) => {
  for (const { name, count, takes } of commands) {
    await t.test(name, async () => {
      const words = name.split(' ');
      const { args: first = [], again: args = first, missing } = visits[name] ?? {};
      const check = async (
        bad: readonly string[],
        code: number,
        wish: { err?: RegExp; env?: Record<string, string> } = {},
      ): Promise<void> => {
        const said = await ek([...words, ...bad], wish.env ? { env: wish.env } : {});
        assert.equal(said.code, code, `${bad.join(' ')}: ${said.err}`);
        assert.match(said.err, wish.err ?? /^evenkeel: ./);
        assert.doesNotMatch(said.err, /\n\s+at .*\.ts:/);
      };
      await check([...args, '--nonsense'], 2, { err: /There is no option --nonsense/ });
      await check([...args, '--jsn'], 2, { err: /Did you mean --json\?/ });
      await check(
        Array.from({ length: count[1] + 1 }, () => 'word'),
        2,
        { err: /Usage|There is/ },
      );
      if (count[0] > 0) await check([], 2, { err: /Usage: .*\nExample: / });
      if (missing) await check(missing.args, 3, { err: missing.err });
      if (local.has(name)) return;
      const away = { EVENKEEL_URL: 'http://127.0.0.1:9' };
      await check(args, 6, { env: away, err: /No answer from http:\/\/127\.0\.0\.1:9/ });
      const wrong = { EVENKEEL_API_KEY: 'x'.repeat(30), EVENKEEL_INGEST_KEY: 'x'.repeat(32) };
      if (!open.has(name)) await check(args, 4, { env: wrong, err: /evenkeel: ./ });
      await check(args, 2, { env: { EVENKEEL_URL: 'no address' } });
      assert.ok(takes !== undefined);
    });
  }
});

const wrongValues: readonly (readonly string[])[] = [
  ['alerts', '--limit', 'many'],
  ['alerts', '--state', 'burning'],
  ['schedule', 'show', 'primary', '--days', '0'],
  ['schedule', 'cover', 'primary', '--for', 'soon'],
  ['schedule', 'cover', 'primary', '--for', '1h', '--until', '2h'],
  ['oncall', '--at', 'whenever'],
  ['page', 'payments', 'x', '--urgency', 'very'],
  ['page', 'payments', 'x', '--as', 'ghost'],
  ['policy', 'simulate', 'main', '--urgency', 'very'],
  ['declare', 'x', '--severity', 'sev9'],
  ['declare', '-'],
  ['change', 'record', 'x', '--kind', 'song'],
  ['event', 'send'],
  ['event', 'send', 'x', '--body', '-'],
  ['event', 'send', '--body', join(home, 'nowhere.json')],
  ['watch', 'nothing'],
  ['watch', '--for', 'ever'],
  ['completion', 'tcsh'],
  ['backup', join(home, 'nowhere', 'copy.tar.gz')],
  ['change', 'record', 'x', '--link', 'javascript:alert(1)'],
  ['retention', 'preview', 'alert=400d'],
  ['retention', 'set', 'alerts=soon'],
  ['retention', 'set', 'alerts=1d'],
  ['export', 'song'],
  ['operation', 'backups', 'hourly'],
  ['operation', 'backups', 'every', '0'],
  ['apply', '-f', join(home, 'nowhere.yaml')],
  ['incident', 'log', 'INC-1', 'x', '--at', '25:00'],
];

test('values that cannot be meant are exit code 2', async () => {
  for (const args of wrongValues) {
    const said = await ek(args);
    assert.equal(said.code, 2, `${args.join(' ')}: ${said.err}${said.out}`);
  }
});

test('stdin bodies: an event as JSON, a text by a dash', async () => {
  const body = JSON.stringify([
    { title: 'one', dedupKey: 'one' },
    { title: 'two', dedupKey: 'two' },
  ]);
  const sent = await ek(['event', 'send', '--body', '-', '--json'], { stdin: body });
  assert.equal(sent.code, 0, sent.err);
  assert.equal((JSON.parse(sent.out) as { alerts: unknown[] }).alerts.length, 2);
  assert.equal((await ek(['event', 'send', '--body', '-'], { stdin: '{' })).code, 2);
  const declared = await ek(['declare', '-'], { stdin: 'from a pipe\n' });
  assert.match(declared.out, /INC-\d+ .*from a pipe/);
});

test('at a terminal it asks before it reaches many; --yes and --no-input do not ask', async () => {
  const no = await ek(['ack', '--all'], { asked: true, stdin: 'n\n' });
  assert.equal(no.code, 10);
  assert.match(no.err, /Acknowledge \d+ alerts\? \[y\/N\]/);
  const silent = await ek(['ack', '--all', '--no-input'], { asked: true });
  assert.equal(silent.code, 0, silent.err);
  assert.doesNotMatch(silent.err, /\[y\/N\]/);
  const yes = await ek(
    ['incident', 'update', 'INC-2', ...nextUpdate, '--next', '2h', '--to', 'team'],
    {
      asked: true,
      stdin: 'y\n',
    },
  );
  assert.match(yes.err, /Tell team\?/);
  assert.notEqual(yes.code, 10);
});

test('completion knows commands, options, words and live names', async () => {
  const offer = async (...words: string[]): Promise<string[]> => {
    const said = await ek(['__complete', ...words]);
    assert.equal(said.code, 0);
    assert.equal(said.err, '');
    return said.out
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split('\t')[0] ?? '');
  };
  assert.deepEqual(await offer('inc'), ['incidents', 'incident']);
  // PowerShell sends a space for a word that is not begun yet.
  assert.deepEqual(await offer('incident', ' '), await offer('incident', ''));
  assert.ok((await offer('incident', '')).includes('resolve'));
  assert.deepEqual(await offer('alerts', '--sev'), ['--severity']);
  assert.ok((await offer('alerts', '--severity', '')).includes('warning'));
  assert.deepEqual(await offer('policy', 'simulate', ''), ['main']);
  assert.deepEqual(await offer('oncall', 'p'), ['payments', 'primary']);
  assert.deepEqual(await offer('test-page', 'ana'), ['ana@example.com']);
  assert.deepEqual(await offer('apply', '-f', ''), [':files']);
  assert.deepEqual(await offer('policy', 'simulate', 'main', ''), []);
  const away = await ek(['__complete', 'ack', ''], { env: { EVENKEEL_URL: 'http://127.0.0.1:9' } });
  assert.deepEqual([away.code, away.out, away.err], [0, '', '']);
});
