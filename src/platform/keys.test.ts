import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { BadKeyRing, parseKeyRing, readKeyFile } from './keys.ts';

const secret = 'A'.repeat(43);

test('a ring is read in order, and says which entry is wrong without showing it', () => {
  const ring = parseKeyRing(`k2:${'B'.repeat(43)}, k1:${secret}\n`);
  assert.deepEqual(
    ring.map((key) => [key.id, key.secret.length]),
    [
      ['k2', 32],
      ['k1', 32],
    ],
  );
  for (const bad of ['', 'k1', `k1:short`, `k1:${secret},k1:${secret}`, `1:${secret}`]) {
    assert.throws(() => parseKeyRing(bad), BadKeyRing);
  }
  assert.throws(
    () => parseKeyRing(`k1:${secret},k2:canary`),
    (error: Error) => error.message.includes('Entry 2') && !error.message.includes('canary'),
  );
});

test('the key file is made once, private, and refused when others can read it', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'ek-keys-'));
  await assert.rejects(readKeyFile(dir, false), /is missing, but the database is not new/);
  const made = await readKeyFile(dir, true);
  assert.equal(statSync(join(dir, 'keys')).mode & 0o777, 0o600);
  assert.match(readFileSync(join(dir, 'keys'), 'utf8'), /^k1:[A-Za-z0-9_-]{43}\n$/);
  assert.deepEqual(await readKeyFile(dir, false), made);
  chmodSync(join(dir, 'keys'), 0o644);
  await assert.rejects(readKeyFile(dir, true), /can be read by others/);
  rmSync(dir, { recursive: true });
});
