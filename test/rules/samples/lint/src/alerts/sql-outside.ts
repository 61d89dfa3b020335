// breaks: no-restricted-imports
import type { Kysely } from 'kysely';
import { sql } from 'kysely';

export const count = (db: Kysely<unknown>): unknown => sql`select 1`.execute(db);
