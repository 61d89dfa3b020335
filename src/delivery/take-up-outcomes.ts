// What a process that died had already heard from providers: written now, so that only what was on the
// wire at that moment is sent again.
import type { Outcome } from '#channels';
import { type Ctx, inTransaction, type Platform, systemCtx, type Tx } from '#platform/context';
import type { Journal } from '#platform/journal';

import { type AttemptResult, recordAttempts } from './record-attempts.ts';
import { selectByIds } from './store/notifications.ts';

/** An outcome as it stands in the journal, from the provider's answer until its transaction. */
export interface NotedOutcome {
  readonly orgId: string;
  readonly id: string;
  readonly token: string;
  readonly number: number;
  /** When the attempt began, RFC 3339. */
  readonly at: string;
  readonly provider: string;
  readonly outcome: Outcome;
  readonly receipts: boolean;
}

/** The line of a result. */
export function notedOf(orgId: string, result: AttemptResult): NotedOutcome {
  const { message, token, at, provider, outcome, receipts } = result;
  const { id, attempts: number } = message;
  return { orgId, id, token, number, at: at.toString(), provider, outcome, receipts };
}

/** An outcome and the place it was read at. */
interface Left {
  readonly noted: NotedOutcome;
  readonly path: string;
  readonly line: number;
}

/**
 * Writes the outcomes that are left of processes before. Only leases that still hold are changed.
 * Never throws: what cannot be read or written is logged by file and line and its file kept aside, and
 * the messages of it are sent again under the same key.
 */
export async function takeUpOutcomes(app: Platform, journal: Journal): Promise<void> {
  const { log } = app;
  const damaged = new Set<string>();
  const failed: OnFailed = ({ path, line }, error) => {
    log.error({ err: error, file: path, line }, 'an outcome of sending could not be taken up');
    damaged.add(path);
  };
  const files = journal.left();
  const left = files.flatMap(({ path, lines, error }) => {
    if (error !== null) failed({ path, line: null }, error);
    return lines.flatMap(({ line, entry }): Left[] => {
      if (isNoted(entry)) return [{ noted: entry, path, line }];
      failed({ path, line }, new Error('the line is no outcome'));
      return [];
    });
  });
  for (const [orgId, own] of Map.groupBy(left, ({ noted }) => noted.orgId)) {
    await writeLeft(systemCtx(app, orgId, 'delivery'), own, failed);
  }
  for (const { path } of files) {
    try {
      if (damaged.has(path)) journal.setAside(path);
      else journal.forget(path);
    } catch (error) {
      log.error({ err: error, file: path }, 'a file of outcomes could not be put away');
    }
  }
}

type OnFailed = (place: { path: string; line: number | null }, error: unknown) => void;

/** Writes outcomes of one organisation; refused ones are halved until the bad one stands alone. */
async function writeLeft(ctx: Ctx, left: readonly Left[], failed: OnFailed): Promise<void> {
  try {
    await inTransaction(ctx, (tx) => recordLeft(tx, left));
  } catch (error) {
    const [first] = left;
    if (left.length === 1 && first) return failed(first, error);
    const half = Math.ceil(left.length / 2);
    await writeLeft(ctx, left.slice(0, half), failed);
    await writeLeft(ctx, left.slice(half), failed);
  }
}

async function recordLeft(tx: Tx, left: readonly Left[]): Promise<void> {
  const ids = [...new Set(left.map(({ noted }) => noted.id))];
  const messages = await selectByIds(tx.q, tx.orgId, ids);
  const leased = new Map(
    messages.flatMap((one) => (one.state === 'leased' ? [[one.id, one]] : [])),
  );
  const results = left.flatMap(({ noted }): AttemptResult[] => {
    const message = leased.get(noted.id);
    if (message?.attempts !== noted.number) return [];
    const { token, provider, outcome, receipts } = noted;
    const at = Temporal.Instant.from(noted.at);
    return [{ message, token, at, provider, outcome, receipts, chance: Math.random() }];
  });
  if (results.length > 0) {
    const { log } = tx.ctx.app;
    log.info({ count: results.length }, 'outcomes of the process before are taken up');
  }
  await recordAttempts(tx, results);
}

const texts = ['orgId', 'id', 'token', 'at', 'provider'] as const;
const kinds = new Set<unknown>([
  'delivered',
  'accepted',
  'retry',
  'deadTarget',
  'deadConfig',
  'unknown',
] satisfies Outcome['kind'][]);

/** Whether a line is one that `notedOf` made; its instant is read when it is written. */
function isNoted(entry: unknown): entry is NotedOutcome {
  if (!isObject(entry) || !isObject(entry['outcome'])) return false;
  return (
    texts.every((key) => typeof entry[key] === 'string') &&
    typeof entry['number'] === 'number' &&
    kinds.has(entry['outcome']['kind'])
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
