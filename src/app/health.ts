// /healthz: the process is up. /readyz: it can take events now. Both open: load balancers ask them.
import type { Platform } from '#platform/context';
import { sql } from '#platform/db';
import { Problem } from '#platform/errors';
import type { Http } from '#platform/http';
import type { SpoolState } from '#platform/spool';

/** Longest wait for the database in ms before the answer is "not ready". */
const patienceMs = 2000;

/** Adds the two routes. While the database is away events may still be taken, into the spool. */
export function healthRoutes(http: Http, platform: Platform, spool: () => SpoolState): void {
  http.fastify.get('/healthz', { config: { right: 'public' } }, () => ({ status: 'ok' }));
  http.fastify.get('/readyz', { config: { right: 'public' } }, async () => {
    const answered = await Promise.race([
      sql`select 1`.execute(platform.db).then(
        () => true,
        () => false,
      ),
      wait(patienceMs),
    ]);
    if (!answered) {
      const { records } = spool();
      const kept = records === 0 ? '' : ` On disk until it does: ${records} events.`;
      const detail = `The database does not answer.${kept}`;
      throw new Problem('unavailable', detail, { retryAfterSeconds: 2 });
    }
    return { status: 'ready' };
  });
}

function wait(ms: number): Promise<false> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms, false).unref();
  });
}
