// The live stream: entries are written with their change and get their position after the commit,
// under one lock, so that a reader who resumes at a position never misses a late commit.
import { Client, type PoolConfig } from 'pg';

import type { StreamEntry } from './context.ts';
import { type Db, sql, type Trx, transaction } from './db.ts';
import { newId } from './ids.ts';
import type { Logger } from './log.ts';

const channel = 'evenkeel_stream';
const lockKey = 72_174_002;

/** An entry with its place in the order of commits. */
export interface PlacedEntry extends StreamEntry {
  pos: number;
  orgId: string;
  at: Temporal.Instant;
  /** Ids of the people who may know of it; null: everybody of the organisation. */
  audience: readonly string[] | null;
}

/** Writes entries of one organisation and announces at the commit of `q` that there are new ones. */
export async function writeStream(
  q: Trx,
  written: {
    orgId: string;
    at: Temporal.Instant;
    entries: readonly (StreamEntry & { audience: readonly string[] | null })[];
  },
): Promise<void> {
  const { orgId, at, entries } = written;
  await sql`
    with written as (
      insert into stream_entries (org_id, id, at, topic, kind, data, audience)
      select ${orgId}, f.id, ${at}, f.topic, f.kind, f.data::jsonb,
        case when f.audience is not null then array(select jsonb_array_elements_text(f.audience::jsonb)) end
      from unnest(
        ${entries.map(() => newId('evt', at))}::text[], ${entries.map(({ topic }) => topic)}::text[],
        ${entries.map(({ kind }) => kind)}::text[],
        ${entries.map(({ data }) => JSON.stringify(data))}::text[],
        ${entries.map(({ audience }) => audience && JSON.stringify(audience))}::text[]
      ) as f (id, topic, kind, data, audience)
    )
    select pg_notify(${channel}, '')`.execute(q);
}

const mostPlaced = 5_000;

/** Gives positions to all committed entries that have none. Safe on any number of nodes. */
async function placeEntries(db: Db): Promise<void> {
  let placed: bigint;
  do {
    placed = await transaction(db, async (q) => {
      await sql`select pg_advisory_xact_lock(${lockKey})`.execute(q);
      const { numAffectedRows } = await sql`
        with fresh as (
          select org_id, id, nextval('stream_position') as pos
          from (
            select org_id, id from stream_entries where pos is null order by id limit ${mostPlaced}
          ) as ordered
        )
        update stream_entries as e set pos = fresh.pos
        from fresh where e.org_id = fresh.org_id and e.id = fresh.id`.execute(q);
      return numAffectedRows ?? 0n;
    });
  } while (placed >= mostPlaced);
}

/** Entries of an organisation after a position, oldest first, at most `limit`. */
export async function entriesAfter(
  db: Db,
  orgId: string,
  after: number,
  limit = 500,
): Promise<PlacedEntry[]> {
  const rows = await db
    .selectFrom('streamEntries')
    .select(['pos', 'orgId', 'at', 'topic', 'kind', 'data', 'audience'])
    .where('pos', '>', after)
    .where('orgId', '=', orgId)
    .orderBy('pos')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ ...row, pos: row.pos ?? 0 }));
}

/** The last position given so far, 0 when there is none. */
async function lastPosition(db: Db): Promise<number> {
  const row = await db
    .selectFrom('streamEntries')
    .select((e) => e.fn.max('pos').as('pos'))
    .executeTakeFirst();
  return row?.pos ?? 0;
}

/** Wakes local readers when any node has committed entries. */
export interface StreamHub {
  /**
   * Where a new reader starts: after all that is committed. While nobody reads here nothing is placed,
   * so that is done first; else the reader would be sent everything since the last one left.
   */
  now(): Promise<number>;
  /** Calls `wake` after new entries have got their positions. Returns the way to stop. */
  subscribe(wake: () => void): () => void;
  stop(): Promise<void>;
}

/** Listens on its own connection; after a lost connection it reconnects and wakes everybody once. */
export async function createStreamHub(
  connection: PoolConfig,
  db: Db,
  log: Logger,
): Promise<StreamHub> {
  const wakes = new Set<() => void>();
  let stopped = false;
  let client: Client | undefined;
  let placing = false;
  let again = false;
  let catchingUp: Promise<void> | undefined;

  const place = async (): Promise<void> => {
    if (placing) {
      again = true;
      return;
    }
    placing = true;
    try {
      do {
        again = false;
        if (wakes.size === 0) break;
        await placeEntries(db);
        for (const wake of wakes) wake();
      } while (again);
    } catch (error) {
      log.warn({ err: error }, 'live stream could not be advanced');
    } finally {
      placing = false;
    }
  };
  const connect = async (): Promise<void> => {
    const next = new Client({ ...connection, application_name: 'evenkeel stream' } as object);
    next.on('notification', () => void place());
    next.on('error', () => undefined);
    next.on('end', () => {
      if (!stopped && client === next) setTimeout(() => void reconnect(), 500);
    });
    await next.connect();
    await next.query(`listen ${channel}`);
    client = next;
  };
  const reconnect = async (): Promise<void> => {
    try {
      await connect();
      await place();
    } catch {
      if (!stopped) setTimeout(() => void reconnect(), 1000);
    }
  };
  await connect();
  return {
    async now() {
      if (wakes.size === 0) {
        catchingUp ??= placeEntries(db).finally(() => (catchingUp = undefined));
        await catchingUp;
      }
      return await lastPosition(db);
    },
    subscribe(wake) {
      wakes.add(wake);
      void place();
      return () => void wakes.delete(wake);
    },
    async stop() {
      stopped = true;
      await client?.end();
    },
  };
}
