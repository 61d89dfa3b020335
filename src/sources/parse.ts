import type { ParseResult, Signal, Source, SourceRequest, Warning } from './model.ts';
import { toResult } from './normalise.ts';
import { readBody } from './read-body.ts';

export interface IncomingRequest extends Omit<SourceRequest, 'body'> {
  readonly raw: Uint8Array;
}

/**
 * Bytes to signals: reads the body, lets the source parse it and adds what the reading noted to
 * each signal. Never throws: what no parser understood comes back as one rejection.
 */
export function parseRequest(source: Source, request: IncomingRequest): ParseResult {
  const reading = readBody({
    raw: request.raw,
    contentType: request.headers['content-type'] ?? null,
    query: request.query,
  });
  if (!reading.ok) return toResult({ rejected: [{ index: 0, reason: reading.reason }] });
  const { headers, query, eventId } = request;
  const result = source.parse({ body: reading.body, headers, query, eventId });
  if (reading.warnings.length === 0) return result;
  return { ...result, signals: result.signals.map((signal) => noted(signal, reading.warnings)) };
}

function noted(signal: Signal, warnings: readonly Warning[]): Signal {
  return { ...signal, warnings: [...warnings, ...signal.warnings] };
}
