// PostgreSQL behind Kysely: one driver, one dialect, and a guard that refuses the root handle while
// a transaction is open (such a query would run outside it: a lost page that no test sees).
import { AsyncLocalStorage } from 'node:async_hooks';

import {
  CamelCasePlugin,
  CompiledQuery,
  type ConnectionProvider,
  type DatabaseConnection,
  DefaultConnectionProvider,
  DefaultQueryExecutor,
  type Driver,
  Kysely,
  PostgresDialect,
  type RawBuilder,
  SingleConnectionProvider,
  sql,
  type Transaction,
} from 'kysely';
import { type ClientBase, Pool, type PoolConfig, types } from 'pg';

import { isStale, PreparingClient } from './prepared.ts';
import type { Database } from './tables.ts';

export type { Database };
export { sql };

/** The root handle: for reads outside transactions. Throws `nested_root_query` inside one. */
export type Db = Kysely<Database>;
/** A handle inside a transaction. */
export type Trx = Transaction<Database>;
/** Either of the two: what reads accept. */
export type Queries = Db | Trx;

const openTransaction = new AsyncLocalStorage<{ open: boolean }>();

// Instants go into parameters as RFC 3339 text; pg asks objects for `toPostgres`.
Object.defineProperty(Temporal.Instant.prototype, 'toPostgres', {
  configurable: true,
  value(this: Temporal.Instant) {
    return this.toString();
  },
});

const timestamptz = 1184;
const bigint = 20;

function parserOf(oid: number, format?: 'text' | 'binary'): unknown {
  if (format !== 'binary') {
    if (oid === timestamptz) return (text: string) => Temporal.Instant.from(text);
    if (oid === bigint) return Number;
  }
  return types.getTypeParser(oid, format);
}

class GuardedDialect extends PostgresDialect {
  override createDriver(): Driver {
    const driver = super.createDriver();
    const acquire = driver.acquireConnection.bind(driver);
    const ready = driver.init();
    ready.catch(() => undefined);
    driver.acquireConnection = async (...args) => {
      if (openTransaction.getStore()?.open) {
        throw new Error('nested_root_query: the root handle was used inside a transaction.');
      }
      await ready;
      return acquire(...args);
    };
    beginAhead(driver);
    return driver;
  }
}

/**
 * `begin` goes out together with the first statement (connections pipeline): one wait less for every
 * transaction. The commit waits for its answer, so that nothing is taken for done without it.
 */
function beginAhead(driver: Driver): void {
  const begin = driver.beginTransaction.bind(driver);
  const commit = driver.commitTransaction.bind(driver);
  const begun = new WeakMap<DatabaseConnection, Promise<void>>();
  driver.beginTransaction = (connection, settings) => {
    const answer = begin(connection, settings);
    answer.catch(() => undefined);
    begun.set(connection, answer);
    return Promise.resolve();
  };
  driver.commitTransaction = async (connection) => {
    await begun.get(connection);
    await commit(connection);
  };
}

/** Where and how to connect. `connectionString` or the fields of `pg`. */
export interface DbOptions {
  connection: PoolConfig;
  /** Largest number of connections of this process. */
  max?: number;
  /** Run on each new connection before it is used (the test harness moves the job clock with it). */
  onConnect?: readonly string[];
}

/** A pool of connections with the program's settings: 5 s per statement, times as `Temporal.Instant`. */
export function createPool(options: DbOptions): Pool {
  const prepare = async (client: ClientBase): Promise<void> => {
    for (const statement of options.onConnect ?? []) await client.query(statement);
  };
  const pool = new Pool({
    ...options.connection,
    Client: PreparingClient,
    // Statements that do not need each other's answers travel together.
    pipeline: true,
    max: options.max ?? 10,
    application_name: 'evenkeel',
    statement_timeout: 5000,
    idle_in_transaction_session_timeout: 15_000,
    connectionTimeoutMillis: 5000,
    // Longer than any statement may take: nobody is there any more, and the connection is given up.
    query_timeout: 65_000,
    types: { getTypeParser: parserOf as typeof types.getTypeParser },
    // Awaited by the pool before it hands the connection out; its types do not know that.
    onConnect: prepare as unknown as (client: ClientBase) => void,
  } as PoolConfig);
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => undefined);
  // The same for one that breaks while it is in use: its query or its next one fails and says so.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/**
 * Kysely's executor, except that the statements of a transaction need not wait for each other: those
 * that are sent together travel together, in the order in which they were sent. Kysely would put a
 * round trip between any two.
 */
class PipeliningExecutor extends DefaultQueryExecutor {
  readonly #dialect: GuardedDialect;

  constructor(
    dialect: GuardedDialect,
    provider: ConnectionProvider,
    plugins: DefaultQueryExecutor['plugins'],
  ) {
    super(dialect.createQueryCompiler(), dialect.createAdapter(), provider, [...plugins]);
    this.#dialect = dialect;
  }

