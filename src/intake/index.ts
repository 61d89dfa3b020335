/**
 * Intake: the ways in for monitoring tools and CI jobs. Knows whose a request is, writes it down
 * with what it means (group commit: many requests, one transaction, one fsync) and answers 2xx only
 * after that.
 *
 * Owns ingest_keys, events, rejected_payloads and recorded_changes. Never here: what a payload means
 * (sources), what a signal does to an alert (alerts), who is paged (paging).
 */
export { intakeDuties } from './jobs.ts';
export type { IngestKey } from './model.ts';
export { createIntake, type Intake } from './open-intake.ts';
export {
  type IngestKeyInput,
  putIngestKey,
  type PutIngestKey,
  removeIngestKey,
} from './put-ingest-key.ts';
export { listIngestKeys } from './reads/keys.ts';
export { oldEvents, oldRejected } from './store.ts';
