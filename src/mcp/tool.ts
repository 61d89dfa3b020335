// What a tool is: a name, a schema, what it may do, and one or two calls of the API.
import type { ApiClient } from '#platform/client';
import { closed, oneOf, type Static, type TSchema, Type } from '#platform/endpoint';

export { closed, oneOf, Type };

/**
 * How far a tool goes: `reads`; `notes` (writes on a log, as an agent); `asks` (a person has to
 * confirm what it asks for).
 */
export type Reach = 'reads' | 'notes' | 'asks';

export interface Tool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly reach: Reach;
  /** True when a repeat with the same input changes nothing more. */
  readonly idempotent: boolean;
  readonly input: TSchema;
  run(api: ApiClient, input: unknown): Promise<unknown>;
}

/** Keeps the type of a tool's input. Its schema is checked before `run`. */
export function tool<T extends TSchema>(definition: {
  name: string;
  title: string;
  description: string;
  reach: Reach;
  idempotent?: boolean;
  input: T;
  run(api: ApiClient, input: Static<T>): Promise<unknown>;
}): Tool {
  const { run, reach } = definition;
  return {
    ...definition,
    idempotent: definition.idempotent ?? reach === 'reads',
    run: (api, input) => run(api, input as Static<T>),
  };
}

/** An id, a ref such as INC-142, a slug or an address. */
export const Ref = Type.String({ minLength: 1, maxLength: 320 });

/** Pages are short: an agent asks again for more. */
export const paging = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 20, default: 10 })),
  cursor: Type.Optional(Type.String({ maxLength: 400 })),
};

/** The query of a list: ten at a time unless told. */
export function listOf<T extends { limit?: number }>(input: T): T & { limit: number } {
  return { ...input, limit: input.limit ?? 10 };
}

/** The fields of an object that an agent needs. */
export function pick<T extends object, K extends keyof T>(
  from: T,
  ...names: readonly K[]
): Pick<T, K> {
  return Object.fromEntries(names.map((name) => [name, from[name]])) as Pick<T, K>;
}
