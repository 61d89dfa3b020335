// Receipts and replies that a Twilio-shaped provider posts to us. They come late, twice, out of
// order and from foreign accounts; a receipt only ever moves a message forward.
import type { FormValues } from './twilio-signature.ts';

export type ReceiptState = 'accepted' | 'undelivered' | 'delivered';

export interface Receipt {
  channel: 'sms' | 'voice';
  providerId: string;
  /** Whose message it was: receipts of another account are refused. */
  accountId: string;
  state: ReceiptState;
  /** For `undelivered`: whether the number itself is at fault for good. */
  fault: 'target' | 'temporary' | null;
  reason: string | null;
}

const smsStates: Readonly<Record<string, ReceiptState>> = {
  accepted: 'accepted',
  scheduled: 'accepted',
  queued: 'accepted',
  sending: 'accepted',
  sent: 'accepted',
  delivered: 'delivered',
  read: 'delivered',
  undelivered: 'undelivered',
  failed: 'undelivered',
  canceled: 'undelivered',
};

const callStates: Readonly<Record<string, ReceiptState>> = {
  queued: 'accepted',
  initiated: 'accepted',
  ringing: 'accepted',
  'in-progress': 'accepted',
  completed: 'delivered',
  busy: 'undelivered',
  'no-answer': 'undelivered',
  failed: 'undelivered',
  canceled: 'undelivered',
};

/** Delivery errors in our own words. */
const errors: Readonly<Record<string, { reason: string; fault: 'target' | 'temporary' }>> = {
  21610: { reason: 'the person sent STOP', fault: 'target' },
  30003: { reason: 'the phone is off or unreachable', fault: 'temporary' },
  30004: { reason: 'the message was blocked', fault: 'temporary' },
  30005: { reason: 'the number is unknown', fault: 'target' },
  30006: { reason: 'a landline cannot take messages', fault: 'target' },
  30007: { reason: 'the carrier filtered the message', fault: 'temporary' },
  30008: { reason: 'the carrier gave no reason', fault: 'temporary' },
  30410: { reason: 'the carrier did not answer in time', fault: 'temporary' },
};

/** Reads a status callback of a message or a call; null when it is none. */
export function parseReceipt(form: FormValues): Receipt | null {
  const accountId = one(form, 'AccountSid');
  const message = one(form, 'MessageSid') || one(form, 'SmsSid');
  const call = one(form, 'CallSid');
  if (message !== '') return smsReceipt(form, message, accountId);
  if (call !== '') return callReceipt(form, call, accountId);
  return null;
}

function smsReceipt(form: FormValues, providerId: string, accountId: string): Receipt | null {
  const word = one(form, 'MessageStatus') || one(form, 'SmsStatus');
  const state = smsStates[word];
  if (state === undefined) return null;
  const code = one(form, 'ErrorCode');
  const known = errors[code];
  const lost = state === 'undelivered';
  const plain = code === '' ? word : `${word} (${code})`;
  return {
    channel: 'sms',
    providerId,
    accountId,
    state,
    fault: lost ? (known?.fault ?? 'temporary') : null,
    reason: lost ? (known ? `${known.reason} (${code})` : plain) : null,
  };
}

function callReceipt(form: FormValues, providerId: string, accountId: string): Receipt | null {
  const answeredBy = one(form, 'AnsweredBy');
  const word = one(form, 'CallStatus');
  const machine = /^(machine|fax)/.test(answeredBy);
  const common = { channel: 'voice', providerId, accountId } as const;
  // A mailbox that took the call woke nobody (goalert#921).
  if (machine) {
    return { ...common, state: 'undelivered', fault: 'temporary', reason: 'a machine answered' };
  }
  const state = callStates[word];
  // A machine-detection callback that heard a human says nothing about how the call ended.
  if (state === undefined) return null;
  const lost = state === 'undelivered';
  return { ...common, state, fault: lost ? 'temporary' : null, reason: lost ? word : null };
}

const rank: Readonly<Record<ReceiptState, number>> = { accepted: 0, undelivered: 1, delivered: 2 };

/**
 * Where a message stands after one more receipt. Forward only: a late `sent` does not undo
 * `delivered`, and proof of delivery beats an earlier failure.
 */
export function advanceReceipt(current: ReceiptState, next: ReceiptState): ReceiptState {
  return rank[next] > rank[current] ? next : current;
}

/** A pressed digit during one of our calls. */
export interface PressedDigit {
  providerId: string;
  accountId: string;
  /** One of 0 to 9, `*`, `#`; empty when nothing was pressed. */
  digit: string;
}

/** Reads the callback of a `Gather`; null when it is none. */
export function parseDigits(form: FormValues): PressedDigit | null {
  const providerId = one(form, 'CallSid');
  if (providerId === '') return null;
  const digit = /^[0-9*#]/.exec(one(form, 'Digits'))?.[0] ?? '';
  return { providerId, accountId: one(form, 'AccountSid'), digit };
}

/** A message somebody sent to our number. */
export interface IncomingSms {
  providerId: string;
  accountId: string;
  from: string;
  to: string;
  body: string;
}

/** Reads an incoming message; null when it is none. */
export function parseIncomingSms(form: FormValues): IncomingSms | null {
  const providerId = one(form, 'MessageSid') || one(form, 'SmsSid');
  const from = one(form, 'From');
  if (providerId === '' || from === '' || one(form, 'MessageStatus') !== '') return null;
  const to = one(form, 'To');
  return { providerId, accountId: one(form, 'AccountSid'), from, to, body: one(form, 'Body') };
}

function one(form: FormValues, name: string): string {
  const value = form[name] ?? '';
  return typeof value === 'string' ? value : (value[0] ?? '');
}
