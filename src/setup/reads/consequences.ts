// Who is on call before and after a file, for the schedules that it names.
import { findSchedule, shifts, writtenConfig } from '#oncall';
import { peopleByIds } from '#people';
import type { Tx } from '#platform/context';

import type { ConfigFile } from '../contract.ts';
import { compareShifts, gapsIn, type ShiftOf } from '../decide/compare-shifts.ts';
import { type ConfigResult, horizonDays, type Move, type ScheduleGap } from '../model.ts';

const mostMoves = 200;

/** Shifts of the next 30 days by schedule, people by address; null for a schedule that is not there. */
export type ShiftsOfFile = Map<string, ShiftOf[] | null>;

function range(tx: Tx): { from: Temporal.Instant; to: Temporal.Instant } {
  return { from: tx.now, to: tx.now.add({ hours: 24 * horizonDays }) };
}

/** Shifts as they stand at this point of the transaction. */
export async function shiftsOfFile(tx: Tx, config: ConfigFile): Promise<ShiftsOfFile> {
  const found: ShiftsOfFile = new Map();
  for (const { slug } of config.schedules ?? []) {
    const schedule = await findSchedule(tx.q, tx.orgId, slug);
    if (!schedule) {
      found.set(slug, null);
      continue;
    }
    const list = await shifts(tx.q, tx.orgId, schedule.id, range(tx));
    const people = await peopleByIds(
      tx.q,
      tx.orgId,
      list.map((shift) => shift.user),
    );
    found.set(
      slug,
      list.map(({ user, start, end }) => ({
        person: people.get(user)?.email ?? user,
        start,
        end,
      })),
    );
  }
  return found;
}

/** What the file did to who is on call. `before` is from `shiftsOfFile`, before the first change. */
export async function consequences(
  tx: Tx,
  config: ConfigFile,
  before: ShiftsOfFile,
): Promise<Pick<ConfigResult, 'moves' | 'gaps'>> {
  const after = await shiftsOfFile(tx, config);
  const moves: Move[] = [];
  const gaps: ScheduleGap[] = [];
  for (const [schedule, list] of after) {
    const was = before.get(schedule);
    if (was) {
      moves.push(...compareShifts(was, list ?? [], range(tx)).map((one) => ({ schedule, ...one })));
    }
    const begins = await beginning(tx, schedule);
    gaps.push(...gapsIn(list ?? [], range(tx), begins).map((one) => ({ schedule, ...one })));
  }
  moves.sort((a, b) => Temporal.Instant.compare(a.from, b.from));
  return { moves: moves.slice(0, mostMoves), gaps };
}

/** When the first layer of a schedule begins: before that nobody is expected to serve. */
async function beginning(tx: Tx, slug: string): Promise<Temporal.Instant | null> {
  const schedule = await findSchedule(tx.q, tx.orgId, slug);
  if (!schedule) return null;
  const { layers } = await writtenConfig(tx.q, tx.orgId, schedule.id, tx.now);
  const starts = layers.map(({ from, rotation }) =>
    from === undefined
      ? Temporal.ZonedDateTime.from(rotation.start).toInstant()
      : Temporal.Instant.from(from),
  );
  return starts.sort((a, b) => Temporal.Instant.compare(a, b))[0] ?? null;
}
