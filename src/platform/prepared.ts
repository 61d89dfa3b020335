// A connection that lets PostgreSQL keep the plans of statements which come again and again: reading and
// planning a statement costs it as much as running one that touches a few rows.
import { Client, type QueryResult } from 'pg';

/** So often a text must have come before it is kept; lists of changing length make many texts. */
const seenBefore = 3;
/** Most texts that are kept; each costs some 30 kB in each connection. */
const mostKept = 200;
/** Most texts that are counted. */
const mostCounted = 2000;

interface Known {
  count: number;
  name: string | null;
}

const texts = new Map<string, Known>();
let kept = 0;

/** The name under which a text is prepared, or null while it has not come often. */
function nameOf(text: string): string | null {
  const known = texts.get(text);
  if (known === undefined) {
    if (texts.size < mostCounted) texts.set(text, { count: 1, name: null });
    return null;
  }
  known.count += 1;
  if (known.name === null && known.count > seenBefore && kept < mostKept) {
    kept += 1;
    known.name = `ek${kept}`;
  }
  return known.name;
}

/** A list of texts or numbers as PostgreSQL reads it; `pg` would look at each element twice more. */
function written(value: unknown): unknown {
  if (!Array.isArray(value) || !value.every(isPlain)) return value;
  return `{${value.map(element).join(',')}}`;
}

function isPlain(value: unknown): value is string | number | boolean | null | undefined {
  return value === null || typeof value !== 'object';
}

const special = /[\\"]/;

function element(value: string | number | boolean | null | undefined): string {
  if (value === null || value === undefined) return 'NULL';
  const text = String(value);
  return `"${special.test(text) ? text.replace(/[\\"]/g, '\\$&') : text}"`;
}

type Answer = (error: unknown, result: QueryResult) => void;
type Query = (
  config: unknown,
  values?: unknown,
  answer?: Answer,
) => Promise<QueryResult> | undefined;

/**
 * `pg`'s client, preparing frequent statements. After a migration a kept plan may no longer fit
 * (0A000): the connection then prepares nothing any more, and the statement is asked again plainly.
 */
export class PreparingClient extends Client {
  #prepares = true;
  /** Names whose first use is on its way: a second parse of the same name would be refused. */
  readonly #onTheWay = new Set<string>();
  readonly #parsed = new Set<string>();

  // The overloads of `pg` are narrower than what its own pool calls.
  override query = ((config: unknown, values?: unknown, answer?: Answer) => {
    const plain = super.query.bind(this) as unknown as Query;
    if (Array.isArray(values)) values = values.map(written);
    // Without values a text may hold several statements, as those of the job queue do: none is prepared.
    const frequent = typeof config === 'string' && Array.isArray(values) && values.length > 0;
    const name = this.#prepares && frequent ? nameOf(config) : null;
    if (name === null || this.#onTheWay.has(name)) return plain(config, values, answer);
    const named = { name, text: config, values };
    const ended = this.#begin(name);
    if (answer !== undefined) {
      return plain(named, undefined, (error, result) => {
        ended(error);
        answer(error, result);
      });
    }
    return plain(named)?.then(
      (result) => {
        ended(null);
        return result;
      },
      (error: unknown) => {
        ended(error);
        // Inside a transaction nothing can be asked again; the whole of it is.
        if (!isStale(error) || this.getTransactionStatus() !== 'I') throw error;
        return plain(config, values) as Promise<QueryResult>;
      },
    );
  }) as unknown as Client['query'];

  #begin(name: string): (error: unknown) => void {
    if (this.#parsed.has(name)) {
      return (error) => {
        if (isStale(error)) this.#prepares = false;
      };
    }
    this.#onTheWay.add(name);
    return (error) => {
      this.#onTheWay.delete(name);
      if (isStale(error)) this.#prepares = false;
      // After a failure it is not known whether the parse came through; `pg` keeps count of that.
      if (error === null || error === undefined) this.#parsed.add(name);
    };
  }
}

/** True for a kept plan that a migration has overtaken. Whole transactions are tried again on it. */
export function isStale(error: unknown): boolean {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  return code === '0A000' && /cached plan must not change/.test(String(message));
}
