// Requests that take longer than a silent line is kept open for.
import { Socket } from 'node:net';

import type { FastifyRequest } from 'fastify';

const longestMs = 15 * 60_000;

/**
 * Called by what may take minutes on a slow machine: the line is not cut for its silence until the
 * answer has been sent. The next request on it has the usual patience.
 */
export function mayTakeLong(request: Pick<FastifyRequest, 'raw'>): void {
  const { socket } = request.raw;
  // What agents ask for comes without a line of its own.
  if (socket instanceof Socket) socket.setTimeout(longestMs);
}
