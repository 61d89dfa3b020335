/** The typed client of our own API, as this browser's signed-in person. */
import { ApiError, createClient } from '#platform/client';

export { ApiError };

/** A key for one intended write: sent again after a lost answer, it is done once. */
export function intentKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}

export const api = createClient({ baseUrl: '', fetch: (...input) => fetch(...input) });

/** The sentence to show for a failure: the server's own words, else that nobody answered. */
export function words(error: unknown): string {
  return error instanceof ApiError && error.problem
    ? error.problem.detail
    : String(error instanceof Error ? error.message : error);
}

/** The id under which the server's log has this failure. */
export function requestId(error: unknown): string | undefined {
  return error instanceof ApiError ? error.problem?.requestId : undefined;
}

/** Messages of a refused form, by the name of the field that `pointer` ends in. */
export function fieldErrors(error: unknown): Record<string, string> {
  const list = error instanceof ApiError ? (error.problem?.errors ?? []) : [];
  return Object.fromEntries(
    list.map((one) => [one.pointer.split('/').filter(Boolean).at(-1) ?? '', one.message]),
  );
}
