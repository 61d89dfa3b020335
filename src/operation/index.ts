/**
 * Operation: copies of the whole installation, and what keeps an eye on it.
 *
 * Never here: how rows are copied (platform/backup), and restoring, which needs a stopped server (app).
 */
export { requireKeys, resealDuty } from './reseal-all.ts';
export { operationRoutes, ringRoutes } from './routes.ts';
export { type Backups, createBackups } from './take-backup.ts';
