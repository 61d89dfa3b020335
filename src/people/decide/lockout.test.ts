import assert from 'node:assert/strict';
import { test } from 'node:test';

import { bucketsOf, counted, networkOf, waitSeconds } from './lockout.ts';

const now = Temporal.Instant.from('2026-11-21T10:00:00Z');
const [account, network] = bucketsOf('ana@example.com', '2001:db8:1:2:3::4');

test('the first failures cost nothing, then the wait doubles up to a limit', () => {
  assert.ok(account);
  const waits = [0, 4, 5, 6, 7, 12, 13, 100].map((failures) =>
    waitSeconds(account, { failures, lastAt: now }, now),
  );
  assert.deepEqual(waits, [0, 0, 2, 4, 8, 256, 300, 300]);
});

test('waiting is enough, and an hour without an attempt forgets', () => {
  assert.ok(account);
  const attempts = { failures: 6, lastAt: now };
  assert.equal(waitSeconds(account, attempts, now.add({ seconds: 3 })), 1);
  assert.equal(waitSeconds(account, attempts, now.add({ seconds: 4 })), 0);
  const old = { failures: 90, lastAt: now.subtract({ hours: 1 }) };
  assert.equal(waitSeconds(account, old, now), 0);
  assert.deepEqual(counted(old, now), { failures: 1, lastAt: now });
  assert.deepEqual(counted(attempts, now), { failures: 7, lastAt: now });
});

test('all spellings of a /64, and of one IPv4 address, are one bucket', () => {
  assert.equal(network?.key, 'network 2001:db8:1:2::/64');
  const same = [
    '2001:db8:1:2::1',
    '2001:0DB8:0001:0002:ffff:ffff:ffff:ffff',
    '2001:db8:1:2:3:4:5:6',
    '2001:db8:1:2::%eth0',
  ];
  for (const address of same) assert.equal(networkOf(address), '2001:db8:1:2::/64', address);
  assert.notEqual(networkOf('2001:db8:1:3::1'), networkOf('2001:db8:1:2::1'));
  for (const address of [
    '192.0.2.7',
    '::ffff:192.0.2.7',
    '::ffff:c000:207',
    '0:0:0:0:0:ffff:c000:207',
  ]) {
    assert.equal(networkOf(address), '192.0.2.7', address);
  }
  assert.equal(networkOf('::1'), '0:0:0:0::/64');
  assert.equal(networkOf('nonsense'), 'nonsense');
});
