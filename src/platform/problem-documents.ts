// Failures as RFC 9457 problem documents.
import { maxHeaderSize, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';

import type { FastifyReply, FastifyRequest } from 'fastify';

import { isAway } from './away.ts';
import type { Platform } from './context.ts';
import { Problem, type ProblemCode, problems } from './errors.ts';
import { newId } from './ids.ts';

const fastifyCodes: Record<string, ProblemCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'tooLarge',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupportedMedia',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'invalid',
  FST_ERR_CTP_INVALID_JSON_BODY: 'invalid',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'invalid',
};

/** What an error means to whoever asked: expected failures as they are, the rest by its code. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const { code, statusCode, message } = error as {
    code?: string;
    statusCode?: number;
    message?: string;
  };
  const known = code === undefined ? undefined : fastifyCodes[code];
  if (known === 'tooLarge') {
    return new Problem(
      known,
      'A body may have 1 MiB, and one of a form 64 KiB. This one has more.',
    );
  }
  if (known) return new Problem(known, message ?? 'The request could not be read.');
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new Problem('invalid', message ?? 'The request could not be read.');
  }
  if (isAway(error)) {
    return new Problem('unavailable', 'The database does not answer. Try again.', {
      retryAfterSeconds: 2,
    });
  }
  // Two requests made the same thing at once; verbs look before, so this one came second.
  if (code === '23505') {
    return new Problem('conflict', 'The same was just made by another request. Read it again.');
  }
  // A NUL, which PostgreSQL cannot hold in text or in jsonb.
  if (code === '22021' || code === '22P05') {
    return new Problem('invalid', 'A text of the request holds a character that cannot be stored.');
  }
  return new Problem('internal', 'Something failed here. The request id finds it in the log.');
}

/** Sends a problem document; logs what is our own fault. */
export function sendProblem(
  platform: Platform,
  problem: Problem,
  at: { request: FastifyRequest; reply: FastifyReply; error?: unknown },
): FastifyReply {
  const { request, reply } = at;
  if (problem.status >= 500) {
    platform.log.error(
      { err: at.error ?? problem, requestId: request.id, route: request.routeOptions.url },
      'request failed',
    );
  }
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer');
  if (problem.retryAfterSeconds !== undefined)
    reply.header('retry-after', problem.retryAfterSeconds);
  return reply
    .status(problem.status)
    .type('application/problem+json')
    .send(JSON.stringify(problemBody(platform.publicUrl, problem, request.id)));
}

/**
 * Answers what cannot be read as a request: no HTTP, a head without end, a body that does not come. The
 * connection is closed after it.
 */
export function answerUnreadable({ publicUrl, clock }: Platform) {
  return (error: Error & { code?: string }, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || socket.destroyed) return;
    const problem = unreadable(error.code);
    const { status } = problem;
    const body = JSON.stringify(problemBody(publicUrl, problem, newId('req', clock.now())));
    const head = [
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
      'Content-Type: application/problem+json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
    ];
    if (socket.writable) socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
    socket.destroy(error);
  };
}

function unreadable(code: string | undefined): Problem {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new Problem('requestTimeout', 'The request was not there as a whole in time.');
  }
  if (code === 'HPE_HEADER_OVERFLOW') {
    const bytes = maxHeaderSize;
    return new Problem('headersTooLarge', `Address and header fields may have ${bytes} bytes.`);
  }
  return new Problem('invalid', 'This is no HTTP/1.1 request.');
}

/** Where the server answers with a page that explains each code. */
export const problemsPath = '/docs/problems';

/** The RFC 9457 document of a problem. */
export function problemBody(publicUrl: string, problem: Problem, requestId: string): object {
  return {
    type: `${publicUrl}${problemsPath}#${problem.code}`,
    title: problems[problem.code].title,
    status: problem.status,
    code: problem.code,
    detail: problem.message,
    requestId,
    errors: problem.errors,
  };
}
