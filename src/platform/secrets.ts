// Signing and encrypting with the secret ring (EVENKEEL_KEYS): the first key writes, all of them read.
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';

/** One key of the ring: `id` as in `k2:...`, 32 bytes of secret. */
export interface RingKey {
  id: string;
  secret: Uint8Array;
}

export interface Secrets {
  /** The name of the key that writes. */
  readonly current: string;
  /** The names of all keys, the writing one first. */
  readonly names: readonly string[];
  /** A 128-bit base64url signature of `text` for one purpose. */
  sign(purpose: string, text: string): string;
  /** True when any key of the ring made this signature; constant time. */
  verify(purpose: string, text: string, signature: string): boolean;
  /** AES-256-GCM; `place` (table, column, row id) is bound in, so that a moved ciphertext does not open. */
  seal(place: string, clear: string): string;
  /** Opens what `seal` made. Throws when the place differs, the key is missing or the text was changed. */
  open(place: string, sealed: string): string;
}

function derive(key: RingKey, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key.secret, 'evenkeel', purpose, 32));
}

/** Binds the ring. Throws when it is empty. */
export function createSecrets(ring: readonly RingKey[]): Secrets {
  const first = ring[0];
  if (!first) throw new Error('The secret ring (EVENKEEL_KEYS) is empty.');
  const cache = new Map<string, Buffer>();
  const keyFor = (key: RingKey, purpose: string): Buffer => {
    const name = `${key.id} ${purpose}`;
    const found = cache.get(name) ?? derive(key, purpose);
    cache.set(name, found);
    return found;
  };
  const mac = (key: RingKey, purpose: string, text: string): Buffer =>
    createHmac('sha256', keyFor(key, `sign ${purpose}`))
      .update(text)
      .digest()
      .subarray(0, 16);
  return {
    current: first.id,
    names: ring.map((key) => key.id),
    sign: (purpose, text) => mac(first, purpose, text).toString('base64url'),
    verify(purpose, text, signature) {
      const given = Buffer.from(signature, 'base64url');
      if (given.length !== 16) return false;
      return ring.map((key) => timingSafeEqual(mac(key, purpose, text), given)).includes(true);
    },
    seal(place, clear) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', keyFor(first, 'seal'), nonce);
      cipher.setAAD(Buffer.from(`${place} ${first.id}`));
      const body = Buffer.concat([cipher.update(clear, 'utf8'), cipher.final()]);
      const sealed = Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url');
      return `${first.id}.${sealed}`;
    },
    open(place, sealed) {
      const dot = sealed.indexOf('.');
      const key = ring.find((candidate) => candidate.id === sealed.slice(0, dot));
      if (!key)
        throw new Error(`The secret ring has no key ${JSON.stringify(sealed.slice(0, dot))}.`);
      const bytes = Buffer.from(sealed.slice(dot + 1), 'base64url');
      const decipher = createDecipheriv('aes-256-gcm', keyFor(key, 'seal'), bytes.subarray(0, 12));
      decipher.setAAD(Buffer.from(`${place} ${key.id}`));
      decipher.setAuthTag(bytes.subarray(12, 28));
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString(
        'utf8',
      );
    },
  };
}

/** The name of the key that a text was sealed with. */
export function keyOfSealed(sealed: string): string {
  return sealed.slice(0, Math.max(0, sealed.indexOf('.')));
}

/** SHA-256 in hex: how keys and tokens are stored and looked up. */
export function sha256(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex');
}
