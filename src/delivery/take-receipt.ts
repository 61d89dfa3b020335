// A status callback of the phone company: finds the message and applies the receipt.
import { type FormValues, parseReceipt } from '#channels';
import { inTransaction, type Platform, systemCtx } from '#platform/context';
import { Problem } from '#platform/errors';

import { readToken } from './link.ts';
import { recordReceipt } from './record-receipt.ts';
import { selectById } from './store/notifications.ts';

/** Applies a receipt that was checked for its signature. Throws `notFound` for a token of nobody's. */
export async function takeReceipt(
  platform: Platform,
  token: string,
  form: FormValues,
): Promise<void> {
  const id = readToken(platform, 'receipt', token);
  const message = id === null ? null : await selectById(platform.db, id);
  if (!message) throw new Problem('notFound', 'No message of ours has this address.');
  const receipt = parseReceipt(form);
  // New words of the provider are no error: the next report may be one we know.
  if (!receipt) return;
  await inTransaction(systemCtx(platform, message.orgId, 'receipt'), (tx) =>
    recordReceipt(tx, message, receipt),
  );
}
