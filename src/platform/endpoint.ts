// One description per request: validation, types of server and client, and OpenAPI come from it.
// Only the schema library here, since the web and the command line import it too.
import { type Static, type TObject, type TProperties, type TSchema, Type } from 'typebox';

export { type Static, type TSchema, Type };

/** One call of the API. `right` is checked before the handler, and again in the verb. */
export interface Endpoint<
  P extends TSchema = TSchema,
  Q extends TSchema = TSchema,
  B extends TSchema = TSchema,
  R extends TSchema = TSchema,
> {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With `{name}` for path parameters: `/v1/alerts/{id}`. */
  path: string;
  /** A right, `session` for any signed-in caller, or `public`. */
  right: string;
  summary: string;
  /** What it belongs to in the reference: `alerts`. */
  tag: string;
  /** An edit names the version that it saw: it must (428 without), or it may. */
  ifMatch?: 'required' | 'optional';
  /** True: an agent may call it; every other call that is no GET is left to people. */
  agents?: boolean;
  params?: P;
  query?: Q;
  body?: B;
  response: R;
  /**
   * True: somebody in a browser must have shown a password or passkey in the last ten minutes, since
   * an unlocked screen is not its owner. A key is proof of itself.
   */
  proof?: boolean;
  /** Status of success; default 200. */
  status?: number;
}

/** Keeps the types of an endpoint's schemas. */
export function endpoint<
  P extends TSchema = TObject<Record<never, never>>,
  Q extends TSchema = TObject<Record<never, never>>,
  B extends TSchema = TObject<Record<never, never>>,
  R extends TSchema = TSchema,
>(definition: Endpoint<P, Q, B, R>): Endpoint<P, Q, B, R> {
  return definition;
}

/** An object that refuses properties it does not know: a misspelt field is an error, not silence. */
export function closed<T extends TProperties>(properties: T): TObject<T> {
  return Type.Object(properties, { additionalProperties: false });
}

/** `T | null`. */
export function nullable<T extends TSchema>(schema: T) {
  return Type.Union([schema, Type.Null()]);
}

/** One of some words. */
export function oneOf<const T extends readonly string[]>(words: T) {
  return Type.Enum<[...T]>([...words]);
}

/** RFC 3339 in UTC, as every time on the wire. */
export const Instant = Type.String({ format: 'date-time' });

/** `90s`, `5m`, `2h30m`, `7d`. */
export const Duration = Type.String({ pattern: '^(\\d+[smhdw])+$', maxLength: 30 });

/** The id, ref, slug or e-mail address in a path. */
export const IdParams = closed({ id: Type.String({ minLength: 1, maxLength: 320 }) });

/** `limit` and `cursor`, plus the filters of the list. */
export function listQuery<T extends TProperties>(filters: T) {
  return closed({
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
    cursor: Type.Optional(Type.String({ maxLength: 400 })),
    ...filters,
  });
}

/** `{items, nextCursor}`. */
export function page<T extends TSchema>(item: T) {
  return Type.Object({ items: Type.Array(item), nextCursor: nullable(Type.String()) });
}

/** RFC 9457 problem document, the body of every error. */
export const ProblemBody = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  code: Type.String(),
  detail: Type.String(),
  requestId: Type.String(),
  errors: Type.Array(Type.Object({ pointer: Type.String(), message: Type.String() })),
});
export type ProblemBody = Static<typeof ProblemBody>;
