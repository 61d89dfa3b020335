// keeps every rule
import { sql } from 'kysely';

export const load = sql`select 1`;
