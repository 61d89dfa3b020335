import assert from 'node:assert/strict';
import { test } from 'node:test';

import Fastify from 'fastify';

import { listenHttp } from '#harness/listen';

import { startTracing } from './tracing.ts';

interface Exported {
  name: string;
  traceId: string;
  parentSpanId?: string;
  attributes: { key: string; value: { stringValue?: string; intValue?: number } }[];
  status: { code?: number };
}
interface Body {
  resourceSpans: {
    resource: { attributes: Exported['attributes'] };
    scopeSpans: { spans: Exported[] }[];
  }[];
}

/** A collector as small as it can be. */
async function receiver() {
  const bodies: Body[] = [];
  const server = await listenHttp(({ path, body }) => {
    if (path === '/v1/traces') bodies.push(JSON.parse(body.toString()) as Body);
    return { status: 200, headers: { 'content-type': 'application/json' }, body: '{}' };
  });
  const spans = () =>
    bodies.flatMap((one) =>
      one.resourceSpans.flatMap((each) => each.scopeSpans.flatMap((s) => s.spans)),
    );
  return { bodies, spans, origin: server.origin, close: () => server.close() };
}

test('requests and jobs arrive at the collector, with routes and without what was asked', async () => {
  const collector = await receiver();
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.origin,
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment=prod%20eu',
  };
  const tracing = await startTracing(env, '1.2.3');
  assert.ok(tracing);
  const fastify = Fastify();
  try {
    tracing.traceHttp(fastify);
    fastify.get('/v1/alerts/:id', () => ({ ok: true }));
    fastify.get('/fails', () => {
      throw new Error('no');
    });
    const traceparent = `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`;
    const url = '/v1/alerts/A-1?token=secret-in-the-query';
    await fastify.inject({ url, headers: { traceparent } });
    await fastify.inject({ url: '/fails', headers: { traceparent: 'nonsense' } });
    await tracing.trace('job paging.timer', { 'messaging.batch.message_count': 3 }, async () => 1);
    await assert.rejects(
      tracing.trace('job fails', {}, () => Promise.reject(new Error('the job failed'))),
      /the job failed/,
    );
    await tracing.stop();
    const spans = collector.spans();
    assert.deepEqual(
      spans.map(({ name }) => name).toSorted((a, b) => a.localeCompare(b)),
      ['GET /fails', 'GET /v1/alerts/:id', 'job fails', 'job paging.timer'],
    );
    const request = spans.find(({ name }) => name === 'GET /v1/alerts/:id');
    assert.equal(request?.traceId, 'ab'.repeat(16), 'the trace of the caller goes on');
    assert.equal(request?.parentSpanId, 'cd'.repeat(8));
    assert.deepEqual(
      request?.attributes.map(({ key }) => key).toSorted((a, b) => a.localeCompare(b)),
      ['http.request.method', 'http.response.status_code', 'http.route'],
    );
    const failed = spans.filter(({ status }) => status.code === 2).map(({ name }) => name);
    assert.deepEqual(
      failed.toSorted((a, b) => a.localeCompare(b)),
      ['GET /fails', 'job fails'],
    );
    assert.equal(JSON.stringify(collector.bodies).includes('secret-in-the-query'), false);
    const resource = JSON.stringify(collector.bodies[0]?.resourceSpans[0]?.resource);
    for (const word of ['"evenkeel"', '"1.2.3"', '"prod eu"'])
      assert.ok(resource.includes(word), word);
  } finally {
    await fastify.close();
    await collector.close();
  }
});

test('without an endpoint, or switched off, there is nothing', async () => {
  const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' };
  for (const env of [
    {},
    { ...endpoint, OTEL_SDK_DISABLED: 'true' },
    { ...endpoint, OTEL_TRACES_EXPORTER: 'none' },
  ]) {
    assert.equal(await startTracing(env, '1'), null);
  }
});

test('a sampler that takes nothing sends nothing, and a dead collector holds up nobody', async () => {
  const collector = await receiver();
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.origin, OTEL_TRACES_SAMPLER: 'always_off' };
  const tracing = await startTracing(env, '1');
  await tracing?.trace('job', {}, async () => 1);
  await tracing?.stop();
  assert.deepEqual(collector.spans(), []);
  await collector.close();
  const dead = await startTracing({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' }, '1');
  assert.equal(await dead?.trace('job', {}, async () => 7), 7);
  await dead?.stop();
});
