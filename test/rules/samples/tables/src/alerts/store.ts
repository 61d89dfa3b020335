declare const db: any, sql: any;
export const a = db.selectFrom('alerts as a').innerJoin('alertEvents as e', 'e.id', 'a.id');
export const b = sql`select 1 from people_names join alerts on true`;
export const c = "the alerts that we take from people into the store";
export const d = [db.insertInto('counters'), db.selectFrom('borrowed')];
