// ETags of things that are edited: the number of their version. Edits name the one they saw.
import { sql, type Trx } from './db.ts';
import { Problem } from './errors.ts';
import type { FastifyReply, FastifyRequest } from './http.ts';

/** Says which version the answer holds, and hands the answer on. */
export function tagged<T extends { version: number }>(reply: FastifyReply, answer: T): T {
  reply.header('etag', `"${answer.version}"`);
  return answer;
}

/**
 * The version that an edit is based on, by `If-Match`; null for `*`, which takes whatever is there.
 * Throws `preconditionRequired` without the header: an edit must not overwrite another one unseen.
 */
export function editedVersion(request: FastifyRequest): number | null {
  const header = request.headers['if-match']?.trim();
  if (header === undefined || header === '') {
    throw new Problem(
      'preconditionRequired',
      'Send If-Match with the ETag (the version) that you saw, or * to overwrite whatever is there.',
    );
  }
  if (header === '*') return null;
  const version = /^(?:W\/)?"?(\d{1,9})"?$/.exec(header)?.[1];
  if (version === undefined) {
    throw new Problem('preconditionFailed', 'If-Match is no ETag of this object.');
  }
  return Number(version);
}

/** The same for an edit that need not name the version it saw; when it does, it counts. */
export function offeredVersion(request: FastifyRequest): number | null {
  return request.headers['if-match'] === undefined ? null : editedVersion(request);
}

/**
 * Whoever edits calls this before it reads what it edits, and comes one after the other until the end of
 * the transaction: of two that have seen the same version, the second one finds it gone. `kind` is one
 * word for all things of a kind.
 */
export async function editInTurn(
  { q, orgId }: { readonly q: Trx; readonly orgId: string },
  kind: string,
): Promise<void> {
  await sql`select pg_advisory_xact_lock(${lockSpace}, hashtext(${`${orgId} ${kind}`}))`.execute(q);
}

const lockSpace = 72_174_071;

/** Throws `preconditionFailed` when the object has moved on since `seen`. */
export function requireVersion(current: number, seen: number | null | undefined): void {
  if (seen === null || seen === undefined || seen === current) return;
  throw new Problem(
    'preconditionFailed',
    'This was changed meanwhile. Read it again, then repeat the edit.',
  );
}
