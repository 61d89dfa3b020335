import { pino, type Logger } from 'pino';

export type { Logger };

/** Paths that never reach a log line, whatever object carries them. */
const redact = ['authorization', 'cookie', 'password', 'token', 'secret', 'key'].flatMap((name) => [
  name,
  `*.${name}`,
  `*.*.${name}`,
]);

/** The program's logger: JSON lines on stderr, so that stdout stays free for people and pipes. */
export function createLogger(level: string, destination?: { write(line: string): void }): Logger {
  const options = { level, base: null, redact };
  return destination
    ? pino(options, destination)
    : pino(options, pino.destination({ fd: 2, sync: false }));
}
