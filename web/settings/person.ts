import type { ContactMethod, Person } from '#people/contract';
import type { Static } from '#platform/endpoint';

export type PersonBody = Static<typeof Person>;
export type MethodBody = Static<typeof ContactMethod>;

/** Works now: verified and not called dead by a provider. */
export function works(method: MethodBody): boolean {
  return method.verifiedAt !== null && method.brokenAt === null;
}
