// Reads a backup and checks it on the way: order, sums, counts. Used to check a file before anything
// is written, by the command line while it receives one, and by the restore itself.
import { createHash, type Hash } from 'node:crypto';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

import {
  BadBackup,
  type BackupHeader,
  type BackupManifest,
  headerPath,
  jobsTable,
  manifestPath,
  parseHeader,
  parseJson,
  rowsOf,
  signaturePath,
  tableOfPath,
} from './format.ts';
import { BrokenContainer, readEntries } from './tar.ts';

/** What a reader is told, in this order: the header, the parts of one table after the other, the end. */
export type BackupPiece =
  | { kind: 'header'; header: BackupHeader }
  | { kind: 'part'; table: string; content: Buffer; rows: number }
  | { kind: 'end'; manifest: BackupManifest; manifestText: Buffer; signature: string };

/**
 * The pieces of a backup. The end comes only when every sum agrees. Throws BadBackup with the reason.
 */
export async function* readBackup(source: AsyncIterable<Buffer>): AsyncGenerator<BackupPiece> {
  const input = Readable.from(source, { objectMode: false });
  const plain = createGunzip();
  input.on('error', (error) => plain.destroy(error));
  input.pipe(plain);
  try {
    yield* check(plain as AsyncIterable<Buffer>);
  } catch (error) {
    throw toBadBackup(error);
  } finally {
    input.destroy();
    plain.destroy();
  }
}

function toBadBackup(error: unknown): unknown {
  if (error instanceof BrokenContainer) return new BadBackup(error.message, { cause: error });
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'Z_BUF_ERROR') return new BadBackup('The file ends too early.', { cause: error });
  if (code.startsWith('Z_')) {
    return new BadBackup('The file is no backup, or is damaged.', { cause: error });
  }
  return error;
}

async function* check(plain: AsyncIterable<Buffer>): AsyncGenerator<BackupPiece> {
  const seen: BackupManifest['files'] = [];
  const sums = new Map<string, { rows: number; bytes: number; hash: Hash }>();
  let header: BackupHeader | undefined;
  let manifestText: Buffer | undefined;
  let table = '';
  for await (const { path, content } of readEntries(plain)) {
    if (path === signaturePath && header && manifestText) {
      const manifest = parseJson(manifestText) as BackupManifest | null;
      compare(header, manifest, { seen, sums });
      if (manifest === null) return;
      yield { kind: 'end', manifest, manifestText, signature: content.toString('latin1') };
      return;
    }
    if (manifestText) throw new BadBackup(`${path} does not belong behind the manifest.`);
    if (path === manifestPath) {
      manifestText = content;
      continue;
    }
    seen.push({ path, bytes: content.length, sha256: sumOf(content) });
    if (path === headerPath && !header) {
      header = parseHeader(content);
      yield { kind: 'header', header };
      continue;
    }
    if (!header) throw new BadBackup('This is no backup of evenkeel.');
    const name = tableOfPath(path);
    const known = name === jobsTable || header.tables.some((one) => one.name === name);
    if (name === null || !known) throw new BadBackup(`${path} does not belong into a backup.`);
    if (name !== table && sums.has(name)) throw new BadBackup(`${path} comes too late.`);
    table = name;
    const sum = sums.get(name) ?? { rows: 0, bytes: 0, hash: createHash('sha256') };
    const rows = rowsOf(content);
    sums.set(name, {
      rows: sum.rows + rows,
      bytes: sum.bytes + content.length,
      hash: sum.hash.update(content),
    });
    yield { kind: 'part', table: name, content, rows };
  }
  throw new BadBackup('The file ends too early: its manifest is missing.');
}

function sumOf(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

function compare(
  header: BackupHeader,
  manifest: BackupManifest | null,
  read: {
    seen: BackupManifest['files'];
    sums: ReadonlyMap<string, { rows: number; bytes: number; hash: Hash }>;
  },
): void {
  if (!Array.isArray(manifest?.files)) throw new BadBackup('The manifest cannot be read.');
  const wanted = new Map(manifest.files.map((file) => [file.path, file]));
  for (const { path, sha256 } of read.seen) {
    if (wanted.get(path)?.sha256 !== sha256) {
      throw new BadBackup(`${path} is not as it was written: its SHA-256 differs.`);
    }
  }
  if (wanted.size !== read.seen.length) throw new BadBackup('Parts of the backup are missing.');
  const counts = [
    ...header.tables.map(({ name, rows }) => ({ name, rows })),
    { name: jobsTable, rows: header.jobs },
  ];
  for (const { name, rows } of counts) {
    const found = read.sums.get(name)?.rows ?? 0;
    if (found !== rows) throw new BadBackup(`${name} has ${found} rows instead of ${rows}.`);
  }
}
