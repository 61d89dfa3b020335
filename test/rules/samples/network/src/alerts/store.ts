import { sql } from 'kysely';
export const bad = sql.raw('select 1');
export const good = sql`select 1`;
