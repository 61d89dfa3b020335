// A copy of the running installation: received, checked to the last sum, then given its name.
import { createWriteStream } from 'node:fs';
import { access, open, rename, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { PassThrough, Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { operationApi } from '#operation/contract';
import { BadBackup, type BackupHeader } from '#platform/backup/format';
import { readBackup } from '#platform/backup/read';
import { ApiError } from '#platform/client';
import type { ProblemBody } from '#platform/endpoint';
import { byteCount, progressBar } from '#platform/progress';

import type { Call, Command } from '../command.ts';
import { CliError, exit, usageError } from '../failure.ts';
import { print } from '../output.ts';

const backup: Command = {
  name: 'backup',
  takes: '[FILE]',
  summary: 'Take a consistent copy of the running installation; owners only',
  examples: [
    'evenkeel backup',
    'evenkeel backup /backups/evenkeel-monday.tar.gz',
    'evenkeel restore /backups/evenkeel-monday.tar.gz',
  ],
  count: [0, 1],
  async run(call) {
    const stamp = Temporal.Instant.fromEpochMilliseconds(call.now()).toString();
    const name = `evenkeel-${stamp.slice(0, 16).replaceAll(':', '')}Z.tar.gz`;
    const path = resolve(call.words[0] ?? name);
    if (await exists(path)) throw new CliError(exit.conflict, `${path} exists already.`);
    const half = `${path}.part`;
    try {
      const { header, bytes } = await receive(call, half);
      await settle(half, path);
      const rows = rowsOf(header);
      const { madeAt, key } = header;
      print(call, { file: path, bytes, rows, madeAt, key }, () => {
        call.out(path);
        call.err(`${byteCount(bytes)}, ${rows} rows, as of ${madeAt}. Every sum agrees.`);
        call.err(
          `Keep the secret ring (EVENKEEL_KEYS, or the file keys in DATA_DIR) somewhere else: ` +
            `without its key ${key} this copy cannot be restored.`,
        );
      });
    } catch (error) {
      await rm(half, { force: true });
      throw wordsFor(error);
    }
    return undefined;
  },
};

export const backupCommands: readonly Command[] = [backup];

/** Writes the answer to a file and reads it at the same time; resolves when every sum agreed. */
async function receive(call: Call, half: string): Promise<{ header: BackupHeader; bytes: number }> {
  const body = await ask(call);
  const file = createWriteStream(half, { flags: 'w', mode: 0o600 });
  const copy = new PassThrough();
  let bytes = 0;
  const tee = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      // Both take it: the slower of the file and the check sets the pace.
      if (copy.write(chunk)) done(null, chunk);
      else copy.once('drain', () => done(null, chunk));
    },
    flush(done) {
      copy.end();
      done();
    },
  });
  const checked = check(call, copy);
  // The check may fail first; then nothing more is received.
  checked.catch((error: unknown) => tee.destroy(error instanceof Error ? error : undefined));
  const written = pipeline(body, tee, file).catch((error: unknown) => {
    copy.destroy(error instanceof Error ? error : undefined);
    throw error;
  });
  const [header] = await Promise.all([checked, written]);
  return { header, bytes };
}

async function ask(call: Call): Promise<Readable> {
  const { method, path } = operationApi.backup;
  let response: Response;
  try {
    response = await fetch(call.url + path, {
      method,
      headers: {
        accept: 'application/gzip, application/problem+json',
        'user-agent': 'evenkeel-cli',
        ...(call.key !== null && { authorization: `Bearer ${call.key}` }),
      },
    });
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    throw new ApiError(0, null, `No answer from ${call.url}: ${String(cause)}`);
  }
  if (!response.ok || response.body === null) {
    const problem = (await response.json().catch(() => null)) as ProblemBody | null;
    throw new ApiError(response.status, problem, problem?.detail ?? `HTTP ${response.status}`);
  }
  return Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]);
}

async function check(call: Call, source: AsyncIterable<Buffer>): Promise<BackupHeader> {
  let header: BackupHeader | undefined;
  let bar: ReturnType<typeof progressBar> | undefined;
  let rows = 0;
  for await (const piece of readBackup(source)) {
    if (piece.kind === 'header') {
      header = piece.header;
      bar = progressBar(process.stderr, {
        label: 'Copying',
        total: rowsOf(header),
        quiet: call.quiet || call.json,
      });
    } else if (piece.kind === 'part') {
      bar?.at((rows += piece.rows), piece.table);
    }
  }
  bar?.end();
  if (header === undefined) throw new BadBackup('This is no backup of evenkeel.');
  return header;
}

/** On the disk before it gets its name: whoever sees the name sees a whole copy. */
async function settle(half: string, path: string): Promise<void> {
  const file = await open(half, 'r');
  await file.sync();
  await file.close();
  await rename(half, path);
  const folder = await open(dirname(path), 'r');
  await folder.sync();
  await folder.close();
}

function rowsOf(header: BackupHeader): number {
  return header.tables.reduce((sum, table) => sum + table.rows, 0) + header.jobs;
}

const fileWords: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such folder.',
  ENOTDIR: 'its folder is a file.',
  EACCES: 'you may not write there.',
  EISDIR: 'this is a folder.',
  ENOSPC: 'the disk is full.',
  EROFS: 'nothing can be written to this disk.',
};

function wordsFor(error: unknown): unknown {
  if (error instanceof CliError || error instanceof ApiError) return error;
  if (error instanceof BadBackup) {
    return new CliError(exit.unexpected, `${error.message} No file was left. Try again.`);
  }
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
    const words = fileWords[error.code];
    if (words !== undefined) return usageError(`The copy cannot be written: ${words}`);
  }
  return new CliError(
    exit.unreachable,
    `The copy broke off (${error instanceof Error ? error.message : String(error)}). No file was left. Try again.`,
  );
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
