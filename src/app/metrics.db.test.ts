import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startTestApp } from '#harness/app';
import { configApi } from '#setup/contract';

test('metrics count what is open, in a form that Prometheus reads, without a word of anybody', async () => {
  await using app = await startTestApp();
  const read = async (): Promise<string> => {
    const response = await fetch(`${app.url}/metrics`);
    assert.equal(response.status, 200);
    assert.match(response.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/);
    return response.text();
  };
  const quiet = await read();
  assert.doesNotMatch(quiet, /evenkeel_alerts_open\{/);
  const { ingestKeys } = await app.api(configApi.apply, {
    body: {
      config: {
        services: [{ slug: 'checkout' }],
        ingestKeys: [{ service: 'checkout', source: 'generic' }],
      },
    },
  });
  const sent = await fetch(`${app.url}/in/generic/${ingestKeys[0]?.key}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ title: 'canary-title', severity: 'critical' }),
  });
  assert.equal(sent.status, 202);
  const text = await read();
  assert.match(text, /^evenkeel_alerts_open\{state="firing"\} 1$/m);
  assert.match(text, /^evenkeel_pages_open\{state="triggered"\} 1$/m);
  await app.app.modules.watch.look();
  const copied = await fetch(`${app.url}/v1/backup`, {
    method: 'POST',
    headers: { authorization: `Bearer ${app.owner.key}` },
  });
  await copied.arrayBuffer();
  const watched = await read();
  for (const part of ['ingest', 'jobs', 'paging', 'delivery']) {
    assert.match(watched, new RegExp(`^evenkeel_chain_moves\\{part="${part}"\\} [01]$`, 'm'));
  }
  assert.match(watched, /^evenkeel_jobs_oldest_due_seconds \d/m);
  assert.doesNotMatch(text, /^evenkeel_backup_age_seconds/m);
  assert.match(text, /^process_resident_memory_bytes \d+$/m);
  await (await fetch(`${app.url}/nothing/here/${'x'.repeat(50)}`, { method: 'POST' })).text();
  const asked = await read();
  const one = (name: string, labels: string): number => {
    const found = asked
      .split('\n')
      .find((line) => line.startsWith(`evenkeel_http_${name}{${labels}}`));
    return Number(found?.split(' ').at(-1));
  };
  const way = 'method="POST",route="/in/:source/:key"';
  assert.equal(one('requests_total', `${way},status="2xx"`), 1);
  assert.equal(one('request_duration_seconds_bucket', `${way},le="+Inf"`), 1);
  assert.equal(one('request_duration_seconds_count', way), 1);
  assert.ok(one('request_duration_seconds_sum', way) > 0);
  assert.equal(one('requests_total', 'method="POST",route="none",status="4xx"'), 1);
  assert.ok(one('requests_total', 'method="GET",route="/metrics",status="2xx"') >= 2);
  assert.doesNotMatch(asked, /xxxx/);
  assert.doesNotMatch(text, /canary|olga|checkout/);
  for (const line of text.trim().split('\n')) {
    assert.match(line, /^(# (HELP|TYPE) \w+ .+|\w+(\{\w+="[^"]*"(,\w+="[^"]*")*\})? [0-9.e+-]+)$/);
  }
});
