// What the phone channels share: the form post to a Twilio-shaped API and the reading of its answer.
import type { EgressResponse } from '#platform/egress';

import {
  isTemporary,
  outcomeOfAnswer,
  outcomeOfFailure,
  retryAfterSeconds,
} from './http-outcome.ts';
import type { Field, Outcome, SendInput } from './model.ts';

const publicBase = 'https://api.twilio.com';

/** The operator's account; the same four for messages and calls. */
export const accountFields: readonly Field[] = [
  {
    key: 'accountSid',
    label: 'channels.phone.accountSid',
    kind: 'text',
    required: true,
    secret: false,
  },
  {
    key: 'authToken',
    label: 'channels.phone.authToken',
    kind: 'text',
    required: true,
    secret: true,
  },
  { key: 'from', label: 'channels.phone.from', kind: 'text', required: true, secret: false },
  { key: 'baseUrl', label: 'channels.phone.baseUrl', kind: 'url', required: false, secret: false },
];

export const numberField: Field = {
  key: 'address',
  label: 'channels.phone.number',
  kind: 'phone',
  required: true,
  secret: false,
};

/** Error codes in our own words: the provider's texts repeat numbers and are not stored. */
const deadTargets: Readonly<Record<number, string>> = {
  13224: 'the number cannot be dialled',
  13225: 'the number may not be dialled',
  21211: 'not a valid number',
  21214: 'the number cannot be reached',
  21217: 'not a valid number',
  21219: 'the number is not verified with the provider',
  21610: 'the person sent STOP',
  21612: 'the number cannot be reached from ours',
  21614: 'not a mobile number',
  21635: 'a landline cannot take messages',
};

const deadConfigs: Readonly<Record<number, string>> = {
  20003: 'the account or its token is wrong',
  20005: 'the account is not active',
  20404: 'the account does not exist',
  21210: 'our number is not verified',
  21212: 'our number is not valid',
  21215: 'calls to this country are switched off',
  21408: 'messages to this country are switched off',
  21603: 'our number is missing',
  21606: 'our number cannot send messages',
  21608: 'a trial account may not reach this number',
  21659: 'our number does not belong to the account',
};

const temporaries: Readonly<Record<number, string>> = {
  14107: 'too many messages',
  20429: 'too many requests',
  21611: "the provider's queue is full",
};

/** Posts the form to `Messages.json` or `Calls.json` of the account and reads the answer. */
export async function postToTwilio(
  input: SendInput,
  resource: 'Messages.json' | 'Calls.json',
  form: Readonly<Record<string, string>>,
): Promise<Outcome> {
  const { settings, http, now, signal } = input;
  const account = settings['accountSid'] ?? '';
  const base = (settings['baseUrl'] || publicBase).replace(/\/+$/, '');
  const credentials = Buffer.from(`${account}:${settings['authToken'] ?? ''}`).toString('base64');
  try {
    const answer = await http.fetch({
      url: `${base}/2010-04-01/Accounts/${encodeURIComponent(account)}/${resource}`,
      method: 'POST',
      headers: {
        authorization: `Basic ${credentials}`,
        'content-type': 'application/x-www-form-urlencoded',
        accept: 'application/json',
      },
      body: new URLSearchParams(form).toString(),
      signal,
      // TWILIO_BASE_URL is the operator's own; users cannot enter it.
      trusted: true,
    });
    return outcomeOfTwilio(answer, now);
  } catch (error) {
    const outcome = outcomeOfFailure(error, 'deadConfig');
    // Without its body an answer names no message: nothing could be matched to receipts.
    return outcome.kind === 'accepted'
      ? { kind: 'unknown', reason: 'the answer broke off' }
      : outcome;
  }
}

/** The provider's answer as an outcome; its own error code goes before the HTTP status. */
export function outcomeOfTwilio(answer: EgressResponse, now: Temporal.Instant): Outcome {
  const body = readJson(answer.body);
  if (answer.status >= 200 && answer.status < 300) {
    const sid = body['sid'];
    return typeof sid === 'string' && /^[A-Z]{2}[0-9a-zA-Z]{8,64}$/.test(sid)
      ? { kind: 'accepted', providerId: sid }
      : { kind: 'unknown', reason: 'the answer names no message' };
  }
  const code = typeof body['code'] === 'number' ? body['code'] : 0;
  const after = retryAfterSeconds(answer.headers, now);
  const said = (words: string): string => `${words} (${code})`;
  const temporary = temporaries[code];
  if (temporary !== undefined)
    return { kind: 'retry', reason: said(temporary), afterSeconds: after };
  if (isTemporary(answer.status)) return outcomeOfAnswer(answer, now);
  const target = deadTargets[code];
  if (target !== undefined) return { kind: 'deadTarget', reason: said(target) };
  const config = deadConfigs[code];
  if (config !== undefined) return { kind: 'deadConfig', reason: said(config) };
  // Unknown refusals are ours to look at: a contact method is not marked broken on a guess.
  return {
    kind: 'deadConfig',
    reason: `answered ${answer.status}${code === 0 ? '' : ` (${code})`}`,
  };
}

function readJson(body: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
