import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startTestApp } from '#harness/app';

import { makeSetupLink } from './claim-setup.ts';

const sameOrigin = { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' };

test('the address of a phone signs in once, within ten minutes, and only a session makes one', async () => {
  await using app = await startTestApp({ owner: false });
  const post = (path: string, body: object, headers: Record<string, string> = {}) =>
    fetch(app.url + path, {
      method: 'POST',
      headers: { ...sameOrigin, ...headers },
      body: JSON.stringify(body),
    });
  const token = (await makeSetupLink(app.platform))?.split('#')[1];
  const claimed = await post('/v1/setup', {
    token,
    organisation: 'Example',
    name: 'Olga',
    email: 'olga@example.com',
    password: 'a long enough pass phrase',
    timezone: 'Europe/Berlin',
  });
  assert.equal(claimed.status, 201);
  const cookie = (claimed.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const made = await post('/v1/session/phone-links', {}, { cookie });
  assert.equal(made.status, 201);
  const { link } = (await made.json()) as { link: string };
  const phone = link.split('#')[1];
  assert.equal((await post('/v1/session/phone', { token: phone })).status, 201);
  assert.equal((await post('/v1/session/phone', { token: phone })).status, 410, 'one use');
  const late = (await (await post('/v1/session/phone-links', {}, { cookie })).json()) as {
    link: string;
  };
  await app.advance('11m');
  assert.equal((await post('/v1/session/phone', { token: late.link.split('#')[1] })).status, 410);
});
