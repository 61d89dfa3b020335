// Whether some node plays the past of the demo now: a lock of its session, gone however that ends.
import { type Db, type Queries, sql } from '#platform/db';

const lockKey = 72_174_061;

/** Runs `work` unless somebody else does so in this database; null then. Keeps one connection. */
export async function whilePlaying<T extends object>(
  db: Db,
  work: () => Promise<T>,
): Promise<T | null> {
  return await db.connection().execute(async (own) => {
    const { rows } = await sql<{ mine: boolean }>`
      select pg_try_advisory_lock(${lockKey}) as mine`.execute(own);
    if (rows[0]?.mine !== true) return null;
    try {
      return await work();
    } finally {
      await sql`select pg_advisory_unlock(${lockKey})`.execute(own);
    }
  });
}

/** True while somebody does. */
export async function isPlaying(q: Queries): Promise<boolean> {
  const { rows } = await sql<{ held: boolean }>`
    select exists (
      select from pg_locks where locktype = 'advisory' and granted and objid = ${lockKey}
        and classid = 0 and objsubid = 1
        and database = (select oid from pg_database where datname = current_database())
    ) as held`.execute(q);
  return rows[0]?.held === true;
}
