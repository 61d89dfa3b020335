import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';

import { startTestApp, type TestApp } from '#harness/app';
import { type FakeSmtp, startFakeSmtp } from '#harness/fake-smtp';
import { type FakeWebhook, startFakeWebhook } from '#harness/fake-webhook';
import { putPerson, reachOf } from '#people';
import { inTransaction } from '#platform/context';
import { sql } from '#platform/db';
import { Journal } from '#platform/journal';

import { deliveryApi } from './contract.ts';
import type { MessageFacts, NewNotification } from './model.ts';
import { queueNotifications } from './queue-notifications.ts';
import { notificationsOf } from './reads/notifications.ts';
import { recordAttempts } from './record-attempts.ts';
import { setSubject } from './set-subject.ts';
import { selectByIds } from './store/notifications.ts';
import { takeUpOutcomes } from './take-up-outcomes.ts';

const facts: MessageFacts = {
  type: 'page',
  ref: 'P-12',
  title: 'Card payments fail',
  severity: 'error',
  service: { slug: 'checkout', name: 'Checkout' },
  alerts: [{ ref: 'A-1042', title: 'Card payments fail' }],
  since: '2026-11-24T01:07:00Z',
  nextPerson: 'Ben',
  nextAt: '2026-11-24T01:12:48Z',
};

let smtp: FakeSmtp;
let hook: FakeWebhook;
let app: TestApp;
const env = (): Record<string, string> => ({
  SMTP_URL: smtp.url,
  MAIL_FROM: 'Evenkeel <pages@ops.example>',
});

before(async () => {
  smtp = await startFakeSmtp();
  hook = await startFakeWebhook({ now: () => app.now() });
  app = await startTestApp({ env: env() });
});
afterEach(() => {
  smtp.script({});
  smtp.mails.length = 0;
  hook.script();
  hook.hooks.length = 0;
});
after(async () => {
  await app[Symbol.asyncDispose]();
  await smtp.close();
  await hook.close();
});

interface Ana {
  id: string;
  email: string;
  webhook: string;
}

/** A person with these methods; the ids of the methods by kind. */
async function ana(kinds: readonly ('email' | 'webhook')[], on = app): Promise<Ana> {
  return inTransaction(on.ctx(), async (tx) => {
    const address = `ana.${tx.newId('x').slice(-8)}@example.com`;
    const { id } = await putPerson(tx, {
      email: address,
      name: 'Ana',
      timezone: 'Europe/Berlin',
      contactMethods: kinds.map((kind) =>
        kind === 'email'
          ? { kind, address }
          : { kind, address: hook.url, settings: { secret: hook.secret } },
      ),
    });
    const methods = (await reachOf(tx.q, tx.orgId, [id])).get(id)?.methods ?? [];
    const of = (kind: string): string => methods.find((one) => one.kind === kind)?.id ?? '';
    return { id, email: of('email'), webhook: of('webhook') };
  });
}

let subjects = 0;
const newSubject = (): string => `pag_${++subjects}`;

type Row = Pick<NewNotification, 'personId' | 'methodId' | 'subjectId'> & Partial<NewNotification>;

function queue(rows: readonly Row[], on = app): Promise<string[]> {
  return inTransaction(on.ctx(), (tx) =>
    queueNotifications(
      tx,
      rows.map((row) => ({
        subjectKind: 'page',
        generation: 1,
        dueAt: tx.now,
        step: 1,
        round: 1,
        urgency: 'high',
        facts,
        ...row,
      })),
    ),
  );
}

const shown = (subject: string, on = app) => notificationsOf(on.platform.db, on.orgId, subject);
const pages = () => hook.hooks.filter((one) => one.body['type'] === 'page');

