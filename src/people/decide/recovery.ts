// Recovery codes: for the day the phone is lost. Written down by people, typed back by tired people.

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const groups = 4;
const perGroup = 4;

export const recoveryCodeCount = 10;
/** Bytes of chance that one code wants: 80 bits, so that its plain hash cannot be searched. */
export const recoveryCodeBytes = groups * perGroup;

/** One code, `4h7k-2mzq-p0xw-9r3t`, of Crockford's base 32. `random` are 16 bytes of a secure source. */
export function recoveryCode(random: Uint8Array): string {
  if (random.length !== recoveryCodeBytes) {
    throw new RangeError(`A recovery code takes ${recoveryCodeBytes} bytes.`);
  }
  const letters = Array.from(random, (byte) => alphabet.charAt(byte % 32)).join('');
  return letters.match(/.{4}/g)?.join('-') ?? '';
}

/** What somebody typed where a code is wanted. */
export type TypedCode = { kind: 'app'; digits: string } | { kind: 'recovery'; code: string } | null;

/**
 * Reads a typed code: six digits of the app, or a recovery code with or without its hyphens, in any
 * case, with the letters that look like digits read as digits (Crockford). Null for anything else.
 */
export function readCode(text: string): TypedCode {
  const bare = text.replace(/[\s\u2010-\u2015-]/g, '').toLowerCase();
  if (/^\d{6}$/.test(bare)) return { kind: 'app', digits: bare };
  const plain = bare.replaceAll('o', '0').replace(/[il]/g, '1');
  if (plain.length !== recoveryCodeBytes) return null;
  if (!Array.from(plain).every((letter) => alphabet.includes(letter))) return null;
  return { kind: 'recovery', code: plain.match(/.{4}/g)?.join('-') ?? '' };
}
