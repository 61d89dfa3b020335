/**
 * The main job as an outsider lives it: a fresh clone, `npm start`, and then only HTTP, SMTP and a
 * browser. Nothing of src is imported, not even through a helper.
 */
import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Browser } from 'playwright-core';

import { launchBrowser } from '#harness/browser';
import { type Clone, freshClone } from '#harness/clone';
import { type FakeSmtp, startFakeSmtp } from '#harness/fake-smtp';
import { listenForTrouble, openWindow, signIn } from '#harness/page';
import { firstOwner, processes, type Program, startProgram, until } from '#harness/program';
import { type Wire, wire } from '#harness/wire';

interface Alert {
  id: string;
  ref: string;
  state: string;
  occurrences: number;
  acknowledgedBy: string | null;
  page: string | null;
}

let clone: Clone;
let smtp: FakeSmtp;
let browser: Browser;
let program: Program;
let api: Wire;
const dataDir = mkdtempSync(join(tmpdir(), 'ek-black-box-'));
const owner = firstOwner.EVENKEEL_ADMIN_EMAIL;
const ingestKey = firstOwner.EVENKEEL_INGEST_KEY;

// Whatever came up is taken down, also when something before it did not.
const undo: (() => Promise<void> | void)[] = [];

before(async () => {
  clone = freshClone({ install: process.env['EVENKEEL_TEST_LONG'] !== undefined });
  undo.push(() => clone.remove());
  smtp = await startFakeSmtp();
  undo.push(() => smtp.close());
  browser = await launchBrowser();
  undo.push(() => browser.close());
  program = await startProgram({
    dataDir,
    cwd: clone.folder,
    command: 'npm',
    env: { ...firstOwner, SMTP_URL: smtp.url, MAIL_FROM: 'evenkeel <pager@example.com>' },
    timeoutMs: 300_000,
  });
  undo.push(() => program.kill().catch(() => undefined));
  api = wire(program.url, firstOwner.EVENKEEL_API_KEY);
});

after(async () => {
  for (const step of undo.reverse()) await step();
  await rm(dataDir, { recursive: true, force: true });
});

/** Sends our own JSON as `curl` would, and gives the one alert of the answer. */
async function event(body: Record<string, unknown>): Promise<{ ref: string; state: string }> {
  const answer = await wire(program.url).post<{
    status: string;
    alerts: { ref: string; dedupKey: string; state: string }[];
    rejected: unknown[];
  }>(`/in/generic/${ingestKey}`, body, 202);
  assert.equal(answer.status, 'accepted');
  assert.deepEqual(answer.rejected, []);
  const [alert] = answer.alerts;
  assert.ok(alert);
  assert.equal(alert.dedupKey, body['dedupKey']);
  return alert;
}

const alertOf = (ref: string): Promise<Alert> => api.get<Alert>(`/v1/alerts/${ref}`);

test('it says where it is and that it is ready', async () => {
  assert.match(program.output(), new RegExp(`http://127\\.0\\.0\\.1:${program.port}`));
  await wire(program.url).get('/healthz', 200);
  const description = await api.get<{ openapi: string; paths: object }>('/v1/openapi.json');
  assert.match(description.openapi, /^3\.1/);
});

