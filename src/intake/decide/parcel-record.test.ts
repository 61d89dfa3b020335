import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Parcel } from '../model.ts';
import { decodeParcel, encodeParcel } from './parcel-record.ts';

const at = Temporal.Instant.from('2026-11-24T01:00:00.123Z');
const parcel: Parcel = {
  key: { orgId: 'org_1', id: 'ink_1', serviceId: 'svc_1', source: 'generic' },
  source: 'generic',
  eventId: 'evt_1',
  receivedAt: at,
  contentType: null,
  raw: Buffer.from([0, 255, 10, 34]),
  result: {
    signals: [
      {
        kind: 'alert',
        dedupKey: 'k',
        status: 'firing',
        severity: 'critical',
        severityRaw: null,
        title: 'Überlauf "1"\n',
        body: '',
        sourceTime: { text: 'then', at },
        expiresAt: at,
        labels: { expiresAt: 'no time at all' },
        serviceHint: null,
        links: [],
        groupKey: null,
        actor: null,
        change: null,
        warnings: [],
        parser: 'generic/1',
      },
    ],
    rejected: [{ index: 1, reason: 'no' }],
    controls: [],
    groupResolves: [{ groupKey: 'g', sourceTime: { text: 'never', at: null } }],
    deliveryId: 'd',
  },
};

test('a parcel comes back as it was, and says that it was in the spool', () => {
  const back = decodeParcel(encodeParcel(parcel));
  assert.deepEqual(back, { ...parcel, fromSpool: true });
  assert.ok(back.result.signals[0]?.expiresAt instanceof Temporal.Instant);
});

test('what another program wrote is refused, not guessed', () => {
  const bytes = encodeParcel(parcel);
  bytes.write('9', bytes.indexOf('"version":1') + 10);
  assert.throws(() => decodeParcel(bytes), /unknown version 9/);
});

test('what is whole on disk and no event all the same is refused', () => {
  const of = (text: string): Buffer => {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(text.length);
    return Buffer.concat([length, Buffer.from(text)]);
  };
  const { key: _, ...keyless } = parcel;
  for (const text of ['null', '{"version":1}', JSON.stringify({ version: 1, ...keyless })]) {
    assert.throws(() => decodeParcel(of(text)), Error, text);
  }
});