  override withConnectionProvider(provider: ConnectionProvider): DefaultQueryExecutor {
    const own =
      provider instanceof SingleConnectionProvider ? sharedConnection(provider) : provider;
    return new PipeliningExecutor(this.#dialect, own, this.plugins);
  }
}

/**
 * Gives the one connection of a transaction to whoever asks, at once, until its work has ended. What
 * goes on after that (one of several things done at once has failed) would run behind the rollback,
 * outside of any transaction: it is refused.
 */
function sharedConnection(provider: SingleConnectionProvider): ConnectionProvider {
  const connection = provider.provideConnection((one) => Promise.resolve(one));
  return {
    async provideConnection(consumer) {
      const one = await connection;
      if (openTransaction.getStore()?.open === false) {
        throw new Error('late_query: the transaction of this statement has ended.');
      }
      return consumer(one);
    },
  };
}

/** Kysely on a pool; camelCase here, snake_case in the database, jsonb left exactly as it is. */
export function createDb(pool: Pool): Db {
  const dialect = new GuardedDialect({ pool });
  const driver = dialect.createDriver();
  const plugins = [new CamelCasePlugin({ maintainNestedObjectKeys: true })];
  const provider = new DefaultConnectionProvider(driver);
  const executor = new PipeliningExecutor(dialect, provider, plugins);
  return new Kysely<Database>({ config: { dialect, plugins }, dialect, driver, executor });
}

/** Runs `work` in one transaction and remembers that it is open. Whole runs are retried on 40001 and 40P01. */
export async function transaction<T>(db: Db, work: (trx: Trx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      // The mark is set inside the callback, after the connection has been taken.
      return await db.transaction().execute((trx) => {
        const mark = { open: true };
        return openTransaction.run(mark, async () => {
          try {
            return await work(trx);
          } finally {
            mark.open = false;
          }
        });
      });
    } catch (error) {
      if (attempt >= 4 || !isRetryable(error)) throw error;
    }
  }
}

/** Thrown inside a transaction that lost a race: all of it is undone and run again, on what is there then. */
export class StartOver extends Error {
  readonly code = '40001';
}

function isRetryable(error: unknown): boolean {
  const code = sqlState(error);
  return code === '40001' || code === '40P01' || isStale(error);
}

/** PostgreSQL's five-character error code, or undefined for other errors. */
export function sqlState(error: unknown): string | undefined {
  if (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    typeof error.code === 'string'
  ) {
    return error.code;
  }
  return undefined;
}

/** A jsonb parameter. Arrays too: `pg` would otherwise make a PostgreSQL array of them. */
export function jsonb<T>(value: T): RawBuilder<T> {
  return sql<T>`${JSON.stringify(value)}::jsonb`;
}

/**
 * `column = any(values)`: one statement text for lists of any length, so that its plan is kept. To be
 * used as `where('id', '=', anyOf(ids))`; an empty list finds nothing.
 */
export function anyOf<T extends string>(values: readonly T[]): RawBuilder<T> {
  return sql<T>`any(${[...values]}::text[])`;
}

/**
 * Runs a statement whose text never changes, with `$1` and so on: for the hottest ones, where putting a
 * text together from its parts costs as much as sending it. Instants and lists are passed as they are.
 */
export async function runText<Row>(
  q: Queries,
  text: string,
  parameters: readonly unknown[],
): Promise<Row[]> {
  const result = await q.executeQuery<Row>(CompiledQuery.raw(text, [...parameters]));
  return result.rows;
}

/**
 * For statements that look single rows up by their keys: keeps one plan of each in the transaction that
 * follows, whatever the parameters, and lets it use keys only. Planning costs such statements more than
 * running, and a plan that was kept while a table was small would walk it when it has grown. Travels
 * with the next statement.
 */
export function planByKeys(q: Trx): Promise<unknown> {
  const set = sql`select set_config('plan_cache_mode', 'force_generic_plan', true),
    set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
    set_config('enable_mergejoin', 'off', true)`.execute(q);
  set.catch(() => undefined);
  return set;
}

/**
 * Runs a part of a transaction that may fail without harming the rest: what it wrote is undone then,
 * and the error thrown.
 */
export async function attempt<T>(q: Trx, work: () => Promise<T>): Promise<T> {
  // Travels with the first statement of the work, which fails if this does.
  const saved = sql`savepoint attempt`.execute(q);
  saved.catch(() => undefined);
  try {
    const value = await work();
    await saved;
    return value;
  } catch (error) {
    await sql`rollback to savepoint attempt`.execute(q);
    throw error;
  }
}

/** The database's time in milliseconds with the local time around the question, for `clock.adopt`. */
export async function sampleTime(
  db: Db,
  local: () => number,
): Promise<{ databaseMs: number; sentMs: number; receivedMs: number }> {
  const sentMs = local();
  // @NOTE the one place that asks the database for its time: it feeds the clock, it decides nothing.
  const result = await sql<{ ms: number }>`
    select (extract(epoch from pg_catalog.clock_timestamp()) * 1000)::float8 as ms`.execute(db);
  return { databaseMs: result.rows[0]?.ms ?? sentMs, sentMs, receivedMs: local() };
}
