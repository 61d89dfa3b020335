// D03: PagerDuty's own client, unchanged but for host and routing key. It speaks TLS only, so it
// runs in a process of its own that trusts a certificate made for this run.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';

import { alertsApi } from '#alerts/contract';
import { changesApi } from '#changes/contract';
import { startTestApp, type TestApp } from '#harness/app';
import { makeCertificate } from '#harness/certificate';
import { type HttpFake, listenHttp } from '#harness/listen';
import { ingestKey, settlePayments } from '#harness/payments';
import { pagesApi } from '#paging/contract';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');

let app: TestApp;
let front: HttpFake;
let folder = '';

before(async () => {
  app = await startTestApp();
  await settlePayments(app);
  const certificate = makeCertificate();
  folder = mkdtempSync(join(tmpdir(), 'ek-pdjs-'));
  writeFileSync(join(folder, 'ca.pem'), certificate.cert);
  // TLS ends in front of the program, as behind any proxy.
  front = await listenHttp(async ({ path, headers, body }) => {
    const answer = await fetch(app.url + path, {
      method: 'POST',
      headers: { 'content-type': headers['content-type'] ?? '' },
      body,
    });
    const type = answer.headers.get('content-type') ?? 'text/plain';
    return { status: answer.status, headers: { 'content-type': type }, body: await answer.text() };
  }, certificate);
});
after(async () => {
  await front.close();
  await app[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

/** Calls the client and gives what it made of the answer. */
async function pdjs(call: string, data: object): Promise<{ status: number; data: unknown }> {
  const script = `
    import { ${call} } from '@pagerduty/pdjs';
    const { response, data } = await ${call}({ server: 'localhost:${front.port}', data: ${JSON.stringify(data)} });
    process.stdout.write(JSON.stringify({ status: response.status, data }));`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], {
    cwd: root,
    env: { ...process.env, NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem'), NODE_OPTIONS: '' },
  });
  return JSON.parse(stdout) as { status: number; data: unknown };
}

const payload = {
  summary: 'DISK at 99% on machine prod-datapipe03.example.com',
  timestamp: '2026-11-24T00:58:58.315+0000',
  severity: 'critical' as const,
  source: 'prod-datapipe03.example.com',
  component: 'mysql',
  custom_details: { 'free space': '1%', 'load avg': 0.75 },
};
const accepted = { status: 'success', message: 'Event processed', dedup_key: 'srv01/mysql' };

test('trigger, acknowledge and resolve with pdjs: one alert, one page, stopped and closed', async () => {
  const key = { routing_key: ingestKey, dedup_key: 'srv01/mysql' };
  const trigger = { ...key, event_action: 'trigger', payload };
  assert.deepEqual(await pdjs('event', trigger), { status: 202, data: accepted });
  assert.deepEqual(await pdjs('trigger', { ...key, payload }), { status: 202, data: accepted });
  await app.settle();
  const alerts = async () => (await app.api(alertsApi.list)).items;
  const [alert, ...others] = await alerts();
  assert.deepEqual(others, []);
  assert.deepEqual(
    [alert?.title, alert?.severity, alert?.occurrences, alert?.labels['free space']],
    [payload.summary, 'critical', 2, '1%'],
  );
  const pages = async () => (await app.api(pagesApi.list)).items;
  assert.deepEqual(
    (await pages()).map(({ state }) => state),
    ['triggered'],
  );
  assert.deepEqual(await pdjs('acknowledge', key), { status: 202, data: accepted });
  await app.settle();
  assert.deepEqual(
    (await pages()).map(({ state }) => state),
    ['acknowledged'],
  );
  assert.deepEqual(await pdjs('resolve', key), { status: 202, data: accepted });
  await app.settle();
  assert.deepEqual(
    (await alerts()).map(({ state }) => state),
    ['resolved'],
  );
  assert.deepEqual(
    (await pages()).map(({ state }) => state),
    ['resolved'],
  );
});

test('a change event of pdjs is in the feed and pages nobody', async () => {
  const before = (await app.api(pagesApi.list)).items.length;
  const data = {
    routing_key: ingestKey,
    payload: {
      summary: 'Build Success: snapshot timeout',
      source: 'build-agent',
      custom_details: {},
    },
    links: [{ href: 'https://ci.example.com/220', text: 'Build' }],
  };
  const answer = await pdjs('change', data);
  assert.deepEqual(answer, {
    status: 202,
    data: { status: 'success', message: 'Change event processed' },
  });
  const [change] = (await app.api(changesApi.list)).items;
  assert.deepEqual([change?.summary, change?.service], [data.payload.summary, 'checkout']);
  assert.equal((await app.api(pagesApi.list)).items.length, before);
});

test('what is wrong comes back in words that the client can read', async () => {
  const missing = await pdjs('trigger', { routing_key: ingestKey, payload: { source: 'a' } });
  assert.equal(missing.status, 400);
  assert.deepEqual((missing.data as { errors: unknown }).errors, [
    "'payload.summary' is missing or blank",
    "'payload.severity' is missing or blank",
  ]);
  const stranger = await pdjs('resolve', { routing_key: 'z'.repeat(32), dedup_key: 'k' });
  assert.equal(stranger.status, 401);
});
