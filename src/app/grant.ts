// What the role of the requests may do: read and write rows, but not change the schema, and of the
// audit log only add to it and read it.
import { Client, type PoolConfig } from 'pg';

const lockKey = 72_174_011;

/**
 * Gives `role` its rights, as the owner of the schema. Repeated at every start, since a migration
 * may have brought new tables. The job queue makes a schema of its own, so the role may make schemas.
 */
export async function grantToApp(owner: PoolConfig, role: string): Promise<void> {
  const client = new Client({ ...owner, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    // Two nodes that start together would otherwise change the same row of the catalogue.
    await client.query('select pg_advisory_lock($1)', [lockKey]);
    const app = client.escapeIdentifier(role);
    const { rows } = await client.query<{ name: string }>('select current_database() as name');
    const database = client.escapeIdentifier(rows[0]?.name ?? '');
    for (const right of [
      `create on database ${database}`,
      'usage on schema public',
      'select, insert, update, delete on all tables in schema public',
      'usage, select on all sequences in schema public',
      'execute on function erase_demo_audit(text)',
    ]) {
      await client.query(`grant ${right} to ${app}`);
    }
    await client.query(`revoke update, delete, truncate on audit_log from ${app}`);
  } finally {
    await client.end();
  }
}
