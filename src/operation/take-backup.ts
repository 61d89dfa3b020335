// Handing out a consistent copy of the whole installation while it runs.
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { pipeline, Readable, Transform } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGzip } from 'node:zlib';

import { organisations } from '#people';
import { type BackupSource, writeBackup } from '#platform/backup/write';
import { type Ctx, inTransaction, requireRight } from '#platform/context';
import type { Queries } from '#platform/db';
import { Problem } from '#platform/errors';

import { putFact } from './store/facts.ts';

/** A reader that takes nothing for this long is let go, in ms: the copy holds a snapshot open. */
const patienceMs = 120_000;

/** A clean stop waits so long for a copy in the background. */
const stopMs = 3000;

/** Takes copies, one at a time on each node. */
export interface Backups {
  /** The compressed copy as a stream. It is noted as taken when its last byte was handed over. */
  take(ctx: Ctx): Promise<Readable>;
  readonly running: boolean;
  /** Name of this node. */
  readonly node: string;
  /** Where copies that are made by themselves lie. */
  readonly folder: string;
  /** Runs a copy beside everything else; `work` must not throw. */
  inBackground(work: (source: Source) => Promise<void>): void;
  /** Waits for what runs in the background. */
  idle(): Promise<void>;
  /** True once the program ends. */
  readonly stopping: boolean;
  /** Waits a little for what runs, and gives it up. */
  stop(): Promise<void>;
}

type Source = Omit<BackupSource, 'madeAt'>;

/** `source` says where the rows are, and with which ring the copy is signed. */
export function createBackups(source: Source & { dataDir: string }): Backups {
  let running = false;
  let stopping = false;
  let background: Promise<void> = Promise.resolve();
  return {
    node: hostname(),
    folder: resolve(source.dataDir, 'backups'),
    get stopping() {
      return stopping;
    },
    async stop() {
      stopping = true;
      await Promise.race([background, sleep(stopMs, undefined, { ref: false })]);
    },
    inBackground(work) {
      running = true;
      background = work(source).finally(() => {
        running = false;
      });
    },
    idle: () => background,
    get running() {
      return running;
    },
    async take(ctx) {
      requireRight(ctx, 'owners:write');
      await requireReal(ctx.app.db, ctx.orgId);
      if (running) {
        throw new Problem('conflict', 'A copy is being taken already. Try again when it is done.', {
          retryAfterSeconds: 30,
        });
      }
      running = true;
      const madeAt = ctx.app.clock.now();
      const rows = Readable.from(writeBackup({ ...source, madeAt }), { objectMode: false });
      const counted = countBytes();
      const out = pipeline(rows, createGzip(), counted.stream, (error) => {
        running = false;
        clearInterval(watch);
        if (error) ctx.app.log.warn({ err: error }, 'a backup was not finished');
        else void note(ctx, madeAt, counted.bytes());
      });
      const watch = watchReader(out, counted.bytes);
      return out;
    },
  };
}

/** Throws `forbidden` in a demo: copies hold the whole installation. */
export async function requireReal(q: Queries, orgId: string): Promise<void> {
  const here = (await organisations(q)).find((one) => one.id === orgId);
  if (here?.kind === 'real') return;
  throw new Problem('forbidden', 'A copy holds the whole installation: ask outside the demo.');
}

function countBytes(): { stream: Transform; bytes: () => number } {
  let bytes = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  return { stream, bytes: () => bytes };
}

function watchReader(stream: Transform, bytes: () => number): NodeJS.Timeout {
  let last = -1;
  const timer = setInterval(() => {
    // Nothing moved although there is something to take: the reader has gone to sleep.
    if (bytes() === last && stream.readableLength > 0) {
      stream.destroy(new Error('the reader of the backup took nothing for two minutes'));
    }
    last = bytes();
  }, patienceMs);
  timer.unref();
  return timer;
}

async function note(ctx: Ctx, madeAt: Temporal.Instant, bytes: number): Promise<void> {
  try {
    await inTransaction(ctx, async (tx) => {
      const value = { at: madeAt.toString(), by: ctx.actor.label, bytes };
      await putFact(tx.q, { name: 'lastBackup', value, at: tx.now });
      tx.audit({
        action: 'installation.backedUp',
        object: { kind: 'installation', id: 'installation' },
        after: { bytes },
      });
      tx.publish({ topic: 'settings', kind: 'backup.taken', data: { at: value.at } });
    });
  } catch (error) {
    ctx.app.log.warn({ err: error }, 'a backup was handed out and could not be noted');
  }
}
