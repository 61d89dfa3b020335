/**
 * Operation: copies of the whole installation, a watch over the paging chain with a way out that does
 * not need it, a rehearsal each day, and how long what is kept.
 *
 * Owns operation_settings, operation_test_pages and operation_retention. Never here: how rows are copied (platform/backup),
 * restoring, which needs a stopped server (app), and paging anybody but through paging's own door.
 */
export { operationDuties } from './jobs.ts';
export { backupNotes, operationTimes } from './reads/backup-state.ts';
export type { RetainedKinds } from './reads/retention.ts';
export { rehearsalNotes } from './reads/watch-state.ts';
export { requireKeys, resealDuty } from './reseal-all.ts';
export { operationRoutes, ringRoutes } from './routes.ts';
export { operationSealed } from './seal-watch.ts';
export { type Backups, createBackups } from './take-backup.ts';
export type { SendMail } from './tell.ts';
export { createWatch, type Watch } from './watch.ts';
