// HTTP of operation.
import { Problem } from '#platform/errors';
import type { Http } from '#platform/http';
import type { SealedPlace } from '#platform/sealed';

import { operationApi, ringApi } from './contract.ts';
import { readBackupState } from './reads/backup-state.ts';
import { ringState } from './reads/ring-state.ts';
import { resealAll } from './reseal-all.ts';
import type { Backups } from './take-backup.ts';

/** Binds all endpoints of this module. `keys` are the ids of the secret ring. */
export function operationRoutes(
  http: Http,
  { backups, keys }: { backups: Backups; keys: readonly string[] },
): void {
  http.bind(operationApi.backupState, (ctx) =>
    readBackupState(ctx.app.db, { running: backups.running, keys }),
  );
  http.bind(operationApi.backup, async (ctx, { request, reply }) => {
    if (request.headers['idempotency-key'] !== undefined) {
      throw new Problem('invalid', 'A copy is made anew each time: leave Idempotency-Key out.');
    }
    const stream = await backups.take(ctx);
    const day = ctx.app.clock.now().toString().slice(0, 16).replaceAll(':', '');
    return reply
      .header('content-type', 'application/gzip')
      .header('content-disposition', `attachment; filename="evenkeel-${day}Z.tar.gz"`)
      .send(stream);
  });
}

/** Binds what is asked and done about the secret ring. `places` are where secrets lie. */
export function ringRoutes(http: Http, places: readonly SealedPlace[]): void {
  http.bind(ringApi.state, (ctx) => ringState(ctx, places));
  http.bind(ringApi.reseal, async (ctx) => {
    const resealed = await resealAll(ctx, places);
    return { ...(await ringState(ctx, places)), resealed };
  });
}
