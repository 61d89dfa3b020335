/** The child of `bench/load.ts`: sockets, prepared requests, and an eye only for the end of an answer. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

import { type LoadPlan, type LoadResult, percentile } from './load.ts';

interface Tally {
  sent: number;
  refused: number;
  refusal: string | null;
  latencies: number[];
}

/** Every twentieth request has a key never seen before, the others come round. */
function keyOf(plan: LoadPlan, index: number): string {
  if (plan.prime === true) return `key-${index}`;
  return index % 20 === 0 ? `${plan.run}-${index}` : `key-${((index * 7919) % plan.keys) + 1}`;
}

function alertOf(plan: LoadPlan, index: number): string {
  const key = keyOf(plan, index);
  if (plan.shape === 'generic') {
    return `{"title":"Checkout answers 5xx","service":"service-0","severity":"critical","dedupKey":"${key}","labels":{"region":"eu","pod":"checkout-1"}}`;
  }
  return `{"labels":{"alertname":"Checkout","severity":"critical","key":"${key}","region":"eu","pod":"checkout-1"},"annotations":{"summary":"Checkout answers 5xx"}}`;
}

/** Alertmanager takes lists only; ours takes one object too. */
function bodyOf(plan: LoadPlan, index: number): string {
  const batch = plan.batch ?? 1;
  const first = (index - 1) * batch + 1;
  const alerts = Array.from({ length: batch }, (_, nth) => alertOf(plan, first + nth)).join(',');
  return plan.shape === 'generic' && batch === 1 ? alerts : `[${alerts}]`;
}

function requestOf(plan: LoadPlan, index: number): string {
  if (plan.get === true) {
    const head = [`GET ${plan.path} HTTP/1.1`, `Host: ${plan.host}:${plan.port}`, ...plan.headers];
    return `${head.join('\r\n')}\r\n\r\n`;
  }
  const body = bodyOf(plan, index);
  const lines = [
    `POST ${plan.path} HTTP/1.1`,
    `Host: ${plan.host}:${plan.port}`,
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
    ...plan.headers,
  ];
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}

/** Length of the first whole answer in `text`, or 0 while it is not all there. */
function answerLength(text: string): number {
  const head = text.indexOf('\r\n\r\n');
  if (head === -1) return 0;
  const fields = text.slice(0, head).toLowerCase();
  const length = /\r\ncontent-length: *(\d+)/.exec(fields)?.[1];
  if (length !== undefined) {
    const end = head + 4 + Number(length);
    return text.length >= end ? end : 0;
  }
  if (!fields.includes('transfer-encoding: chunked')) return head + 4;
  const end = text.indexOf('0\r\n\r\n', head + 4);
  return end === -1 ? 0 : end + 5;
}

async function drive(plan: LoadPlan, tally: Tally, until: number): Promise<void> {
  const socket: Socket = connect(plan.port, plan.host);
  socket.setNoDelay(true);
  socket.setEncoding('latin1');
  await once(socket, 'connect');
  let text = '';
  let sentAt = 0;
  const next = (): void => {
    sentAt = performance.now();
    const primed = tally.sent * (plan.batch ?? 1) >= plan.keys;
    if (plan.prime === true ? primed : sentAt >= until) {
      socket.end();
      return;
    }
    tally.sent += 1;
    socket.write(requestOf(plan, tally.sent));
  };
  socket.on('data', (chunk) => {
    text += String(chunk);
    const length = answerLength(text);
    if (length === 0) return;
    if (text.startsWith('HTTP/1.1 2')) tally.latencies.push(performance.now() - sentAt);
    else {
      tally.refused += 1;
      tally.refusal ??= text.slice(0, 600);
    }
    text = text.slice(length);
    next();
  });
  next();
  await once(socket, 'close');
}

async function work(plan: LoadPlan): Promise<LoadResult> {
  const tally: Tally = { sent: 0, refused: 0, refusal: null, latencies: [] };
  const begun = performance.now();
  const until = begun + plan.seconds * 1000;
  await Promise.all(Array.from({ length: plan.connections }, () => drive(plan, tally, until)));
  const seconds = (performance.now() - begun) / 1000;
  const sorted = tally.latencies.toSorted((a, b) => a - b);
  return {
    answered: sorted.length,
    refused: tally.refused,
    refusal: tally.refusal,
    perSecond: sorted.length / seconds,
    p50: percentile(sorted, 0.5),
    p99: percentile(sorted, 0.99),
  };
}

process.once('message', (plan: LoadPlan) => {
  void work(plan).then((result) => {
    process.send?.(result, () => {
      process.disconnect?.();
    });
  });
});
