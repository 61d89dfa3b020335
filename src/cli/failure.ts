// Errors of the command line and their exit codes (docs/reference/paths-and-programs.md).
import { ApiError } from '#platform/client';

export const exit = {
  ok: 0,
  unexpected: 1,
  usage: 2,
  notFound: 3,
  notAllowed: 4,
  conflict: 5,
  unreachable: 6,
  /** It ran, but the answer is no: a gap, a plan that is not empty, a refused apply. */
  no: 10,
} as const;

/** A failure with words for the reader and an exit code. */
export class CliError extends Error {
  readonly exitCode: number;
  constructor(exitCode: number, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** The reader typed something that cannot be meant: exit code 2. */
export function usageError(message: string): CliError {
  return new CliError(exit.usage, message);
}

/** It ran, and the answer is no: exit code 10. */
export function refused(message: string): CliError {
  return new CliError(exit.no, message);
}

const byStatus: Record<number, number> = {
  0: exit.unreachable,
  400: exit.usage,
  401: exit.notAllowed,
  403: exit.notAllowed,
  404: exit.notFound,
  409: exit.conflict,
  410: exit.notFound,
  412: exit.conflict,
  422: exit.usage,
  428: exit.conflict,
  429: exit.unreachable,
  502: exit.unreachable,
  503: exit.unreachable,
  504: exit.unreachable,
};

/** Exit code of any error. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CliError) return error.exitCode;
  if (error instanceof ApiError) return byStatus[error.status] ?? exit.unexpected;
  return exit.unexpected;
}

/** What to tell the reader, and what to do next. */
export function wordsOf(error: unknown): string {
  if (error instanceof ApiError) return apiWords(error);
  if (error instanceof CliError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function apiWords(error: ApiError): string {
  const { problem, status } = error;
  if (status === 0) {
    return `${error.message}\nIs the server running? Set EVENKEEL_URL or --url to its address.`;
  }
  const lines = [problem?.detail ?? error.message];
  for (const one of problem?.errors ?? []) {
    const line = `  ${one.pointer || '/'}: ${one.message}`;
    if (!lines[0]?.includes(one.message) || (problem?.errors.length ?? 0) > 1) lines.push(line);
  }
  if (status === 401) lines.push('Set EVENKEEL_API_KEY, or run "evenkeel login".');
  if (status >= 500 && problem)
    lines.push(`Request ${problem.requestId}: the server's log has more.`);
  return lines.join('\n');
}
