export const good = (clock: { now(): number }) => `select ${clock.now()} from alerts`;
export const bad = `select id from alerts where at < now() - interval '1 hour'`;
