// The words of operation: what keeps an installation alive, and how one knows that it is.
import type { Queries } from '#platform/db';
import type { OldCount, OldRows } from '#platform/old-rows';

import type { RetentionKind } from './contract.ts';

/** Facts of the installation that are kept under their names in instance_settings. */
export interface InstallationFacts {
  /** The last copy that was handed out whole. */
  lastBackup: LastBackup;
  /** Written by a restore, in the transaction that loads the rows. */
  lastRestore: LastRestore;
  /** Whom the watch tells, from Settings. */
  watchSettings: SealedWatch;
  /** When the outside heart was last called. */
  lastBeat: LastBeat;
  /** When copies are made by themselves. */
  backupPlan: SetPlan;
  /** The last copy by that plan, and what came of it. */
  scheduledBackup: ScheduledBackup;
  /** A question to the job queue and its answer. */
  canary: Canary;
}

export interface LastBackup {
  /** RFC 3339. */
  at: string;
  by: string;
  /** Of the compressed file. */
  bytes: number;
}

export interface LastRestore {
  /** When it was restored, RFC 3339. */
  at: string;
  /** When the backup was made. */
  madeAt: string;
  /** The version that made it. */
  program: string;
}

/** How often, and how many are kept. Times of day are wall-clock times in an IANA zone. */
export type BackupPlan =
  | { kind: 'hours'; hours: number; keep: number }
  | { kind: 'daily'; at: string; timezone: string; keep: number };

export interface SetPlan {
  /** Null: none any more. */
  plan: BackupPlan | null;
  /** Counts edits, for ETags. */
  version: number;
  /** RFC 3339. */
  setAt: string;
}

export interface ScheduledBackup {
  /** RFC 3339. */
  startedAt: string;
  /** Host name of the node that makes it, whose folder it lies in. */
  node: string;
  state: 'running' | 'done' | 'failed';
  finishedAt: string | null;
  /** Of the compressed file. */
  bytes: number | null;
  /** Where it lies, on that node. */
  file: string | null;
  /** Why it failed, or what else went wrong. */
  detail: string;
  /** The last sign of life of who makes it, RFC 3339; absent: of a version that gave none. */
  aliveAt?: string;
}

/** Addresses may hold a token: they are sealed, and shown by their host only. */
export interface SealedWatch {
  heartbeat: string | null;
  alarm: string | null;
  emails: string[];
}

/** Whom the watch tells. Null: nobody there. */
export interface WatchSettings {
  heartbeatUrl: string | null;
  alarmUrl: string | null;
  alarmEmails: readonly string[];
}

export interface LastBeat {
  at: string;
  ok: boolean;
  /** In words: `200`, or what went wrong. */
  detail: string;
}

export interface Canary {
  askedAt: string;
  ranAt: string | null;
}

/** One part of the chain, and whether it moves. */
export interface Check {
  name: 'ingest' | 'jobs' | 'paging' | 'delivery';
  ok: boolean;
  detail: string;
}

/** When and whom to rehearse with: whoever is on call in `schedule` (its id) at `at` of their day. */
export interface TestPageSetting {
  /** `06:00`, wall-clock time in `timezone`. */
  at: string;
  /** IANA zone. */
  timezone: string;
  schedule: string;
}

export type RehearsalState = 'waiting' | 'answered' | 'sent' | 'failed';

/** The rehearsal of one day. */
export interface Rehearsal {
  day: string;
  at: Temporal.Instant;
  scheduleId: string;
  personId: string | null;
  pageId: string | null;
  state: RehearsalState;
  detail: string;
  /** From the page to its answer. */
  seconds: number | null;
}

/** Seconds by kind, as an organisation has set them; null: for ever, absent: as the program says. */
export type Keep = Partial<Record<RetentionKind, number | null>>;

/** One kind of rows, and what holds some of them whatever their age. */
export interface Retained {
  rows: OldRows;
  /** Ids of what must stay, in the sense of `rows`. */
  held(q: Queries, orgId: string): Promise<readonly string[]>;
}

/** What was deleted, by kind. */
export type Erased = Partial<Record<RetentionKind, OldCount>>;
