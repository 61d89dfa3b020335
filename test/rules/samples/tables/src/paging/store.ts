declare const db: any, sql: any;
export const a = db.selectFrom('openAlerts');
export const b = db.selectFrom(['alertEvents as e']);
export const c = sql`with x as (select 1) select * from x join alerts on true`;
export const d = db.selectFrom('openAlerts as o').leftJoin('people as p', 'p.id', 'o.id');
