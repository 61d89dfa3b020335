import assert from 'node:assert/strict';
import { test } from 'node:test';

import { newId } from '#platform/ids';
import { createSecrets } from '#platform/secrets';

import { linkFor, readLink, readToken, tokenFor } from './link.ts';

const ring = (...ids: number[]) =>
  createSecrets(ids.map((id) => ({ id: `k${id}`, secret: new Uint8Array(32).fill(id) })));
const app = { secrets: ring(1), publicUrl: 'https://ops.example' };
const id = newId('ntf', Temporal.Instant.from('2026-11-24T01:00:00Z'));

test('a link names its message, short enough for one line of a mail', () => {
  const link = linkFor(app, id);
  assert.match(link, /^https:\/\/ops\.example\/a\/[0-9a-z]{26}[\w-]{22}$/);
  assert.equal(readLink(app, link.split('/a/')[1] ?? ''), id);
});

test('an older key still opens, another ring does not', () => {
  const token = tokenFor(app, 'link', id);
  assert.equal(readLink({ secrets: ring(2, 1) }, token), id);
  assert.equal(readLink({ secrets: ring(2) }, token), null);
});

test('a token for receipts opens no page', () => {
  assert.equal(readLink(app, tokenFor(app, 'receipt', id)), null);
  assert.equal(readToken(app, 'receipt', tokenFor(app, 'receipt', id)), id);
});

test('no other spelling of a token counts, not even of its spare bits', () => {
  const token = tokenFor(app, 'link', id);
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  for (const at of [0, 25, 26, 30, 47]) {
    for (const sign of alphabet) {
      const changed = token.slice(0, at) + sign + token.slice(at + 1);
      if (changed !== token) assert.equal(readLink(app, changed), null, changed);
    }
  }
  for (const wrong of ['', token.slice(1), `${token}=`, `${token} `, token.toUpperCase()]) {
    assert.equal(readLink(app, wrong), null);
  }
});
