// new Date() in a comment is fine
const a = new Date();
const b = Date.now();
const c = Temporal.Now.instant();
export const d = [a, b, c, new Date('2026-01-01'), 'Date.now()'];
