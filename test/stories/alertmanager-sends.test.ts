// D02: a real Prometheus Alertmanager (Debian's package) sends its webhook: three alerts are three
// alerts, the repeat is counted, and what it resolves is closed.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { alertsApi } from '#alerts/contract';
import { startTestApp, type TestApp } from '#harness/app';
import { freePort, until } from '#harness/program';
import { intakeApi } from '#intake/contract';
import { servicesApi } from '#services/contract';

const program = ['prometheus-alertmanager', 'alertmanager'].find(
  (name) => spawnSync(name, ['--version']).status === 0,
);
const skip =
  program === undefined && 'Alertmanager is not installed (Debian: prometheus-alertmanager)';

let app: TestApp;
let sender = '';
let stop = async (): Promise<void> => {};

before(async () => {
  if (program === undefined) return;
  app = await startTestApp();
  await app.api(servicesApi.create, { body: { slug: 'checkout', name: 'Checkout' } });
  const key = await app.api(intakeApi.createKey, {
    body: { service: 'checkout', source: 'alertmanager' },
  });
  const folder = mkdtempSync(join(tmpdir(), 'ek-alertmanager-'));
  const url = `${app.url}/in/alertmanager/${key.key}`;
  writeFileSync(
    join(folder, 'config.yml'),
    `route: { receiver: evenkeel, group_by: [alertname], group_wait: 100ms, group_interval: 500ms, repeat_interval: 1h }
receivers: [{ name: evenkeel, webhook_configs: [{ url: '${url}', send_resolved: true }] }]\n`,
  );
  const port = await freePort();
  sender = `http://127.0.0.1:${port}`;
  const child = spawn(
    program,
    [
      `--config.file=${join(folder, 'config.yml')}`,
      `--storage.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--cluster.listen-address=',
      '--log.level=error',
    ],
    { stdio: 'ignore' },
  );
  const ended = once(child, 'exit');
  stop = async () => {
    child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
    await app[Symbol.asyncDispose]();
  };
  await until(
    'Alertmanager',
    async () => (await fetch(`${sender}/-/ready`).catch(() => null))?.ok ?? false,
  );
});
after(() => stop());

const alert = (instance: string, endsAt?: string) => ({
  labels: { alertname: 'InstanceDown', instance, severity: 'critical' },
  annotations: { summary: `${instance} is down` },
  generatorURL: 'http://prometheus.example/graph',
  ...(endsAt !== undefined && { endsAt }),
});

async function tell(...alerts: object[]): Promise<void> {
  const answer = await fetch(`${sender}/api/v2/alerts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(alerts),
  });
  assert.equal(answer.status, 200);
}

const seen = async () =>
  (await app.api(alertsApi.list, { query: { service: 'checkout' } })).items
    .map(({ title, state, severity }) => `${title}: ${state} ${severity}`)
    .toSorted();

test('three instances are three alerts; the one that recovers is closed', { skip }, async () => {
  await tell(alert('web-1'), alert('web-2'), alert('web-3'));
  await until('three alerts', async () => (await seen()).length === 3);
  assert.deepEqual(await seen(), [
    'web-1 is down: firing critical',
    'web-2 is down: firing critical',
    'web-3 is down: firing critical',
  ]);
  await tell(alert('web-2', Temporal.Now.instant().toString()));
  await until('the resolve', async () => (await seen()).some((line) => line.includes('resolved')));
  assert.deepEqual(await seen(), [
    'web-1 is down: firing critical',
    'web-2 is down: resolved critical',
    'web-3 is down: firing critical',
  ]);
  const [first] = (await app.api(alertsApi.list, { query: { q: 'web-1' } })).items;
  assert.equal(first?.source, 'alertmanager');
  assert.ok(first.links.some(({ text }) => text === 'Silence'));
  assert.ok(first.occurrences >= 2, 'the group was sent again with its change');
});
