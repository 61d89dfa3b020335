// scrypt, two at a time: hashing takes 33 MB and a quarter of a second each, on purpose.
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

import { Problem } from '#platform/errors';

import { normalisePassword, passwordUnusable } from './decide/password.ts';

interface Cost {
  ln: number;
  r: number;
  p: number;
}

// OWASP password storage cheat sheet: N = 2^15, r = 8, p = 3.
const cost: Cost = { ln: 15, r: 8, p: 3 };
const atOnce = 2;
const longestQueue = 50;

let running = 0;
const waiting: (() => void)[] = [];

/**
 * The hash of a password as it is stored: `scrypt$ln=15,r=8,p=3$salt$hash`. Never inside a transaction.
 * Throws `unprocessable` for what cannot be a password, `unavailable` when too many wait.
 */
export async function hashPassword(password: string): Promise<string> {
  const unusable = passwordUnusable(password);
  if (unusable !== null) throw new Problem('unprocessable', unusable);
  const salt = randomBytes(16);
  const hash = await derive(password, salt, cost);
  const { ln, r, p } = cost;
  return `scrypt$ln=${ln},r=${r},p=${p}$${salt.toString('base64url')}$${hash.toString('base64url')}`;
}

/**
 * True when this is the password of the hash. Without a hash (unknown account, no password yet) the
 * same work is done and the answer is false, so that time tells nothing.
 */
export async function verifyPassword(password: string, stored: string | null): Promise<boolean> {
  const usable = passwordUnusable(password) === null;
  const parts = stored === null ? null : readHash(stored);
  const salt = parts?.salt ?? Buffer.alloc(16);
  const hash = await derive(usable ? password : 'unusable', salt, parts?.cost ?? cost);
  if (!usable || parts === null || hash.length !== parts.hash.length) return false;
  return timingSafeEqual(hash, parts.hash);
}

function readHash(stored: string): { cost: Cost; salt: Buffer; hash: Buffer } {
  const found = /^scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([\w-]+)\$([\w-]+)$/.exec(stored);
  const [, ln, r, p, salt = '', hash = ''] = found ?? [];
  if (!found) throw new Error('A stored password hash is of an unknown form.');
  return {
    cost: { ln: Number(ln), r: Number(r), p: Number(p) },
    salt: Buffer.from(salt, 'base64url'),
    hash: Buffer.from(hash, 'base64url'),
  };
}

async function derive(password: string, salt: Buffer, { ln, r, p }: Cost): Promise<Buffer> {
  await takeTurn();
  try {
    return await new Promise<Buffer>((resolve, reject) => {
      const options = { N: 2 ** ln, r, p, maxmem: 256 * 2 ** ln * r };
      scrypt(normalisePassword(password), salt, 32, options, (error, key) => {
        if (error) reject(error);
        else resolve(key);
      });
    });
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
}

async function takeTurn(): Promise<void> {
  if (running >= atOnce) {
    if (waiting.length >= longestQueue) {
      throw new Problem('unavailable', 'Too many people sign in at this moment. Try again.', {
        retryAfterSeconds: 5,
      });
    }
    await new Promise<void>((resolve) => void waiting.push(resolve));
  }
  running += 1;
}
