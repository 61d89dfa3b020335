// Removing the demo: every row that carries its organisation, in one transaction.
import { organisations } from '#people';
import { type Ctx, inTransaction, requireRight, systemCtx } from '#platform/context';

import { eraseOrganisation } from './store/erase.ts';

/** Removes demo organisations, whole or half made. Returns how many there were. Never a real one. */
export async function removeDemo(ctx: Ctx): Promise<number> {
  requireRight(ctx, 'settings:write');
  const demos = (await organisations(ctx.app.db)).filter((one) => one.kind === 'demo');
  for (const { id } of demos) {
    await inTransaction(systemCtx(ctx.app, id, 'demo'), (tx) => eraseOrganisation(tx.q, id));
  }
  return demos.length;
}