test('a queued message is sent once, and every hop is on record', async () => {
  const { id: personId, email: methodId } = await ana(['email']);
  const subjectId = newSubject();
  const [id] = await queue([{ personId, methodId, subjectId }]);
  await app.settle();
  await app.settle();
  assert.equal(smtp.mails.length, 1);
  const [mail] = smtp.mails;
  const [row] = await shown(subjectId);
  assert.ok(mail && row);
  assert.equal(mail.parsed.messageId, `<${id}@ops.example>`);
  assert.match(mail.link ?? '', /^http:\/\/evenkeel\.test\/a\/[0-9a-z]{26}[\w-]{22}$/);
  assert.ok((mail.link ?? '').length < 76, 'short enough to stay on one line');
  assert.equal(mail.parsed.subject, 'SEV2 checkout: Card payments fail');
  assert.match(mail.parsed.text ?? '', /Since +02:07, Tue.* 24 Nov 2026 \(Europe\/Berlin\)/);
  assert.match(mail.parsed.text ?? '', /Ben at 02:12:48/);
  assert.deepEqual([row.state, row.attempts.length, row.nextAt], ['accepted', 1, null]);
  const [attempt] = row.attempts;
  assert.deepEqual([attempt?.outcome, attempt?.provider], ['accepted', 'smtp']);
  assert.match(attempt?.providerId ?? '', /^FAKE/);
});

test('a message for later goes at its time, and not when the page was answered before', async () => {
  const { id: personId, email: methodId } = await ana(['email']);
  const [open, answered] = [newSubject(), newSubject()];
  const dueAt = app.now().add({ minutes: 2 });
  await queue([
    { personId, methodId, dueAt, subjectId: open },
    { personId, methodId, dueAt, subjectId: answered },
  ]);
  await app.advance('1m');
  assert.equal(smtp.mails.length, 0);
  await inTransaction(app.ctx(), (tx) =>
    setSubject(tx, { subjectKind: 'page', subjectId: answered, generation: 2, wanted: false }),
  );
  await app.advance('2m');
  assert.equal(smtp.mails.length, 1);
  assert.equal((await shown(open))[0]?.state, 'accepted');
  const [cancelled] = await shown(answered);
  assert.equal(cancelled?.state, 'cancelled');
  assert.match(cancelled?.reason ?? '', /no longer wanted/);
});

test('a generation that is over sends nothing, even when its rows were never cancelled', async () => {
  const { id: personId, email: methodId } = await ana(['email']);
  const subjectId = newSubject();
  await inTransaction(app.ctx(), (tx) =>
    setSubject(tx, { subjectKind: 'page', subjectId, generation: 3, wanted: true }),
  );
  // A worker from before the restart queues under its old generation (OpsKnight#445).
  await queue([{ personId, methodId, subjectId, generation: 2 }]);
  await app.settle();
  assert.equal(smtp.mails.length, 0);
  assert.equal((await shown(subjectId))[0]?.state, 'cancelled');
});

