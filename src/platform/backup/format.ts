// What stands in a backup and in which order; docs/reference/backup-format.md says the same to people.
import { createHash } from 'node:crypto';

import type { Secrets } from '../secrets.ts';

export const formatVersion = 1;
export const headerPath = 'evenkeel-backup.json';
export const manifestPath = 'manifest.json';
export const signaturePath = 'signature.txt';
/** Pseudo table of the jobs that waited; its columns are ours and not those of the job queue. */
export const jobsTable = 'jobs';
export const jobColumns = ['queue', 'data', 'start_at', 'key'] as const;

/** The first file: what is to come. */
export interface BackupHeader {
  format: 'evenkeel-backup';
  version: number;
  /** When the snapshot was taken, RFC 3339. */
  madeAt: string;
  /** Version of the program that made it. */
  program: string;
  /** Version of its PostgreSQL, such as `18.4`. */
  postgres: string;
  /** Names of the migrations that the database has had. */
  migrations: string[];
  tables: { name: string; columns: string[]; rows: number }[];
  /** Waiting jobs. */
  jobs: number;
  sequences: { name: string; value: number; called: boolean }[];
  /** Id of the key of the secret ring that signed it; without that ring it cannot be restored. */
  key: string;
}

/** The last file but one: sums of all that came before. */
export interface BackupManifest {
  files: { path: string; bytes: number; sha256: string }[];
  tables: Record<string, { rows: number; bytes: number; sha256: string }>;
}

/** A file that may not be restored; the message says why. */
export class BadBackup extends Error {}

/** Path of one part of a table. Parts are cut between rows. */
export function partPath(table: string, number: number): string {
  const folder = table === jobsTable ? jobsTable : `tables/${table}`;
  return `${folder}/${String(number).padStart(6, '0')}.copy`;
}

/** The table that a path belongs to, or null. */
export function tableOfPath(path: string): string | null {
  if (/^jobs\/\d{6}\.copy$/.test(path)) return jobsTable;
  return /^tables\/([a-z_][a-z0-9_]*)\/\d{6}\.copy$/.exec(path)?.[1] ?? null;
}

/** The signature of a manifest, by the first key of the ring. */
export function signManifest(secrets: Pick<Secrets, 'sign'>, manifest: Buffer): string {
  return secrets.sign('backup', createHash('sha256').update(manifest).digest('hex'));
}

/** True when a key of this ring signed the manifest. */
export function isSigned(
  secrets: Pick<Secrets, 'verify'>,
  manifest: Buffer,
  signature: string,
): boolean {
  const sum = createHash('sha256').update(manifest).digest('hex');
  return secrets.verify('backup', sum, signature);
}

/** Number of rows in text of COPY: a line break inside a value is written as `\n`. */
export function rowsOf(part: Buffer): number {
  let rows = 0;
  for (let at = part.indexOf(10); at !== -1; at = part.indexOf(10, at + 1)) rows++;
  return rows;
}

/** Reads the header. Throws BadBackup for what this program cannot read. */
export function parseHeader(content: Buffer): BackupHeader {
  const header = parseJson(content) as Partial<BackupHeader> | null;
  if (header?.format !== 'evenkeel-backup') throw new BadBackup('This is no backup of evenkeel.');
  if (header.version !== formatVersion) {
    throw new BadBackup(
      `This backup has format ${String(header.version)}; this evenkeel reads format ${formatVersion}. ` +
        'Restore it with the version that made it.',
    );
  }
  const { tables, migrations, sequences } = header;
  const readable = Array.isArray(tables) && Array.isArray(migrations) && Array.isArray(sequences);
  const names = readable
    ? [...tables.flatMap((one) => [one.name, ...one.columns]), ...sequences.map((one) => one.name)]
    : ['?'];
  // They become part of statements; anything else was not written by us.
  if (!names.every((name) => /^[a-z_][a-z0-9_]{0,62}$/.test(name))) {
    throw new BadBackup('The header of this backup cannot be read.');
  }
  return header as BackupHeader;
}

export function parseJson(content: Buffer): unknown {
  try {
    return JSON.parse(content.toString('utf8')) as unknown;
  } catch {
    return null;
  }
}
