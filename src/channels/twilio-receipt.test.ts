import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import {
  advanceReceipt,
  parseDigits,
  parseIncomingSms,
  parseReceipt,
  type ReceiptState,
} from './twilio-receipt.ts';

const smsForm = (state: string, more = {}) => ({
  MessageSid: 'SM1',
  AccountSid: 'AC1',
  MessageStatus: state,
  ...more,
});
const callForm = (state: string, more = {}) => ({
  CallSid: 'CA1',
  AccountSid: 'AC1',
  CallStatus: state,
  ...more,
});

test('reads message states', () => {
  const states = Object.fromEntries(
    ['queued', 'sending', 'sent', 'delivered', 'undelivered', 'failed'].map((word) => [
      word,
      parseReceipt(smsForm(word))?.state,
    ]),
  );
  assert.deepEqual(states, {
    queued: 'accepted',
    sending: 'accepted',
    sent: 'accepted',
    delivered: 'delivered',
    undelivered: 'undelivered',
    failed: 'undelivered',
  });
  assert.equal(parseReceipt(smsForm('something new')), null);
  assert.equal(parseReceipt({}), null);
});

test('an error code says whether the number is at fault', () => {
  assert.deepEqual(parseReceipt(smsForm('undelivered', { ErrorCode: '30006' })), {
    channel: 'sms',
    providerId: 'SM1',
    accountId: 'AC1',
    state: 'undelivered',
    fault: 'target',
    reason: 'a landline cannot take messages (30006)',
  });
  assert.equal(parseReceipt(smsForm('undelivered', { ErrorCode: '30003' }))?.fault, 'temporary');
  assert.equal(parseReceipt(smsForm('failed', { ErrorCode: '39999' }))?.reason, 'failed (39999)');
});

test('a machine that answers is not a person who was reached (goalert#921)', () => {
  assert.equal(parseReceipt(callForm('completed'))?.state, 'delivered');
  assert.equal(parseReceipt(callForm('completed', { AnsweredBy: 'human' }))?.state, 'delivered');
  for (const machine of ['machine_start', 'machine_end_beep', 'machine_end_silence', 'fax']) {
    assert.equal(
      parseReceipt(callForm('completed', { AnsweredBy: machine }))?.state,
      'undelivered',
    );
    // The asynchronous detection callback carries no state of the call.
    assert.equal(
      parseReceipt({ CallSid: 'CA1', AccountSid: 'AC1', AnsweredBy: machine })?.state,
      'undelivered',
    );
  }
  assert.equal(parseReceipt({ CallSid: 'CA1', AccountSid: 'AC1', AnsweredBy: 'human' }), null);
  for (const word of ['busy', 'no-answer', 'failed', 'canceled']) {
    assert.equal(parseReceipt(callForm(word))?.state, 'undelivered');
  }
});

test('receipts move a message forward only, in whatever order and however often they come', () => {
  const state = fc.constantFrom<ReceiptState>('accepted', 'undelivered', 'delivered');
  const settle = (states: ReceiptState[]): ReceiptState =>
    states.reduce(advanceReceipt, 'accepted');
  fc.assert(
    fc.property(fc.array(state, { minLength: 1 }), (states) => {
      const end = settle(states);
      assert.equal(settle(states.toReversed()), end);
      assert.equal(settle([...states, ...states]), end);
      assert.equal(states.includes('delivered'), end === 'delivered');
    }),
    { numRuns: 200 },
  );
});

test('reads pressed digits and incoming messages, and nothing else as such', () => {
  assert.deepEqual(parseDigits({ CallSid: 'CA1', AccountSid: 'AC1', Digits: '4' }), {
    providerId: 'CA1',
    accountId: 'AC1',
    digit: '4',
  });
  assert.equal(parseDigits({ CallSid: 'CA1', Digits: 'x' })?.digit, '');
  assert.equal(parseDigits({ CallSid: 'CA1' })?.digit, '');
  assert.equal(parseDigits({ Digits: '4' }), null);
  const incoming = { MessageSid: 'SM2', AccountSid: 'AC1', From: '+1', To: '+2', Body: ' 12A ' };
  assert.equal(parseIncomingSms(incoming)?.body, ' 12A ');
  assert.equal(parseIncomingSms(smsForm('sent', { From: '+1' })), null);
  assert.equal(parseIncomingSms({}), null);
});
