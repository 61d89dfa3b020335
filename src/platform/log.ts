import { pino, stdSerializers, type Logger } from 'pino';

export type { Logger };

/** Paths that never reach a log line, whatever object carries them. */
const redact = ['authorization', 'cookie', 'password', 'token', 'secret', 'key'].flatMap((name) => [
  name,
  `*.${name}`,
  `*.*.${name}`,
]);

/** What PostgreSQL says of a failure beside its message names values of rows: people's, and secrets'. */
const ofRows = ['detail', 'where', 'hint', 'internalQuery', 'query', 'parameters'];

function withoutRows(error: Error): object {
  const kept = Object.entries(stdSerializers.err(error)).filter(([name]) => !ofRows.includes(name));
  return Object.fromEntries(kept);
}

/** The program's logger: JSON lines on stderr, so that stdout stays free for people and pipes. */
export function createLogger(level: string, destination?: { write(line: string): void }): Logger {
  const options = { level, base: null, redact, serializers: { err: withoutRows } };
  return destination
    ? pino(options, destination)
    : pino(options, pino.destination({ fd: 2, sync: false }));
}
