// `Idempotency-Key` on every POST: the same key and request give the stored answer for 24 hours.
import type { FastifyReply, FastifyRequest } from 'fastify';

import type { Ctx } from './context.ts';
import { sql } from './db.ts';
import { Problem } from './errors.ts';
import { keysInUse, type SealedPlace } from './sealed.ts';

const staleAfterSeconds = 60;

/**
 * Runs `work` once per key, caller and organisation. Throws `conflict` while the first run goes on and
 * `unprocessable` when the key comes back with another request.
 */
export async function withIdempotency<T>(
  ctx: Ctx,
  request: FastifyRequest,
  reply: FastifyReply,
  work: () => Promise<T>,
): Promise<T> {
  const key = request.headers['idempotency-key'];
  if (request.method !== 'POST' || typeof key !== 'string') return work();
  if (key.length === 0 || key.length > 255) {
    throw new Problem('invalid', 'Idempotency-Key must have 1 to 255 characters.');
  }
  const { db, clock } = ctx.app;
  const now = clock.now();
  const row = { orgId: ctx.orgId, actorId: ctx.actor.id, key };
  // Bodies and answers may hold passwords and keys: kept signed and sealed, never as they are.
  const { secrets } = ctx.app;
  const asked = `${request.method} ${request.url} ${JSON.stringify(request.body ?? null)}`;
  const fingerprint = secrets.sign('idempotency', asked);
  const place = `idempotency_keys.body.${ctx.orgId}.${ctx.actor.id}.${key}`;
  const inserted = await db
    .insertInto('idempotencyKeys')
    .values({ ...row, fingerprint, createdAt: now })
    .onConflict((conflict) => conflict.doNothing())
    .returning('key')
    .executeTakeFirst();
  const mine = db
    .selectFrom('idempotencyKeys')
    .select(['fingerprint', 'status', 'body', 'createdAt'])
    .where('orgId', '=', row.orgId)
    .where('actorId', '=', row.actorId)
    .where('key', '=', row.key);
  if (!inserted) {
    const found = await mine.executeTakeFirst();
    if (found && !secrets.verify('idempotency', asked, found.fingerprint)) {
      throw new Problem('unprocessable', 'This Idempotency-Key was used for another request.');
    }
    if (found && found.status !== null) {
      reply.status(found.status).header('idempotency-replayed', 'true');
      return JSON.parse(secrets.open(place, String(found.body))) as T;
    }
    const age = found ? now.since(found.createdAt).total('seconds') : 0;
    if (age < staleAfterSeconds) {
      throw new Problem(
        'conflict',
        'The first request with this Idempotency-Key is still running.',
        {
          retryAfterSeconds: 1,
        },
      );
    }
  }
  const forget = db
    .deleteFrom('idempotencyKeys')
    .where('orgId', '=', row.orgId)
    .where('actorId', '=', row.actorId)
    .where('key', '=', row.key);
  try {
    const result = await work();
    await db
      .updateTable('idempotencyKeys')
      .set({
        status: reply.statusCode,
        body: JSON.stringify(secrets.seal(place, JSON.stringify(result ?? null))),
      })
      .where('orgId', '=', row.orgId)
      .where('actorId', '=', row.actorId)
      .where('key', '=', row.key)
      .execute();
    return result;
  } catch (error) {
    // Nothing was done, so the key may be used again.
    await forget.execute();
    throw error;
  }
}

/** Answers that are kept for repeats; gone after a day by themselves. */
export const keptAnswers: SealedPlace = {
  name: 'kept answers',
  lasting: false,
  async inUse(q) {
    const rows = await sql<{ key: string; count: number }>`
      select split_part(body #>> '{}', '.', 1) as key, count(*) as count from idempotency_keys
      where body is not null
      group by 1`.execute(q);
    return keysInUse(rows.rows);
  },
  reseal: () => Promise.resolve(0),
};
