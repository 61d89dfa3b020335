// The hottest statement of the program: a batch of repeats of open alerts, counted and logged at once.
import { type Queries, runText } from '#platform/db';

import { severityRanks } from '../decide/urgency.ts';
import type { AlertState } from '../model.ts';
import type { TriggerRow } from './signals.ts';

/**
 * An insert for the requests that were counted. It may read `$1`, the organisation, and the table
 * `joined (place, id, number, state)`: the place of each request that was counted, from 1, and its
 * alert. Its own parameters begin with `$10`.
 */
export interface LogStatement {
  readonly text: string;
  readonly parameters: readonly unknown[];
}

const ranks = `array[${severityRanks.map((one) => `'${one}'`).join(', ')}]`;

const texts = new Map<string, string>();

// $2 now, $3 to $8 lists of keys, dedup keys, counts, ranks, expiries and events; $9 for each request
// the place of its key among them, from 1. Rows change in place (no indexed column does), and are
// locked in the order of their keys.
function textWith(log: string): string {
  const known = texts.get(log);
  if (known !== undefined) return known;
  const text = `
    with wanted as (
      select * from unnest($3::text[], $4::text[], $5::int[], $6::int[], $7::timestamptz[], $8::text[])
        with ordinality as f (ingest_key_id, dedup_key, n, rank, expires_at, event_id, ord)
    ), counted as (
      update alerts as a set
        occurrences = a.occurrences + f.n,
        last_seen_at = $2,
        last_event_id = f.event_id,
        expires_at = coalesce(f.expires_at, a.expires_at)
      from (
        select w.*, b.place from wanted as w
        cross join lateral (
          select b.ctid as place from alerts as b
          where b.org_id = $1 and b.ingest_key_id = w.ingest_key_id and b.dedup_key = w.dedup_key
            and b.state <> 'resolved' and w.rank <= array_position(${ranks}, b.severity)
          limit 1 for update
        ) as b
      ) as f
      where a.ctid = f.place and a.org_id = $1 and a.state <> 'resolved'
      returning f.ord, a.id, a.number, a.state
    ), joined as (
      select asked.place, c.id, c.number, c.state
      from unnest($9::int[]) with ordinality as asked (ord, place) join counted as c on c.ord = asked.ord
    ), logged as (
      ${log}
    )
    select place::int - 1 as place, id, number, state from joined`;
  texts.set(log, text);
  return text;
}

/** The alert that a request was counted on; `place` is that of the request, from 0. */
export interface JoinedRow {
  readonly place: number;
  readonly id: string;
  readonly number: number;
  readonly state: AlertState;
}

/** Counts triggers on open alerts; gives the requests whose trigger was counted. */
export function countOpenAlerts(
  q: Queries,
  orgId: string,
  batch: {
    rows: readonly TriggerRow[];
    ords: readonly number[];
    now: Temporal.Instant;
    log: LogStatement;
  },
): Promise<JoinedRow[]> {
  const { rows, ords, now, log } = batch;
  return runText(q, textWith(log.text), [
    orgId,
    now,
    rows.map((row) => row.ingestKeyId),
    rows.map((row) => row.dedupKey),
    rows.map((row) => row.count),
    rows.map((row) => row.rank),
    rows.map((row) => row.expiresAt?.toString() ?? null),
    rows.map((row) => row.eventId),
    ords,
    ...log.parameters,
  ]);
}
