// The secret ring: EVENKEEL_KEYS, or the file DATA_DIR/keys that the first embedded start makes.
import { randomBytes } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { writeDurably } from './postgres/folders.ts';
import type { RingKey } from './secrets.ts';

/** A ring that cannot be used; the message says which entry and how it should look, never its secret. */
export class BadKeyRing extends Error {}

/**
 * Parses `k2:<secret>,k1:<secret>`: the first key writes, all of them read. A secret is at least 32
 * bytes in base64url or base64. Throws BadKeyRing.
 */
export function parseKeyRing(text: string): RingKey[] {
  const entries = text
    .split(/[,\s]+/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  const ring = entries.map((entry, index) => {
    const match = /^([A-Za-z][A-Za-z0-9_-]{0,31}):([A-Za-z0-9_+/=-]+)$/.exec(entry);
    const [, id = '', encoded = ''] = match ?? [];
    const secret = Buffer.from(encoded, 'base64url');
    if (match === null || secret.length < 32) {
      throw new BadKeyRing(
        `Entry ${index + 1} of the secret ring is not "name:secret" with at least 32 bytes of base64url. ` +
          'One like it: the output of "openssl rand -base64 32" behind "k1:".',
      );
    }
    return { id, secret: new Uint8Array(secret) };
  });
  const ids = new Set(ring.map((key) => key.id));
  if (ring.length === 0) throw new BadKeyRing('The secret ring is empty.');
  if (ids.size !== ring.length)
    throw new BadKeyRing('Two entries of the secret ring have the same name.');
  return ring;
}

/** Writes DATA_DIR/keys (0600) unless it is there. */
export async function keepKeyFile(dataDir: string, text: string): Promise<void> {
  const path = join(dataDir, 'keys');
  const there = await stat(path).then(
    () => true,
    () => false,
  );
  if (!there) await writeDurably(path, `${text.trim()}\n`);
}

/** Reads DATA_DIR/keys; makes it (0600, one random key) when it is missing and `mayMake`. */
export async function readKeyFile(dataDir: string, mayMake: boolean): Promise<RingKey[]> {
  const path = join(dataDir, 'keys');
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new BadKeyRing(`${path} cannot be read: ${error.message}`);
  });
  if (text !== null) {
    if (((await stat(path)).mode & 0o077) !== 0) {
      throw new BadKeyRing(`${path} can be read by others: run "chmod 600 ${path}".`);
    }
    return parseKeyRing(text);
  }
  if (!mayMake) {
    throw new BadKeyRing(
      `${path} is missing, but the database is not new: without it secrets in the database cannot be read. ` +
        'Put it back, or set EVENKEEL_KEYS.',
    );
  }
  const made = `k1:${randomBytes(32).toString('base64url')}\n`;
  await writeDurably(path, made);
  return parseKeyRing(made);
}
