// Why the program cannot start, with the exit code of docs/reference/paths-and-programs.md.

/** A start that failed for a reason its reader can mend; printed without a stack. */
export class StartFailure extends Error {
  /** 69: the data folder is held by another process. 71: the database cannot be started. */
  readonly exitCode: 69 | 71;
  constructor(exitCode: 69 | 71, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'StartFailure';
    this.exitCode = exitCode;
  }
}

/** The database cannot be started: exit code 71. */
export function cannotStart(message: string, cause?: unknown): StartFailure {
  return new StartFailure(71, message, cause);
}
