// A phone company with Twilio's interface. Callbacks are signed by Twilio's own SDK and TwiML is
// read by an XML parser, so our side is checked by other people's code. It does nothing by itself:
// a story says when a message is delivered, a call answered, a digit pressed.
import { randomBytes } from 'node:crypto';

import { XMLParser } from 'fast-xml-parser';
import twilio from 'twilio';

import { listenHttp, type FakeAnswer, type FakeRequest } from './listen.ts';
import { waitUntil } from './wait.ts';

export interface PhoneItem {
  kind: 'sms' | 'call';
  sid: string;
  to: string;
  from: string;
  /** Text of a message; what is said in a call. */
  body: string;
  /** The form as posted. */
  form: Record<string, string>;
}

export interface Callback {
  status: number;
  body: string;
}

/** What the person at the other end hears after a digit. */
export interface Pressed extends Callback {
  said: string;
}

/** `{ status, code }` with Twilio's error body, or a broken connection; `hang` takes the item first. */
export type PhoneFault =
  | { status: number; code?: number; retryAfter?: number }
  | 'hang'
  | 'reset'
  | 'hang before taking';

export interface FakePhone {
  /** For TWILIO_BASE_URL. */
  baseUrl: string;
  accountSid: string;
  authToken: string;
  from: string;
  items: PhoneItem[];
  /** Faults of the next requests, in order; afterwards all is well. */
  script(...faults: PhoneFault[]): void;
  waitFor(fits: (item: PhoneItem) => boolean, timeoutMs?: number): Promise<PhoneItem>;
  /** Reports a state (`sent`, `delivered`, `undelivered`, `busy`, ...) to the item's StatusCallback. */
  report(item: PhoneItem, state: string, more?: Record<string, string>): Promise<Callback>;
  /** Presses a digit in a call: posts to the action of its Gather. */
  press(item: PhoneItem, digit: string): Promise<Pressed>;
  /** Sends an SMS to our number, to the URL that the operator registered for incoming messages. */
  reply(url: string, from: string, body: string): Promise<Callback>;
  close(): Promise<void>;
}

export interface FakePhoneOptions {
  /** Signs with another token, as an impostor would. */
  signWith?: string;
  accountSid?: string;
  /** Where a URL of ours really is; it is signed as it was given. */
  reach?: (url: string) => string;
}

const xml = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '' });

/** Starts the phone company on 127.0.0.1. */
export async function startFakePhone(options: FakePhoneOptions = {}): Promise<FakePhone> {
  const accountSid = options.accountSid ?? `AC${'0123456789abcdef'.repeat(2)}`;
  const authToken = 'a-token-of-the-phone-company';
  const from = '+15005550006';
  const items: PhoneItem[] = [];
  const faults: PhoneFault[] = [];
  const fake = await listenHttp((request) => {
    const authorised = checkAccount(request, accountSid, authToken);
    if (authorised) return authorised;
    const fault = faults.shift();
    if (fault === 'hang before taking') return 'hang';
    if (typeof fault === 'object') return refusal(fault);
    const item = take(request, items.length);
    if ('status' in item) return item;
    items.push(item);
    if (fault !== undefined) return fault;
    const body = JSON.stringify({ sid: item.sid, status: 'queued', to: item.to, from: item.from });
    return { status: 201, headers: { 'content-type': 'application/json' }, body };
  });

  const post = async (url: string, form: Record<string, string>): Promise<Callback> => {
    const signature = twilio.getExpectedTwilioSignature(options.signWith ?? authToken, url, form);
    const response = await fetch(options.reach?.(url) ?? url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
        'x-twilio-signature': signature,
      },
      body: new URLSearchParams(form),
    });
    return { status: response.status, body: await response.text() };
  };

  return {
    baseUrl: fake.origin,
    accountSid,
    authToken,
    from,
    items,
    script: (...next) => faults.splice(0, faults.length, ...next),
    waitFor: (fits, timeoutMs) => waitUntil('an SMS or a call', () => items.find(fits), timeoutMs),
    async report(item, state, more = {}) {
      const url = item.form['StatusCallback'];
      if (url === undefined) throw new Error('The item has no StatusCallback.');
      const common = {
        AccountSid: accountSid,
        To: item.to,
        From: item.from,
        ApiVersion: '2010-04-01',
      };
      return await post(url, { ...common, ...statusForm(item, state), ...more });
    },
    async press(item, digit) {
      const action = actionOf(item.form['Twiml'] ?? '');
      const form = {
        CallSid: item.sid,
        AccountSid: accountSid,
        CallStatus: 'in-progress',
        Digits: digit,
      };
      const answer = await post(action, { ...form, To: item.to, From: item.from });
      return { ...answer, said: answer.status === 200 ? spoken(answer.body) : '' };
    },
    async reply(url, sender, body) {
      const MessageSid = `SM${randomBytes(16).toString('hex')}`;
      const form = { MessageSid, SmsSid: MessageSid, AccountSid: accountSid, NumMedia: '0' };
      return await post(url, { ...form, From: sender, To: from, Body: body });
    },
    close: () => fake.close(),
  };
}

