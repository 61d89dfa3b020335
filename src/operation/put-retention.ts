// Setting how long kinds of rows are kept. Nothing is let go that nobody has seen.
import { requireRight, type Tx } from '#platform/context';
import { formatDuration } from '#platform/duration';
import { Problem } from '#platform/errors';
import { editInTurn, requireVersion } from '#platform/etag';

import { isAsSeen, leastKeep, tooShort } from './decide/retention.ts';
import type { Keep } from './model.ts';
import { previewRetention, type RetainedKinds } from './reads/retention.ts';
import { selectRetention, upsertRetention } from './store/retention.ts';

/**
 * Kinds that are absent stay as they are. `deletes` is the number of rows that the caller was shown;
 * it may be left out when nothing is kept for less time. Throws `unprocessable`, `conflict`,
 * `preconditionFailed`.
 */
export async function putRetention(
  tx: Tx,
  input: {
    keep: Keep;
    deletes: number | undefined;
    version: number | null;
    kinds: RetainedKinds;
  },
): Promise<void> {
  requireRight(tx.ctx, 'owners:write');
  await editInTurn(tx, 'retention');
  const { keep, deletes, version, kinds } = input;
  const before = await selectRetention(tx.q, tx.orgId);
  requireVersion(before.version, version);
  const errors = tooShort(keep).map((kind) => ({
    pointer: `/keep/${kind}`,
    message: `At least ${formatDuration(leastKeep(kind))}.`,
  }));
  const [first] = errors;
  if (first) {
    throw new Problem('unprocessable', `${first.pointer.slice(6)}: ${first.message}`, { errors });
  }
  const preview = await previewRetention(tx.q, { orgId: tx.orgId, now: tx.now, kinds }, keep);
  requireSeen(preview, deletes);
  const after = { ...before.keep, ...keep };
  await upsertRetention(tx.q, tx.orgId, {
    keep: after,
    version: before.version + 1,
    // What goes by the new setting is told when it goes, not a day later.
    toldAt: null,
    now: tx.now,
  });
  tx.audit({
    action: 'retention.updated',
    object: { kind: 'organisation', id: tx.orgId },
    before: wordsOf(before.keep),
    after: { keep: wordsOf(after), rows: preview.rows },
  });
  tx.publish({ topic: 'settings', kind: 'retention.changed', data: { id: tx.orgId } });
}

function requireSeen(
  { rows, kinds }: { rows: number; kinds: readonly { shorter: boolean }[] },
  seen: number | undefined,
): void {
  if (!kinds.some(({ shorter }) => shorter)) return;
  if (seen === undefined) {
    const message =
      `This deletes ${rows} rows. See which ones (POST /v1/retention/preview), then send its ` +
      '`rows` as `deletes`.';
    throw new Problem('unprocessable', message, { errors: [{ pointer: '/deletes', message }] });
  }
  if (isAsSeen(seen, rows)) return;
  throw new Problem(
    'conflict',
    `This deletes ${rows} rows now, and ${seen} were shown. Look at the preview again.`,
  );
}

function wordsOf(keep: Keep): Record<string, string> {
  return Object.fromEntries(
    Object.entries(keep).map(([kind, seconds]) => [
      kind,
      seconds === null ? 'for ever' : formatDuration(seconds),
    ]),
  );
}
