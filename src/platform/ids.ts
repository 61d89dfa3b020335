// Ids are opaque, time-ordered and carry a type prefix: `alt_01k...`.
import { randomFillSync } from 'node:crypto';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
/** Two characters for each ten bits. */
const pairs = Array.from(
  { length: 1024 },
  (_, bits) => alphabet.charAt(bits >>> 5) + alphabet.charAt(bits & 31),
);
const pool = new Uint32Array(2 * 512);
let used = pool.length;

function random32(): number {
  if (used >= pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += 1;
  return pool[used - 1] ?? 0;
}

/** The lowest thirty bits as six characters. */
function six(bits: number): string {
  return `${pairs[(bits >>> 20) & 1023]}${pairs[(bits >>> 10) & 1023]}${pairs[bits & 1023]}`;
}

let lastMs = -1;
let head = '';
let count = 0;

/**
 * A new id: prefix, underscore, 10 characters of time (ms), 4 of a count within that time and 12 of
 * chance, in Crockford's base 32. Sorting by id sorts by `at`, and ids that this process makes one
 * after another at one instant (in one transaction) keep their order.
 */
export function newId(prefix: string, at: Temporal.Instant): string {
  const time = at.epochMilliseconds;
  if (time === lastMs) {
    count = (count + 1) & 0xfffff;
  } else {
    lastMs = time;
    head = timeText(time);
    // Starting at a random low count keeps ids of several processes from following each other.
    count = random32() & 0xffff;
  }
  const middle = `${pairs[count >>> 10]}${pairs[count & 1023]}`;
  return `${prefix}_${head}${middle}${six(random32())}${six(random32())}`;
}

function timeText(ms: number): string {
  let text = '';
  for (let i = 0, rest = ms; i < 10; i++, rest = Math.floor(rest / 32)) {
    text = alphabet.charAt(rest % 32) + text;
  }
  return text;
}
