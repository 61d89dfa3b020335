// Guessing is slowed down before a secret is looked at: by account, known or not, and by network.
import type { Platform } from '#platform/context';
import { transaction } from '#platform/db';
import { Problem } from '#platform/errors';
import { sha256 } from '#platform/secrets';

import { bucketsOf, counted, waitSeconds } from './decide/lockout.ts';
import {
  deleteAttempts,
  selectAttemptsForUpdate,
  takeBackAttempt,
  updateAttempts,
} from './store/accounts.ts';

/** Counts one try of this address from this network. Throws `tooManyRequests` with how long to wait. */
export async function countAttempt(app: Platform, email: string, address: string): Promise<void> {
  const wait = await transaction(app.db, async (q) => {
    const now = app.clock.now();
    const held = [];
    // Always in the same order, so that two sign-ins never wait for each other crosswise.
    for (const bucket of bucketsOf(email, address)) {
      const key = sha256(bucket.key);
      held.push({ bucket, key, attempts: await selectAttemptsForUpdate(q, key, now) });
    }
    const longest = Math.max(...held.map((one) => waitSeconds(one.bucket, one.attempts, now)));
    if (longest > 0) return longest;
    for (const { key, attempts } of held) await updateAttempts(q, key, counted(attempts, now));
    return longest;
  });
  if (wait > 0) {
    throw new Problem('tooManyRequests', `Too many tries. The next one counts in ${wait} s.`, {
      retryAfterSeconds: wait,
    });
  }
}

/** A success forgives the account, and takes its own attempt back from the network. */
export async function forgetAttempts(app: Platform, email: string, address: string): Promise<void> {
  const [account] = bucketsOf(email, address);
  if (account) await deleteAttempts(app.db, sha256(account.key));
  await forgiveNetwork(app, email, address);
}

/**
 * Half a success (the password was right, a code is missing): the network is forgiven, the account is
 * not, or codes could be guessed for ever between right passwords.
 */
export async function forgiveNetwork(app: Platform, email: string, address: string): Promise<void> {
  const [, network] = bucketsOf(email, address);
  if (network) await takeBackAttempt(app.db, sha256(network.key));
}
