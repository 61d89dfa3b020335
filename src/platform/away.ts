/** Errors of Node's sockets that mean that the other side is not there. */
const SOCKET = /^(?:ECONN|EPIPE|ETIMEDOUT|ENOENT|ENOTFOUND|EHOSTUNREACH)/;
/** SQLSTATE classes in which the server could not work, whatever it was asked. */
const SQL_STATE = /^(?:08[0-9A-Z]{3}|53[0-9A-Z]{3}|57P[0-9A-Z]{2}|25006)$/;
/** What `pg` says without a code when a connection broke or could not be had in time. */
const BROKEN =
  /^(?:Connection terminated|Query read timeout|timeout exceeded when trying to connect|Client has encountered a connection error)/i;

/**
 * True when the database was not there to be asked, as against a statement that it refused: classes
 * 08 (connection), 53 (no resources: disk full, too many connections), 57P (it is going down), and
 * 25006 (it only reads: a standby that nobody has promoted yet).
 */
export function isAway(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, message, syscall } = error as Record<'code' | 'message' | 'syscall', unknown>;
  if (typeof code === 'string') {
    // A file that is not there has the same code and another call.
    const socket = SOCKET.test(code) && !/^(?:open|stat|lstat|scandir)$/.test(String(syscall));
    return code === 'unavailable' || socket || SQL_STATE.test(code);
  }
  return typeof message === 'string' && BROKEN.test(message);
}

/**
 * True when the database could not do it at that moment, whoever asks: a lock or the time of a statement
 * ran out, or a transaction lost its race again and again.
 */
export function isBusy(error: unknown): boolean {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' && /^(?:40[0-9A-Z]{3}|55P03|57014)$/.test(code);
}
