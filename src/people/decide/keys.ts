// The form of keys. A key with a typing error is recognised by its checksum, without a database read.

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const idLength = 16;
const secretLength = 32;
const checksumLength = 7;

/** Bytes of chance that `makeApiKey` wants: one a character. */
export const apiKeyBytes = idLength + secretLength;
/** Bytes of chance that `makeIngestKey` wants; more than 36^32 needs, so that no letter is favoured. */
export const ingestKeyBytes = 32;

/**
 * A new API key, `ek_api_<id>_<secret><crc>`: id of 16 for the look-up, secret of 32 (160 bits) and
 * CRC-32 of all before it, in Crockford's base 32. `random` are 48 bytes of a secure source.
 */
export function makeApiKey(random: Uint8Array): { key: string; lookupId: string } {
  if (random.length !== apiKeyBytes) throw new RangeError(`An API key takes ${apiKeyBytes} bytes.`);
  const letters = Array.from(random, (byte) => alphabet.charAt(byte % 32)).join('');
  const lookupId = letters.slice(0, idLength);
  const body = `ek_api_${lookupId}_${letters.slice(idLength)}`;
  return { key: body + checksum(body), lookupId };
}

/** How a presented key is looked up: ours by its id, one that was given in the environment by its hash. */
export type ReadKey =
  | { form: 'made'; lookupId: string }
  | { form: 'given' }
  | { form: 'wrong'; reason: string };

const madeForm = new RegExp(
  `^ek_api_([${alphabet}]{${idLength}})_[${alphabet}]{${secretLength}}([${alphabet}]{${checksumLength}})$`,
);

/** Length of a made key: `ek_api_`, id, `_`, secret, checksum. */
const madeLength = 7 + idLength + 1 + secretLength + checksumLength;

/**
 * Reads a presented API key. What begins with `ek_` and has the length of ours, one letter more or
 * less, is ours or wrong: a typing error costs no look-up. Everything else may be a given one.
 */
export function readApiKey(text: string): ReadKey {
  const likeOurs = text.startsWith('ek_') && Math.abs(text.length - madeLength) <= 1;
  if (!likeOurs) {
    const reason = givenKeyRefused(text);
    return reason === null ? { form: 'given' } : { form: 'wrong', reason };
  }
  const found = madeForm.exec(text);
  const lookupId = found?.[1];
  if (lookupId === undefined) return { form: 'wrong', reason: 'is not of the form of an API key' };
  if (checksum(text.slice(0, -checksumLength)) !== found?.[2]) {
    return { form: 'wrong', reason: 'has a typing error (its checksum is wrong)' };
  }
  return { form: 'made', lookupId };
}

/** Why a key from the environment or a config file is refused, or null. */
export function givenKeyRefused(text: string): string | null {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) return 'may hold only letters, digits, - and _';
  if (text.length < 20 || text.length > 128) return 'must have 20 to 128 characters';
  return null;
}

/** A new ingest key: 32 of `[a-z0-9]`, which senders of PagerDuty accept. `random` are 32 secure bytes. */
export function makeIngestKey(random: Uint8Array): string {
  if (random.length !== ingestKeyBytes) {
    throw new RangeError(`An ingest key takes ${ingestKeyBytes} bytes.`);
  }
  const number = random.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  return number.toString(36).padStart(32, '0').slice(-32);
}

function checksum(text: string): string {
  let value = crc32(text);
  let out = '';
  for (let i = 0; i < checksumLength; i++) {
    out = alphabet.charAt(value % 32) + out;
    value = Math.floor(value / 32);
  }
  return out;
}

const table = Uint32Array.from({ length: 256 }, (_, n) => {
  let value = n;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value >>> 0;
});

/** CRC-32 (ISO-HDLC, as in zip) of ASCII text. */
export function crc32(text: string): number {
  let value = 0xffffffff;
  for (let i = 0; i < text.length; i++) {
    value = (table[(value ^ text.charCodeAt(i)) & 0xff] ?? 0) ^ (value >>> 8);
  }
  return (value ^ 0xffffffff) >>> 0;
}