test('a temporary failure is tried again on the schedule, under the same key', async () => {
  const { id: personId, webhook: methodId } = await ana(['webhook']);
  const subjectId = newSubject();
  hook.script({ status: 503 }, { status: 500 }, 'reset');
  const [id] = await queue([{ personId, methodId, subjectId }]);
  await app.settle();
  assert.equal(hook.hooks.length, 1);
  assert.equal((await shown(subjectId))[0]?.state, 'queued');
  await app.advance('7s');
  assert.equal(hook.hooks.length, 2);
  await app.advance('19s');
  assert.equal(hook.hooks.length, 3);
  assert.equal((await shown(subjectId))[0]?.state, 'unknown');
  await app.advance('60s');
  assert.equal(hook.hooks.length, 4);
  assert.ok(hook.hooks.every((one) => one.id === id && one.fault === null));
  const [row] = await shown(subjectId);
  assert.ok(row);
  assert.equal(row.state, 'accepted');
  assert.deepEqual(
    row.attempts.map((one) => one.outcome),
    ['retry', 'retry', 'unknown', 'accepted'],
  );
  const { url, ...body } = hook.hooks[0]?.body ?? {};
  assert.match(String(url), /\/a\//);
  assert.deepEqual(body, {
    type: 'page',
    page: subjectId,
    ref: 'P-12',
    step: 1,
    round: 1,
    person: row.person,
    title: 'Card payments fail',
    severity: 'error',
    service: 'checkout',
    alerts: ['A-1042'],
    incident: null,
    text: null,
  });
});

test('Retry-After is honoured', async () => {
  const { id: personId, webhook: methodId } = await ana(['webhook']);
  hook.script({ status: 429, headers: { 'retry-after': '40' } });
  await queue([{ personId, methodId, subjectId: newSubject() }]);
  await app.advance('38s');
  assert.equal(hook.hooks.length, 1);
  await app.advance('3s');
  assert.equal(hook.hooks.length, 2);
});

test('a dead address is taken out of use and another method stands in at once', async () => {
  const { id: personId, email: methodId } = await ana(['email', 'webhook']);
  const subjectId = newSubject();
  smtp.script({ recipient: () => '550 5.1.1 No such user' });
  await queue([{ personId, methodId, subjectId }]);
  await app.settle();
  const types = new Set(hook.hooks.map((one) => one.body['type']));
  assert.deepEqual(types, new Set(['page', 'methodBroken']), 'they hear that the address is dead');
  const rows = await shown(subjectId);
  const standing = rows.map((row) => [row.method.kind, row.state]);
  assert.deepEqual(standing, [
    ['email', 'failed'],
    ['webhook', 'accepted'],
  ]);
  assert.match(rows[1]?.reason ?? '', /stands in/);
  const reach = (await reachOf(app.platform.db, app.orgId, [personId])).get(personId);
  assert.ok(reach?.methods.find((one) => one.kind === 'email')?.brokenAt);
  // Whatever is queued to it later fails at once and is stood in for.
  const next = newSubject();
  await queue([{ personId, methodId, subjectId: next }]);
  await app.settle();
  assert.deepEqual(
    (await shown(next)).map((row) => [row.method.kind, row.state]),
    standing,
  );
});

test('a provider that nobody can reach is stood in for after a minute', async () => {
  const { id: personId, email: methodId } = await ana(['email', 'webhook']);
  smtp.script({ sender: '451 4.3.0 Try later' });
  await queue([{ personId, methodId, subjectId: newSubject() }]);
  await app.advance('59s');
  assert.equal(hook.hooks.length, 0);
  await app.advance('2s');
  assert.equal(hook.hooks.length, 1);
  smtp.script({});
  await app.advance('10m');
  assert.equal(smtp.mails.length, 1, 'the first one goes on being tried');
  assert.equal(hook.hooks.length, 1);
});

test('the person’s own later message is brought forward rather than doubled', async () => {
  const { id: personId, email, webhook } = await ana(['email', 'webhook']);
  const subjectId = newSubject();
  smtp.script({ recipient: () => '550 5.1.1 No such user' });
  await queue([
    { personId, methodId: email, subjectId },
    { personId, methodId: webhook, subjectId, dueAt: app.now().add({ minutes: 5 }) },
  ]);
  await app.settle();
  assert.equal(pages().length, 1);
  await app.advance('10m');
  assert.equal(pages().length, 1);
});

test('a node that dies or freezes while sending: the lease runs out, the message goes again under its key', async () => {
  const { id: personId, email: methodId } = await ana(['email']);
  const subjectId = newSubject();
  const [id] = await queue([{ personId, methodId, subjectId, dueAt: app.now().add({ hours: 1 }) }]);
  const until = app.now().add({ seconds: 20 });
  await sql`update notifications set state = 'leased', lease_token = 'dead', attempts = 1,
    lease_until = ${until}, next_at = null where id = ${id}`.execute(app.platform.db);
  await app.advance('19s');
  assert.equal((await shown(subjectId))[0]?.state, 'leased');
  await app.advance('30s');
  assert.equal(smtp.mails.length, 1);
  assert.equal(smtp.mails[0]?.parsed.messageId, `<${id}@ops.example>`);
  assert.deepEqual(
    (await shown(subjectId))[0]?.attempts.map((one) => one.outcome),
    ['unknown', 'accepted'],
  );
  // It was only frozen, and wakes with a bad answer in its hands: that is on record and does nothing.
  const [message] = await inTransaction(app.ctx(), (tx) => selectByIds(tx.q, tx.orgId, [id ?? '']));
  assert.ok(message);
  const result = { token: 'dead', at: app.now(), provider: 'smtp', receipts: false, chance: 0.5 };
  const outcome = { kind: 'retry' as const, reason: 'late', afterSeconds: null };
  const late = { ...result, message: { ...message, attempts: 1 }, outcome };
  await inTransaction(app.ctx(), (tx) => recordAttempts(tx, [late]));
  await app.advance('20s');
  assert.equal(smtp.mails.length, 1);
  assert.equal((await shown(subjectId))[0]?.state, 'accepted');
});

test('a node that dies before the answer of a provider is written: the next one writes it and sends nothing', async () => {
  const { id: personId, webhook: methodId } = await ana(['webhook']);
  const subjectId = newSubject();
  const [told = '', onTheWire = ''] = await queue([
    { personId, methodId, subjectId },
    { personId, methodId, subjectId, step: 2 },
  ]);
  const until = app.now().add({ seconds: 20 });
  await sql`update notifications set state = 'leased', lease_token = 'dead', attempts = step,
    lease_until = ${until}, next_at = null where subject_id = ${subjectId}`.execute(
    app.platform.db,
  );
  const dir = mkdtempSync(join(tmpdir(), 'ek-outcomes-'));
  const journal = (name: string) => new Journal({ dir, name, failed: assert.ifError });
  const at = app.now().toString();
  const outcome = { kind: 'accepted', providerId: 'p1' };
  const noted = { orgId: app.orgId, number: 1, at, provider: 'webhook', outcome, receipts: false };
  // Of the attempt that was running, and of one before it.
  journal('dead').note('one', { ...noted, id: told, token: 'dead' });
  journal('dead').note('two', { ...noted, id: onTheWire, token: 'older' });
  await takeUpOutcomes(app.platform, journal('next'));
  assert.deepEqual(
    (await shown(subjectId)).map(({ state, attempts }) => [state, attempts.length]),
    [
      ['accepted', 1],
      ['leased', 0],
    ],
  );
  assert.deepEqual(readdirSync(dir), []);
  // Longer than the lease and the widest spread of the next attempt.
  await app.advance('2m');
  assert.deepEqual(
    pages().map((one) => one.id),
    [onTheWire],
  );
  await rm(dir, { recursive: true });
});

test('outcomes that cannot be read keep no program from starting: they are told and kept aside', async () => {
  const { id: personId, webhook: methodId } = await ana(['webhook']);
  const subjectId = newSubject();
  const ids = await queue([1, 2, 3].map((step) => ({ personId, methodId, subjectId, step })));
  const until = app.now().add({ seconds: 20 });
  await sql`update notifications set state = 'leased', lease_token = 'dead', attempts = 1,
    lease_until = ${until}, next_at = null where subject_id = ${subjectId}`.execute(
    app.platform.db,
  );
  const dataDir = mkdtempSync(join(tmpdir(), 'ek-outcomes-'));
  const dir = join(dataDir, 'outcomes');
  mkdirSync(join(dir, 'folder.log'), { recursive: true });
  const journal = (name: string) => new Journal({ dir, name, failed: assert.ifError });
  const noted = {
    orgId: app.orgId,
    token: 'dead',
    number: 1,
    at: app.now().toString(),
    provider: 'webhook',
    outcome: { kind: 'accepted', providerId: 'p1' },
    receipts: false,
  };
  journal('bad').note('no instant', { ...noted, id: ids[0], at: 'yesterday' });
  journal('bad').note('good', { ...noted, id: ids[1] });
  appendFileSync(join(dir, 'bad.log'), 'null\nno JSON\n{}\n');
  journal('gone').note('no organisation', { ...noted, id: ids[0], orgId: 'org_gone' });
  journal('good').note('good', { ...noted, id: ids[2] });
  await using next = await startTestApp({ beside: app, env: { ...env(), DATA_DIR: dataDir } });
  assert.deepEqual(
    (await shown(subjectId)).map(({ state }) => state),
    ['leased', 'accepted', 'accepted'],
  );
  assert.deepEqual(readdirSync(dir).toSorted(), ['bad.log.damaged', 'folder.log.damaged']);
  const told = next.warnings.map((text) => JSON.parse(text) as { file: string; line: number });
  assert.deepEqual(told.map(({ file, line }) => `${basename(file)} ${line}`).toSorted(), [
    'bad.log 1',
    'bad.log 3',
    'bad.log 4',
    'bad.log 5',
    'folder.log null',
  ]);
  await app.advance('2m');
  assert.deepEqual(
    pages().map((one) => one.id),
    [ids[0]],
  );
  await rm(dataDir, { recursive: true });
});

test('two nodes send each message once', async () => {
  await using other = await startTestApp({ beside: app, env: env() });
  const { id: personId, email: methodId } = await ana(['email']);
  await queue(Array.from({ length: 40 }, () => ({ personId, methodId, subjectId: newSubject() })));
  // Both are handed everything at once, by their jobs and by the sweep.
  await Promise.all([app, other].flatMap((node) => [node.settle(), node.app.modules.settle()]));
  assert.equal(smtp.mails.length, 40);
  assert.equal(new Set(smtp.mails.map((mail) => mail.parsed.messageId)).size, 40);
});

test('a slow destination holds up nobody else', async () => {
  const { id: personId, email, webhook } = await ana(['email', 'webhook']);
  const slow = await startFakeWebhook();
  slow.script(...Array.from({ length: 30 }, () => 'hang' as const));
  await sql`update contact_methods set address = ${slow.url} where id = ${webhook}`.execute(
    app.platform.db,
  );
  const waiting = Array.from({ length: 30 }, () => newSubject());
  await queue(waiting.map((subjectId) => ({ personId, methodId: webhook, subjectId })));
  await queue([{ personId, methodId: email, subjectId: newSubject() }]);
  await app.app.jobs.runDue();
  await smtp.waitFor(() => true);
  assert.ok(slow.hooks.length <= 12, 'the slow one has its few places and no more');
  await inTransaction(app.ctx(), async (tx) => {
    for (const subjectId of waiting) {
      await setSubject(tx, { subjectKind: 'page', subjectId, generation: 2, wanted: false });
    }
  });
  await slow.close();
  await app.settle();
});

test('without SMTP_URL the message fails visibly', async () => {
  await using bare = await startTestApp();
  const { id: personId, email: methodId } = await ana(['email'], bare);
  const subjectId = newSubject();
  await queue([{ personId, methodId, subjectId }], bare);
  await bare.settle();
  const [row] = await shown(subjectId, bare);
  assert.equal(row?.state, 'failed');
  assert.match(row.reason ?? '', /SMTP_URL/);
  assert.equal(row.attempts[0]?.outcome, 'deadConfig');
});

test('the channels say what each needs and whether it works', async () => {
  const { items } = await app.api(deliveryApi.channels);
  const standing = Object.fromEntries(items.map((one) => [one.id, one.configured]));
  assert.deepEqual(standing, {
    email: true,
    sms: false,
    voice: false,
    webhook: true,
    webPush: true,
  });
  const sms = items.find((one) => one.id === 'sms');
  assert.match(sms?.missing ?? '', /TWILIO_ACCOUNT_SID/);
  assert.equal(items.find((one) => one.id === 'email')?.lastOutcome?.outcome, 'accepted');
  assert.ok(!JSON.stringify(items).includes(smtp.url), 'no value of a setting is shown');
});

test('a demo organisation reaches nobody', async () => {
  await using demo = await startTestApp({ env: env() });
  await sql`update organisations set kind = 'demo'`.execute(demo.platform.db);
  const { id: personId, email, webhook } = await ana(['email', 'webhook'], demo);
  const subjectId = newSubject();
  await queue(
    [email, webhook].map((methodId) => ({ personId, methodId, subjectId })),
    demo,
  );
  await demo.settle();
  assert.equal(smtp.mails.length + hook.hooks.length, 0);
  const rows = await shown(subjectId, demo);
  assert.deepEqual(
    rows.map((row) => [row.state, row.attempts[0]?.provider]),
    [
      ['accepted', 'demo'],
      ['accepted', 'demo'],
    ],
  );
});
