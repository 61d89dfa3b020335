// The connection that a copy is taken or loaded by: its own, and as slow as it has to be.
import { Client, type PoolConfig } from 'pg';

/** Connects without limits of time for statements; the caller ends it. `name` is what the server shows. */
export async function connectForCopy(config: PoolConfig, name: string): Promise<Client> {
  const client = new Client({
    ...config,
    application_name: name,
    statement_timeout: 0,
    idle_in_transaction_session_timeout: 0,
    connectionTimeoutMillis: 10_000,
  } as PoolConfig);
  // A connection that breaks fails the statement that runs; without a listener it would end the process.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
