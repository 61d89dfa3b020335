import assert from 'node:assert/strict';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { test } from 'node:test';

import { makeCertificate } from './certificate.ts';

test('makes a certificate that Node reads, verifies and matches to its names', () => {
  const made = makeCertificate('hook.example');
  const read = new X509Certificate(made.cert);
  assert.ok(read.verify(read.publicKey));
  assert.ok(read.checkPrivateKey(createPrivateKey(made.key)));
  assert.equal(read.checkHost('hook.example'), 'hook.example');
  assert.equal(read.checkHost('other.example'), undefined);
  assert.equal(read.checkIP('127.0.0.1'), '127.0.0.1');
  assert.ok(read.ca);
});
