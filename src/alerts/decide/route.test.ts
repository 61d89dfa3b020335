import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { AlertSignal } from '../model.ts';
import { type RoutableService, routeSignal } from './route.ts';

const checkout = { id: 'svc_1', name: 'Checkout', archivedAt: null };
const ledger = { id: 'svc_2', name: 'Ledger', archivedAt: null };
const gone = {
  id: 'svc_3',
  name: 'Gone',
  archivedAt: Temporal.Instant.from('2026-01-01T00:00:00Z'),
};
const byRef = new Map<string, RoutableService>([
  ['svc_1', checkout],
  ['svc_2', ledger],
  ['ledger', ledger],
  ['card-payments', ledger],
  ['gone', gone],
]);

function signal(serviceHint: string | null): AlertSignal {
  return {
    dedupKey: 'k',
    status: 'firing',
    severity: 'error',
    severityRaw: null,
    title: 't',
    body: '',
    sourceTime: null,
    expiresAt: null,
    labels: {},
    serviceHint,
    links: [],
    groupKey: null,
    warnings: [{ code: 'labels_cut', detail: '3 labels cut' }],
  };
}

test('a named service that exists wins, by slug, id or a name like the slug', () => {
  for (const hint of ['ledger', 'svc_2', 'LEDGER', 'Card Payments']) {
    const route = routeSignal(signal(hint), 'svc_1', byRef);
    assert.equal(route.serviceId, 'svc_2', hint);
    assert.match(route.reasons[0]?.text ?? '', /because the event names/);
  }
});

test('otherwise the service of the key, and the warnings are told', () => {
  for (const hint of [null, 'node', 'gone']) {
    const { serviceId, reasons } = routeSignal(signal(hint), 'svc_1', byRef);
    assert.equal(serviceId, 'svc_1');
    assert.match(reasons[0]?.text ?? '', /Checkout, the service of the ingest key/);
    assert.deepEqual(reasons.at(-1), { code: 'labels_cut', text: '3 labels cut' });
  }
});
