// A receiver of outgoing webhooks. Signatures are checked by the package `standardwebhooks`, as a
// customer would.
import { Webhook } from 'standardwebhooks';

import { listenHttp, type FakeAnswer, type FakeRequest } from './listen.ts';
import { waitUntil } from './wait.ts';

export interface ReceivedHook {
  id: string;
  timestamp: number;
  headers: Record<string, string>;
  body: Record<string, unknown>;
  /** Null when the signature held; else why not. */
  fault: string | null;
  /** `performance.now()` of this process. */
  arrivedAt: number;
}

export interface FakeWebhook {
  url: string;
  /** `whsec_...`, to be given to the sender. */
  secret: string;
  /** Everything that arrived, well signed or not. */
  hooks: ReceivedHook[];
  /** Answers of the next requests, in order; afterwards 200. */
  script(...answers: FakeAnswer[]): void;
  waitFor(fits: (hook: ReceivedHook) => boolean, timeoutMs?: number): Promise<ReceivedHook>;
  close(): Promise<void>;
}

export interface FakeWebhookOptions {
  secret?: string;
  /**
   * The moved clock of a story. The package allows five minutes around the real time; with this, the
   * time is held against the story's clock and the signature against what the package signs itself.
   */
  now?: () => Temporal.Instant;
}

const toleranceMs = 300_000;

/** Starts a receiver on 127.0.0.1. */
export async function startFakeWebhook(options: FakeWebhookOptions = {}): Promise<FakeWebhook> {
  const secret = options.secret ?? `whsec_${Buffer.alloc(32, 'evenkeel').toString('base64')}`;
  const hooks: ReceivedHook[] = [];
  const answers: FakeAnswer[] = [];
  const fake = await listenHttp((request) => {
    hooks.push(read(request, secret, options.now));
    return answers.shift() ?? { status: 200, body: 'ok' };
  });
  return {
    url: `${fake.origin}/hook`,
    secret,
    hooks,
    script: (...next) => answers.splice(0, answers.length, ...next),
    waitFor: (fits, timeoutMs) => waitUntil('a webhook', () => hooks.find(fits), timeoutMs),
    close: () => fake.close(),
  };
}

function read(request: FakeRequest, secret: string, now?: () => Temporal.Instant): ReceivedHook {
  const text = request.body.toString('utf8');
  const timestamp = Number(request.headers['webhook-timestamp'] ?? 'NaN');
  const id = request.headers['webhook-id'] ?? '';
  const verifier = new Webhook(secret);
  let fault: string | null = null;
  try {
    if (now === undefined) verifier.verify(text, request.headers);
    else
      fault = compare(verifier, { request, text, id, timestamp, nowMs: now().epochMilliseconds });
  } catch (error) {
    fault = error instanceof Error ? error.message : String(error);
  }
  return {
    id,
    timestamp,
    headers: request.headers,
    body: JSON.parse(text) as ReceivedHook['body'],
    fault,
    arrivedAt: performance.now(),
  };
}

interface Comparison {
  request: FakeRequest;
  text: string;
  id: string;
  timestamp: number;
  nowMs: number;
}

function compare(
  verifier: Webhook,
  { request, text, id, timestamp, nowMs }: Comparison,
): string | null {
  if (!(Math.abs(timestamp * 1000 - nowMs) <= toleranceMs))
    return 'Message timestamp out of tolerance';
  const expected = verifier.sign(id, new Date(timestamp * 1000), text);
  const given = (request.headers['webhook-signature'] ?? '').split(' ');
  return given.includes(expected) ? null : 'No matching signature found';
}
