// Ids are opaque, time-ordered and carry a type prefix: `alt_01k...`.
import { randomFillSync } from 'node:crypto';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const pool = Buffer.alloc(10 * 512);
let used = pool.length;

function randomTen(): Buffer {
  if (used >= pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += 10;
  return pool.subarray(used - 10, used);
}

let lastMs = -1;
let count = 0;

/**
 * A new id: prefix, underscore, 10 characters of time (ms), 4 of a count within that time and 12 of
 * chance, in Crockford's base 32. Sorting by id sorts by `at`, and ids that this process makes one
 * after another at one instant (in one transaction) keep their order.
 */
export function newId(prefix: string, at: Temporal.Instant): string {
  const random = randomTen();
  let time = at.epochMilliseconds;
  // Starting at a random low count keeps ids of several processes from following each other.
  count = time === lastMs ? (count + 1) & 0xfffff : random.readUInt16BE(8);
  lastMs = time;
  let head = '';
  for (let i = 0; i < 10; i++) {
    head = alphabet.charAt(time % 32) + head;
    time = Math.floor(time / 32);
  }
  let middle = '';
  for (let i = 0, rest = count; i < 4; i++, rest >>>= 5)
    middle = alphabet.charAt(rest & 31) + middle;
  return `${prefix}_${head}${middle}${base32(random.subarray(0, 8)).slice(0, 12)}`;
}

/** Lower-case Crockford base 32 of bytes, without padding. */
export function base32(bytes: Uint8Array): string {
  let out = '';
  let bits = 0;
  let value = 0;
  for (const byte of bytes) {
    value = (value << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      out += alphabet.charAt((value >>> bits) & 31);
    }
    value &= (1 << bits) - 1;
  }
  if (bits > 0) out += alphabet.charAt((value << (5 - bits)) & 31);
  return out;
}