function statusForm(item: PhoneItem, state: string): Record<string, string> {
  return item.kind === 'sms'
    ? { MessageSid: item.sid, SmsSid: item.sid, MessageStatus: state, SmsStatus: state }
    : { CallSid: item.sid, CallStatus: state };
}

function checkAccount(request: FakeRequest, sid: string, token: string): FakeAnswer | null {
  const expected = `Basic ${Buffer.from(`${sid}:${token}`).toString('base64')}`;
  if (request.headers['authorization'] !== expected) return refusal({ status: 401, code: 20003 });
  return request.path.startsWith(`/2010-04-01/Accounts/${sid}/`)
    ? null
    : refusal({ status: 404, code: 20404 });
}

function refusal(fault: { status: number; code?: number; retryAfter?: number }): FakeAnswer {
  const { status, code = 0, retryAfter } = fault;
  return {
    status,
    headers: {
      'content-type': 'application/json',
      ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
    },
    body: JSON.stringify({ code, status, message: 'The number +15005550001 is not right.' }),
  };
}

function take(request: FakeRequest, count: number): PhoneItem | Extract<FakeAnswer, object> {
  const form = Object.fromEntries(new URLSearchParams(request.body.toString('utf8')));
  const call = request.path.endsWith('/Calls.json');
  if (!call && !request.path.endsWith('/Messages.json')) return { status: 404 };
  const to = form['To'] ?? '';
  if (!/^\+[1-9]\d{6,14}$/.test(to))
    return refusal({ status: 400, code: 21211 }) as Extract<FakeAnswer, object>;
  const tail = String(count + 1).padStart(32, '0');
  return {
    kind: call ? 'call' : 'sms',
    sid: `${call ? 'CA' : 'SM'}${tail}`,
    to,
    from: form['From'] ?? form['MessagingServiceSid'] ?? '',
    body: call ? spoken(form['Twiml'] ?? '') : (form['Body'] ?? ''),
    form,
  };
}

interface Say {
  '#text'?: string;
}

interface Twiml {
  Response?: { Gather?: { action?: string; Say?: Say | string }; Say?: Say | string };
}

function readTwiml(text: string): Twiml {
  return xml.parse(text) as Twiml;
}

function spoken(text: string): string {
  const { Response } = readTwiml(text);
  const say = Response?.Gather?.Say ?? Response?.Say ?? '';
  return typeof say === 'string' ? say : (say['#text'] ?? '');
}

function actionOf(twiml: string): string {
  const action = readTwiml(twiml).Response?.Gather?.action;
  if (action === undefined) throw new Error('The call asks for no digit.');
  return action;
}
