import { cleanText } from './decide/clean.ts';
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
  const parsed = source.parse({ body: reading.body, headers, query, eventId });
  const result = { ...parsed, deliveryId: parsed.deliveryId ?? deliveryOf(headers) };
  if (reading.warnings.length === 0) return result;
  return { ...result, signals: result.signals.map((signal) => noted(signal, reading.warnings)) };
}

/** Headers in which senders name a delivery: the same name again is the same delivery. */
const DELIVERY_HEADERS = [
  'idempotency-key',
  'webhook-id',
  'x-github-delivery',
  'x-gitlab-event-uuid',
  'x-amz-sns-message-id',
  'request-id',
] as const;

function deliveryOf(headers: Readonly<Record<string, string>>): string | null {
  for (const name of DELIVERY_HEADERS) {
    const id = headers[name]?.trim() ?? '';
    if (id !== '' && id.length <= 200) return `${name}:${cleanText(id)}`;
  }
  return null;
}

function noted(signal: Signal, warnings: readonly Warning[]): Signal {
  return { ...signal, warnings: [...warnings, ...signal.warnings] };
}
