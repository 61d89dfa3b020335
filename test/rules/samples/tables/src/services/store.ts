declare const db: any;
export const a = db.selectFrom('openAlerts');
