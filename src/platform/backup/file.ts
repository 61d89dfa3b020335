// A backup as a file: whole and on the disk before it gets its name.
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

import { giveToFolderOwner, syncFolder } from '../postgres/folders.ts';
import { BadBackup, type BackupHeader } from './format.ts';
import { readBackup } from './read.ts';
import { type BackupSource, writeBackup } from './write.ts';

/** Writes a backup (0600), reads it again to the last sum, then gives it its name. */
export async function writeBackupFile(path: string, source: BackupSource): Promise<void> {
  const half = `${path}.part`;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await giveToFolderOwner(dirname(path));
  try {
    const file = createWriteStream(half, { mode: 0o600 });
    const rows = Readable.from(writeBackup(source), { objectMode: false });
    await pipeline(rows, createGzip(), file);
    for await (const piece of readBackup(createReadStream(half))) void piece;
    const written = await open(half, 'r+');
    await written.sync();
    await written.close();
    await giveToFolderOwner(half);
    await rename(half, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(half, { force: true });
    throw error;
  }
}

/** The header of a file, without reading the rest. Throws BadBackup. */
export async function readBackupHeader(path: string): Promise<BackupHeader> {
  for await (const piece of readBackup(createReadStream(path))) {
    if (piece.kind === 'header') return piece.header;
    break;
  }
  throw new BadBackup('This is no backup of evenkeel.');
}
