/**
 * Stands in for the schema library in the browser bundle. Contracts build schemas for the server's
 * checks; the web uses their types, methods and paths, so here every schema is the same empty thing.
 */
const nothing: unknown = new Proxy(() => undefined, {
  get: (_, name) => (name === Symbol.iterator ? undefined : nothing),
  apply: () => nothing,
});

export const Type = nothing;