test('an event becomes one alert and one mail, the link acknowledges, then it is quiet', async () => {
  const opened = await event({
    title: 'Checkout answers 5xx',
    severity: 'critical',
    dedupKey: 'checkout',
  });
  assert.equal(opened.state, 'firing');
  const again = await event({
    title: 'Checkout answers 5xx',
    severity: 'critical',
    dedupKey: 'checkout',
  });
  assert.equal(again.ref, opened.ref);
  assert.equal((await alertOf(opened.ref)).occurrences, 2);

  const mail = await smtp.waitFor((each) =>
    (each.parsed.text ?? '').includes('Checkout answers 5xx'),
  );
  assert.deepEqual(mail.to, [owner]);
  assert.ok(mail.link, mail.raw);
  assert.ok(mail.link.startsWith(`${program.url}/a/`), mail.link);

  const shown = await fetch(mail.link);
  const html = await shown.text();
  assert.equal(shown.status, 200);
  assert.ok(Buffer.byteLength(html) < 15_000, `${Buffer.byteLength(html)} bytes`);
  assert.equal((await alertOf(opened.ref)).state, 'firing', 'a mail scanner acknowledged');

  const context = await browser.newContext({
    javaScriptEnabled: false,
    viewport: { width: 390, height: 844 },
  });
  const page = await context.newPage();
  await page.goto(mail.link);
  assert.match(await page.innerText('body'), /Checkout answers 5xx/);
  await page.getByRole('button', { name: /^acknowledge/i }).click();
  assert.match(await page.innerText('body'), /confirmed|acknowledged/i);
  await context.close();

  const alert = await alertOf(opened.ref);
  assert.equal(alert.state, 'acknowledged');
  const pages = await api.get<{ items: { id: string; state: string }[] }>('/v1/pages');
  const run = pages.items[0];
  assert.equal(run?.state, 'acknowledged');
  const sent = await api.get<{ items: { state: string; confirmedAt: string | null }[] }>(
    `/v1/pages/${run.id}/notifications`,
  );
  assert.ok(sent.items.some((each) => each.confirmedAt !== null));
  const count = smtp.mails.length;
  await sleep(1500);
  assert.equal(smtp.mails.length, count, 'something was sent after the acknowledgement');
});

test('a resolve closes it, and a late press of the button is told the truth', async () => {
  const { ref } = await event({ title: 'Queue is long', severity: 'critical', dedupKey: 'queue' });
  const mail = await smtp.waitFor((each) => (each.parsed.text ?? '').includes('Queue is long'));
  await wire(program.url).post(
    `/in/generic/${ingestKey}`,
    { dedupKey: 'queue', status: 'resolved' },
    202,
  );
  assert.equal((await alertOf(ref)).state, 'resolved');
  assert.ok(mail.link);
  const late = await fetch(mail.link, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'action=acknowledge',
    redirect: 'follow',
  });
  assert.match(await late.text(), /resolved/i);
  assert.equal((await alertOf(ref)).state, 'resolved');
});

test('a client of the PagerDuty Events API needs a new host and key, nothing else', async () => {
  const send = (action: string, payload?: object): Promise<{ status: string; dedup_key: string }> =>
    wire(program.url).post(
      '/v2/enqueue',
      {
        routing_key: ingestKey,
        event_action: action,
        dedup_key: 'disk-db1',
        ...(payload && { payload }),
      },
      202,
    );
  const answer = await send('trigger', {
    summary: 'Disk full',
    source: 'db1',
    severity: 'critical',
  });
  assert.deepEqual([answer.status, answer.dedup_key], ['success', 'disk-db1']);
  const firing = await api.all<Alert & { title: string }>('/v1/alerts?state=firing');
  assert.ok(firing.some((alert) => alert.title === 'Disk full'));
  await send('acknowledge');
  await send('resolve');
  const open = await api.all<Alert & { title: string }>('/v1/alerts?state=firing');
  assert.ok(!open.some((alert) => alert.title === 'Disk full'));
});

