export const a = (db: any) => db.insertInto('pages');
