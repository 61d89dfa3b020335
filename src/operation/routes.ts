// HTTP of operation.
import { Problem } from '#platform/errors';
import type { Http } from '#platform/http';

import { operationApi } from './contract.ts';
import { readBackupState } from './reads/backup-state.ts';
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
