// What a file would do: done for real, looked at, and taken back.
import { type Ctx, inTransaction } from '#platform/context';

import { applyConfig, type ApplyInput } from './apply-config.ts';
import type { ConfigResult } from './model.ts';

class TakeBack extends Error {
  readonly result: ConfigResult;
  constructor(result: ConfigResult) {
    super('a plan is not kept');
    this.result = result;
  }
}

/**
 * The result that `applyConfig` would have, gaps told instead of refused. Nothing is kept: the
 * transaction is rolled back, so the plan cannot differ from the apply. Keys are made anew by the
 * apply, so the plan shows none.
 */
export async function planConfig(ctx: Ctx, input: ApplyInput): Promise<ConfigResult> {
  try {
    await inTransaction(ctx, async (tx) => {
      throw new TakeBack(await applyConfig(tx, { ...input, allowGaps: true }));
    });
  } catch (error) {
    if (error instanceof TakeBack)
      return { ...error.result, applied: false, ingestKeys: [], webhookSecrets: [] };
    throw error;
  }
  throw new Error('A plan was kept.');
}