test('what is malformed or unauthorised gets the right status and a problem document', async () => {
  const bad = await fetch(`${program.url}/in/generic/${ingestKey}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"title": ',
  });
  assert.equal(bad.status, 400);
  assert.match(bad.headers.get('content-type') ?? '', /application\/problem\+json/);
  const strange = await fetch(`${program.url}/in/generic/nosuchkey0123456789abcdefghijklm`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  assert.equal(strange.status, 401);
  await wire(program.url).get('/v1/alerts', 401);
  const rejected = await api.get<{ items: { reason: string }[] }>('/v1/rejected');
  assert.ok(rejected.items.length >= 1);
});

test('an incident is declared, told in public, verified, resolved and learned from', async () => {
  const incident = await api.post<{ id: string; ref: string; phase: string }>('/v1/incidents', {
    title: 'Checkout is down',
    severity: 'sev2',
    services: ['default'],
  });
  assert.match(incident.ref, /^INC-\d+$/);
  const path = `/v1/incidents/${incident.ref}`;
  await api.post('/v1/changes', {
    service: 'default',
    kind: 'deploy',
    summary: 'checkout 2.4.1',
    reversible: true,
  });
  await api.post('/v1/status-pages', {
    slug: 'public',
    name: 'Example',
    components: [{ name: 'Checkout', service: 'default' }],
  });
  await api.post(`${path}/timeline`, {
    kind: 'hypothesis',
    text: 'The deploy of 2.4.1 broke payments.',
  });
  await api.post(`${path}/updates`, { status: 'investigating', impact: 'x', action: 'y' }, 422);
  await api.post(`${path}/updates`, {
    status: 'investigating',
    impact: 'Some payments fail.',
    action: 'We are rolling back the last deploy.',
    nextUpdateAt: new Date(Date.now() + 30 * 60_000).toISOString(),
    audiences: ['public'],
  });
  const page = await fetch(`${program.url}/status/public`);
  const html = await page.text();
  assert.equal(page.status, 200);
  assert.match(html, /Some payments fail\./);
  assert.ok(Buffer.byteLength(html) < 30_000);
  assert.doesNotMatch(html, /<script/);
  const feed = await (await fetch(`${program.url}/status/public/feed.atom`)).text();
  assert.match(feed, /<feed[\s\S]*Some payments fail\./);
  const suspects = await api.get<{ items: { change: { summary: string } | null }[] }>(
    `${path}/suspects`,
  );
  assert.ok(suspects.items.some((each) => each.change?.summary === 'checkout 2.4.1'));
  const window = await openWindow(browser);
  const room = await window.newPage();
  const trouble = listenForTrouble(room);
  await signIn(room, program.url);
  const stream = room.waitForResponse(/\/v1\/stream/);
  await room.goto(`${program.url}/incidents/${incident.ref}`);
  await room.getByText('Some payments fail.').first().waitFor();
  await stream;
  const text = 'Rolled back to 2.4.0.';
  await api.post(`${path}/timeline`, { kind: 'action', text });
  await room.getByText(text).first().waitFor({ timeout: 1000 });
  trouble.check();
  await window.close();
  await api.post(`${path}/mitigate`);
  await api.post(`${path}/verify`, { how: 'Error rate is below 0.1 % for ten minutes.' });
  await api.post(`${path}/resolve`);
  const postmortem = await fetch(`${program.url}${path}/postmortem.md`, {
    headers: { authorization: `Bearer ${firstOwner.EVENKEEL_API_KEY}` },
  });
  assert.equal(postmortem.status, 200);
  assert.match(await postmortem.text(), /The deploy of 2\.4\.1 broke payments\./);
});

test('SIGTERM stops it in good order, nothing of it is left, and the next start has it all', async () => {
  const gone = async (pids: Set<number>): Promise<void> =>
    until('its processes to end', () => !processes().some((row) => pids.has(row.pid)));
  const pids = new Set(program.family().map((row) => row.pid));
  // npm ends by the signal itself; what counts is what it leaves behind.
  await program.stop('SIGTERM');
  await gone(pids);
  program = await startProgram({ dataDir, cwd: clone.folder, env: { ...firstOwner } });
  const alerts = await wire(program.url, firstOwner.EVENKEEL_API_KEY).all<Alert>('/v1/alerts');
  assert.ok(alerts.length >= 3);
  assert.match(program.output(), /SMTP_URL is not set/, 'that nobody can be mailed must be loud');
  const others = new Set(program.family().map((row) => row.pid));
  assert.equal(await program.stop('SIGINT'), 0);
  await gone(others);
});
