/** A past for an installation: alerts and incidents that have been there before, written straight into its database. */
import { Client } from 'pg';

import { findEmbedded } from '#platform/postgres';

export interface Past {
  /** Alerts in all, and how many of them are open. */
  alerts: number;
  open: number;
  incidents: number;
}

/** Writes the past into the embedded database of a data folder whose program runs, and has it analysed. */
export async function fill(dataDir: string, past: Past): Promise<void> {
  const connection = await findEmbedded(dataDir);
  if (connection === null) throw new Error('The database of the installation does not run.');
  const client = new Client({ ...connection, statement_timeout: 0 });
  await client.connect();
  try {
    await client.query(alertsSql, [past.alerts, past.open]);
    await client.query(counterSql, ['alert', past.alerts + 1000]);
    if (past.incidents > 0) {
      await client.query(incidentsSql, [past.incidents]);
      await client.query(entriesSql);
      await client.query(counterSql, ['incident', past.incidents]);
    }
    await client.query('analyze');
    await client.query('checkpoint');
  } finally {
    await client.end();
  }
}

// Ages run back from now, a minute an alert; every third service is another one.
const alertsSql = `
  insert into alerts (org_id, id, number, state, source, ingest_key_id, dedup_key, service_id, group_id,
    severity, urgency, title, body, labels, links, reasons, occurrences, last_event_id, first_seen_at,
    last_seen_at, resolved_at)
  select k.org_id, 'alt_0' || lpad(i::text, 25, '0'), 1000 + i,
    case when i > $1::int - $2::int then 'firing' else 'resolved' end, 'generic', k.id, 'past-' || i,
    s.id, 'grp_0' || lpad(i::text, 25, '0'),
    (array['critical', 'error', 'warning', 'info'])[1 + i % 4], case when i % 4 < 2 then 'high' else 'low' end,
    'Past problem ' || i, 'Something was wrong with part ' || i,
    jsonb_build_object('region', 'eu', 'pod', 'pod-' || i % 500), '[]', '[]', 1 + i % 9, 'evt_0',
    now() - make_interval(mins => $1::int - i), now() - make_interval(mins => $1::int - i),
    case when i > $1::int - $2::int then null else now() - make_interval(mins => $1::int - i - 1) end
  from generate_series(1, $1::int) as i
  cross join (select * from ingest_keys order by id limit 1) as k
  join lateral (select id from services where org_id = k.org_id order by id offset i % (select count(*) from services where org_id = k.org_id) limit 1) as s on true`;

const counterSql = `
  insert into ref_counters (org_id, kind, last) select org_id, $1, $2::int from ingest_keys limit 1
  on conflict (org_id, kind) do update set last = greatest(ref_counters.last, excluded.last)`;

const incidentsSql = `
  insert into incidents (org_id, id, number, title, severity, private, impact, declared_by_label,
    impact_started_at, declared_at, mitigated_at, verified_at, verified_how, resolved_at,
    cadence_generation, updates_sent, updates_on_time, version, created_at, updated_at)
  select k.org_id, 'inc_0' || lpad(i::text, 25, '0'), i, 'Past incident ' || i, 'sev' || 1 + i % 4, false,
    'Some customers saw errors', 'Olga', t, t, t + interval '20 min', t + interval '30 min', 'by hand',
    case when i > $1::int - 5 then null else t + interval '40 min' end, 1, 3, 3, 1, t, t
  from generate_series(1, $1::int) as i
  cross join (select * from ingest_keys order by id limit 1) as k
  cross join lateral (select now() - make_interval(hours => $1::int - i + 1) as t) as t`;

const entriesSql = `
  insert into incident_entries (org_id, id, incident_id, kind, text, happened_at, recorded_at, by_kind,
    by_id, by_label, via, mitigation, cause, data, edits)
  select i.org_id, 'ent_' || right(i.id, 20) || lpad(n::text, 6, '0'), i.id,
    (array['symptom', 'hypothesis', 'action', 'result', 'note'])[1 + n % 5], 'Entry ' || n || ' of the log',
    i.declared_at + make_interval(mins => n), i.declared_at + make_interval(mins => n), 'person', 'per_0',
    'Olga', 'web', false, false, '{}', 0
  from incidents as i cross join generate_series(1, case when i.resolved_at is null then 200 else 3 end) as n`;
