// A push service and the browser behind it: checks the VAPID token (RFC 8292) and decrypts the
// payload (RFC 8188, RFC 8291) with Node's own crypto, as a browser would, sharing no code with the
// sender.
import {
  createDecipheriv,
  createECDH,
  createPublicKey,
  hkdfSync,
  randomBytes,
  verify,
  type ECDH,
} from 'node:crypto';

import { listenHttp, type FakeAnswer, type FakeRequest } from './listen.ts';
import { waitUntil } from './wait.ts';

/** What `PushSubscription.toJSON()` gives in a browser. */
export interface PushSubscription {
  endpoint: string;
  keys: { p256dh: string; auth: string };
}

export interface ReceivedPush {
  subscription: PushSubscription;
  payload: Record<string, unknown>;
  ttl: number;
  urgency: string;
  topic: string;
  /** Claims of the token after its signature held. */
  claims: { aud: string; exp: number; sub: string };
  /** The sender's public key, as the browser would compare it with the one it subscribed with. */
  key: string;
}

export interface FakePush {
  origin: string;
  pushes: ReceivedPush[];
  /** Requests that a push service would refuse, with the reason. */
  faults: string[];
  /** A new browser that allowed notifications for this sender's key. */
  subscribe(senderKey?: string): PushSubscription;
  /** Answers of the next well-made requests; afterwards 201. */
  script(...answers: FakeAnswer[]): void;
  waitFor(fits: (push: ReceivedPush) => boolean, timeoutMs?: number): Promise<ReceivedPush>;
  close(): Promise<void>;
}

interface Browser {
  subscription: PushSubscription;
  ecdh: ECDH;
  auth: Buffer;
  senderKey: string | undefined;
}

/** Starts a push service, over TLS when a certificate is given. */
export async function startFakePush(tls?: { key: string; cert: string }): Promise<FakePush> {
  const browsers = new Map<string, Browser>();
  const pushes: ReceivedPush[] = [];
  const faults: string[] = [];
  const answers: FakeAnswer[] = [];

  const fake = await listenHttp((request) => {
    const browser = browsers.get(request.path);
    if (!browser) return { status: 404 };
    try {
      const push = receive(request, browser, fake.origin);
      const answer = answers.shift() ?? {
        status: 201,
        headers: { location: `/message/${pushes.length + 1}` },
      };
      const taken = answer === 'hang' || answer === 'reset' || answer.status < 300;
      if (taken) pushes.push(push);
      return answer;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      faults.push(reason);
      return { status: reason.startsWith('vapid') ? 403 : 400, body: reason };
    }
  }, tls);

  return {
    origin: fake.origin,
    pushes,
    faults,
    subscribe(senderKey) {
      const ecdh = createECDH('prime256v1');
      const auth = randomBytes(16);
      const path = `/push/${randomBytes(12).toString('base64url')}`;
      const keys = { p256dh: ecdh.generateKeys('base64url'), auth: auth.toString('base64url') };
      const subscription = { endpoint: fake.origin + path, keys };
      browsers.set(path, { subscription, ecdh, auth, senderKey });
      return subscription;
    },
    script: (...next) => answers.splice(0, answers.length, ...next),
    waitFor: (fits, timeoutMs) => waitUntil('a push', () => pushes.find(fits), timeoutMs),
    close: () => fake.close(),
  };
}

function receive(request: FakeRequest, browser: Browser, origin: string): ReceivedPush {
  const { headers, body } = request;
  const need = (ok: boolean, fault: string): void => {
    if (!ok) throw new Error(fault);
  };
  need(request.method === 'POST', 'method');
  need(headers['content-encoding'] === 'aes128gcm', 'content-encoding');
  need(/^\d+$/.test(headers['ttl'] ?? ''), 'ttl');
  need(/^(very-low|low|normal|high)$/.test(headers['urgency'] ?? 'normal'), 'urgency');
  need(/^[A-Za-z0-9_-]{0,32}$/.test(headers['topic'] ?? ''), 'topic');
  need(body.length <= 4096, 'payload too big');
  const { claims, key } = readVapid(headers['authorization'] ?? '', origin);
  need(
    browser.senderKey === undefined || browser.senderKey === key,
    'vapid: another key subscribed',
  );
  return {
    subscription: browser.subscription,
    payload: JSON.parse(decrypt(body, browser)) as Record<string, unknown>,
    ttl: Number(headers['ttl']),
    urgency: headers['urgency'] ?? 'normal',
    topic: headers['topic'] ?? '',
    claims,
    key,
  };
}

function readVapid(header: string, origin: string): Pick<ReceivedPush, 'claims' | 'key'> {
  const [, head = '', body = '', signature = '', key = ''] =
    /^vapid t=([\w-]+)\.([\w-]+)\.([\w-]+), ?k=([\w-]+)$/.exec(header) ?? [];
  const json = (part: string): unknown =>
    JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  if (key === '') throw new Error('vapid: unreadable header');
  const raw = Buffer.from(key, 'base64url');
  if (raw.length !== 65 || raw[0] !== 4) throw new Error('vapid: not an uncompressed P-256 point');
  const publicKey = createPublicKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      x: raw.subarray(1, 33).toString('base64url'),
      y: raw.subarray(33).toString('base64url'),
    },
  });
  const signed = Buffer.from(`${head}.${body}`);
  const valid = verify(
    'sha256',
    signed,
    { key: publicKey, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  if (!valid) throw new Error('vapid: bad signature');
  const claims = json(body) as ReceivedPush['claims'];
  const now = Temporal.Now.instant().epochMilliseconds / 1000;
  if (claims.aud !== origin) throw new Error(`vapid: audience ${claims.aud}`);
  if (!(claims.exp > now && claims.exp <= now + 86_400)) throw new Error('vapid: expiry');
  if (!/^(mailto:|https:)/.test(claims.sub)) throw new Error('vapid: subject');
  return { claims, key };
}

/** RFC 8188 with the keys of RFC 8291: one record, `salt | record size | key length | sender key`. */
function decrypt(body: Buffer, browser: Browser): string {
  const salt = body.subarray(0, 16);
  const keyLength = body.readUInt8(20);
  const senderKey = body.subarray(21, 21 + keyLength);
  const record = body.subarray(21 + keyLength);
  const shared = browser.ecdh.computeSecret(senderKey);
  const info = Buffer.concat([
    Buffer.from('WebPush: info\0'),
    browser.ecdh.getPublicKey(),
    senderKey,
  ]);
  const derive = (secret: Uint8Array, from: Uint8Array, about: Uint8Array, bytes: number): Buffer =>
    Buffer.from(hkdfSync('sha256', secret, from, about, bytes));
  const ikm = derive(shared, browser.auth, info, 32);
  const key = derive(ikm, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16);
  const nonce = derive(ikm, salt, Buffer.from('Content-Encoding: nonce\0'), 12);
  const decipher = createDecipheriv('aes-128-gcm', key, nonce);
  decipher.setAuthTag(record.subarray(-16));
  const padded = Buffer.concat([decipher.update(record.subarray(0, -16)), decipher.final()]);
  const end = padded.lastIndexOf(2);
  if (end < 0) throw new Error('padding');
  return padded.subarray(0, end).toString('utf8');
}
