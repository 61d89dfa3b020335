// When the next scheduled copy is due, and which older ones go.
import type { BackupPlan, ScheduledBackup } from '../model.ts';

/** What failed is tried again after so many minutes. */
const retryMinutes = 30;
/** Who makes a copy says so this often, in seconds. */
export const aliveEverySeconds = 30;
/** Who has said nothing for so long makes it no more, in minutes. */
const silentMinutes = 5;
/** It is called late so many hours after it was due. */
const lateHours = 6;

/**
 * When the next copy is due; null while one is being made. Every so many hours counts from the start of
 * the last one, the first comes at once; a time of day that the clock skips is due as much later.
 */
export function nextBackup(
  { plan, setAt }: { plan: BackupPlan; setAt: Temporal.Instant },
  last: ScheduledBackup | null,
): Temporal.Instant | null {
  if (last?.state === 'running') return null;
  if (last?.state === 'failed') {
    return Temporal.Instant.from(last.finishedAt ?? last.startedAt).add({ minutes: retryMinutes });
  }
  const startedAt = last === null ? null : Temporal.Instant.from(last.startedAt);
  if (plan.kind === 'hours') return startedAt?.add({ hours: plan.hours }) ?? setAt;
  const since =
    startedAt === null || Temporal.Instant.compare(startedAt, setAt) < 0 ? setAt : startedAt;
  return nextAt(plan, since);
}

/** Why what is noted as being made is not, in words. */
export interface CutOff {
  detail: string;
  /** When the installation was brought back from a copy of itself that says so: nothing went wrong here. */
  restoredAt: string | null;
}

/** Null: it is over, or somebody makes it. A copy always holds the note that it is being made. */
export function cutOff(
  last: ScheduledBackup | null,
  { now, restoredAt }: { now: Temporal.Instant; restoredAt: string | null },
): CutOff | null {
  if (last?.state !== 'running') return null;
  if (restoredAt !== null && isBefore(last.startedAt, Temporal.Instant.from(restoredAt))) {
    return { detail: 'this installation was restored from a copy made meanwhile', restoredAt };
  }
  if (!isBefore(last.aliveAt ?? last.startedAt, now.subtract({ minutes: silentMinutes })))
    return null;
  const detail = 'it was cut off: the server stopped, or lost its database';
  return { detail, restoredAt: null };
}

function isBefore(text: string, at: Temporal.Instant): boolean {
  return Temporal.Instant.compare(Temporal.Instant.from(text), at) < 0;
}

function nextAt(
  { at, timezone }: { at: string; timezone: string },
  since: Temporal.Instant,
): Temporal.Instant {
  const today = since.toZonedDateTimeISO(timezone).toPlainDate();
  const plainTime = Temporal.PlainTime.from(at);
  const on = (days: number) =>
    today.add({ days }).toZonedDateTime({ timeZone: timezone, plainTime }).toInstant();
  return Temporal.Instant.compare(on(0), since) > 0 ? on(0) : on(1);
}

/** True when it should have been made long ago: no node was up, or none came to it. */
export function isLate(due: Temporal.Instant | null, now: Temporal.Instant): boolean {
  return due !== null && now.since(due).total('hours') >= lateHours;
}

const name = /^evenkeel-\d{4}-\d\d-\d\dT\d{6}Z\.tar\.gz$/;
const half = /^evenkeel-\d{4}-\d\d-\d\dT\d{6}Z\.tar\.gz\.part$/;

/** Name of a copy; names sort by time. */
export function fileName(at: Temporal.Instant): string {
  return `evenkeel-${at.toString().slice(0, 19).replaceAll(':', '')}Z.tar.gz`;
}

/** Of the files in the folder, those that go when `keep` are kept; others are not ours to touch. */
export function filesToRemove(files: readonly string[], keep: number): string[] {
  const ours = files.filter((file) => name.test(file)).toSorted();
  return ours.slice(0, Math.max(0, ours.length - keep));
}

/** What a crash left behind. */
export function halfFiles(files: readonly string[]): string[] {
  return files.filter((file) => half.test(file));
}
