import assert from 'node:assert/strict';
import { test } from 'node:test';

import { XMLParser, XMLValidator } from 'fast-xml-parser';
import twilio from 'twilio';

import { sampleMessage, sendInput } from '#harness/channel-rig';
import { startFakePhone } from '#harness/fake-phone';

import { askTwiml, replyTwiml, voice } from './voice.ts';

test('calls, says the words three times and asks for one digit', async (t) => {
  const phone = await startFakePhone();
  t.after(() => phone.close());
  const settings = {
    accountSid: phone.accountSid,
    authToken: phone.authToken,
    from: phone.from,
    baseUrl: phone.baseUrl,
  };
  const message = sampleMessage({ spoken: 'Checkout & "Ledger" <down>. Press 4.' });
  const outcome = await voice.send(
    sendInput({ settings, target: { address: '+4915100000001' } }, { message }),
  );
  const call = phone.items[0];
  assert.ok(call);
  assert.deepEqual(outcome, { kind: 'accepted', providerId: call.sid });
  assert.equal(call.kind, 'call');
  assert.equal(call.body, 'Checkout & "Ledger" <down>. Press 4.');
  assert.equal(call.form['AsyncAmd'], 'true');
  assert.equal(call.form['MachineDetection'], 'Enable');
  assert.equal(call.form['AsyncAmdStatusCallback'], 'http://127.0.0.1:1/status');
  assert.equal(call.form['StatusCallback'], 'http://127.0.0.1:1/status');
});

test('our TwiML says the same as the SDK’s own', () => {
  const parser = new XMLParser({ ignoreAttributes: false });
  const response = new twilio.twiml.VoiceResponse();
  const gather = response.gather({
    numDigits: 1,
    timeout: 10,
    method: 'POST',
    action: 'https://x.example/d?a=1&b=2',
  });
  gather.say({ language: 'de-DE', loop: 3 }, 'Größer & "lauter" <laut>');
  response.hangup();
  const ours = askTwiml('Größer & "lauter" <laut>', 'de-DE', 'https://x.example/d?a=1&b=2');
  const theirs: unknown = parser.parse(response.toString().replace(/^<\?xml[^>]*\?>/, ''));
  assert.deepEqual(parser.parse(ours), theirs);
});

test('hostile words stay words, and the TwiML stays readable and short', () => {
  for (const words of [
    '</Say><Dial>+1900</Dial>',
    'a\u0000b\u0008c\ud800d',
    '&'.repeat(5_000),
    '',
  ]) {
    const twiml = askTwiml(words, 'en-US', 'https://x.example/d');
    assert.equal(XMLValidator.validate(twiml), true, words.slice(0, 20));
    assert.ok(twiml.length <= 4_000);
    assert.ok(!twiml.includes('<Dial'));
  }
  assert.equal(XMLValidator.validate(replyTwiml('Quittiert & fertig', 'de-DE')), true);
  assert.ok(!askTwiml('x', 'en-US', null).includes('Gather'));
});
