import { queries } from './queries.ts';

/** Somebody signed in or out, or looks at another organisation: forget what was read, ask who is there. */
export function sessionChanged(): void {
  queries.removeQueries({ predicate: (query) => query.queryKey[0] !== '/v1/session' });
  void queries.resetQueries({ queryKey: ['/v1/session'] });
}
