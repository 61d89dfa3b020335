// The words of operation: what keeps an installation alive, and how one knows that it is.

/** Facts of the installation that are kept under their names in instance_settings. */
export interface InstallationFacts {
  /** The last copy that was handed out whole. */
  lastBackup: LastBackup;
  /** Written by a restore, in the transaction that loads the rows. */
  lastRestore: LastRestore;
}

export interface LastBackup {
  /** RFC 3339. */
  at: string;
  by: string;
  /** Of the compressed file. */
  bytes: number;
}

export interface LastRestore {
  /** When it was restored, RFC 3339. */
  at: string;
  /** When the backup was made. */
  madeAt: string;
  /** The version that made it. */
  program: string;
}
