import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';
import twilio from 'twilio';

import { isSignedByTwilio } from './twilio-signature.ts';

const authToken = 'token';

test('agrees with the SDK on any URL and form', () => {
  const url = fc.oneof(
    fc.constantFrom(
      'https://ops.example/v1/receipts/x',
      'https://ops.example:8443/v1/receipts/x?a=1&b=%20c',
      'http://127.0.0.1:7077/r?x=it%27s',
      "https://ops.example/it's?q='",
      'https://[::1]/r',
      'https://[::1]:7077/r',
      'https://ops.example?x=1',
    ),
    fc.webUrl({ withQueryParameters: true }),
  );
  const value = fc.oneof(fc.string(), fc.array(fc.string(), { minLength: 1, maxLength: 3 }));
  const form = fc.dictionary(fc.string({ minLength: 1 }), value);
  fc.assert(
    fc.property(url, form, (at, values) => {
      const signature = twilio.getExpectedTwilioSignature(authToken, at, values);
      assert.ok(isSignedByTwilio({ authToken, url: at, form: values, signature }));
      assert.ok(twilio.validateRequest(authToken, signature, at, values));
    }),
    { numRuns: 200 },
  );
});

test('takes a signature made with or without the standard port', () => {
  const form = { MessageSid: 'SM1' };
  for (const [called, configured] of [
    ['https://ops.example:443/r', 'https://ops.example/r'],
    ['https://ops.example/r', 'https://ops.example:443/r'],
    ['http://ops.example:80/r?a=1', 'http://ops.example/r?a=1'],
  ] as const) {
    const signature = twilio.getExpectedTwilioSignature(authToken, called, form);
    assert.ok(isSignedByTwilio({ authToken, url: configured, form, signature }), configured);
    assert.ok(twilio.validateRequest(authToken, signature, configured, form));
  }
});

test('X90 refuses another token, URL, form, or none at all', () => {
  const url = 'https://ops.example/r';
  const form = { MessageSid: 'SM1', MessageStatus: 'delivered' };
  const signature = twilio.getExpectedTwilioSignature(authToken, url, form);
  assert.ok(isSignedByTwilio({ authToken, url, form, signature }));
  assert.ok(!isSignedByTwilio({ authToken: 'other', url, form, signature }));
  assert.ok(!isSignedByTwilio({ authToken, url: `${url}?x`, form, signature }));
  assert.ok(
    !isSignedByTwilio({ authToken, url, form: { ...form, MessageStatus: 'failed' }, signature }),
  );
  assert.ok(!isSignedByTwilio({ authToken, url, form, signature: undefined }));
  assert.ok(!isSignedByTwilio({ authToken, url, form, signature: '' }));
  assert.ok(
    !isSignedByTwilio({
      authToken: '',
      url,
      form,
      signature: twilio.getExpectedTwilioSignature('', url, form),
    }),
  );
});
