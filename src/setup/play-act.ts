// One act of the demo's story, done through the verb that people and tools use.
import { acknowledgeAlert, snoozeAlert } from '#alerts';
import { recordChanges } from '#changes';
import {
  addEntry,
  assignRole,
  declareIncident,
  editIncident,
  linkAlerts,
  mitigate,
  resolveIncident,
  setSeverity,
  verify,
} from '#incidents';
import { findSchedule, putOverride, shifts } from '#oncall';
import { type Ctx, inTransaction, type Tx } from '#platform/context';
import { editPostmortem, publishPostmortem } from '#postmortems';
import { publishUpdate } from '#updates';

import type { DemoAct, Who } from './decide/demo-acts.ts';
import { demoAddress, demoStatusPage } from './decide/demo-cast.ts';

/** What the story remembers between acts. */
export interface Stage {
  readonly ctx: Ctx;
  /** The instant that the story calls now at its end. */
  readonly present: Temporal.Instant;
  /** Ids of people by first name. */
  readonly people: ReadonlyMap<Who, string>;
  /** Keys by service. */
  readonly ingestKeys: ReadonlyMap<string, string>;
  /** Ids of alerts and incidents by their word in the story. */
  readonly alerts: Map<string, string>;
  readonly incidents: Map<string, string>;
  /** Sends a body to an ingest key as Alertmanager does; resolves to the ids of the alerts it touched. */
  send(key: string, body: object): Promise<readonly string[]>;
}

/** Plays one act at the clock's time. Throws what the verb throws. */
export async function playAct(stage: Stage, act: DemoAct): Promise<void> {
  if (act.kind === 'signal') return await playSignal(stage, act);
  await inTransaction(stage.ctx, (tx) => play(stage, tx, act));
}

async function playSignal(stage: Stage, act: Extract<DemoAct, { kind: 'signal' }>): Promise<void> {
  const key = stage.ingestKeys.get(act.service);
  if (key === undefined) throw new Error(`The demo has no key for ${act.service}.`);
  const at = stage.ctx.app.clock.now().toString();
  const labels = { alertname: act.alert, severity: act.severity, job: act.service };
  const ids = await stage.send(key, {
    version: '4',
    groupKey: `{}:{alertname="${act.alert}"}`,
    status: act.status,
    receiver: 'evenkeel',
    externalURL: 'https://alertmanager.fernside.example',
    alerts: [
      {
        status: act.status,
        labels,
        annotations: {
          summary: act.title,
          ...(act.body !== undefined && { description: act.body }),
        },
        startsAt: at,
        endsAt: act.status === 'resolved' ? at : '0001-01-01T00:00:00Z',
        fingerprint: act.alert,
        generatorURL: `https://prometheus.fernside.example/graph?g0.expr=${act.alert}`,
      },
    ],
  });
  const [id] = ids;
  if (id !== undefined) stage.alerts.set(act.alert, id);
}

type Rest = Exclude<DemoAct, { kind: 'signal' }>;

async function play(stage: Stage, system: Tx, act: Rest): Promise<void> {
  if (act.kind === 'change') return await playChange(system, act);
  if (act.kind === 'cover' || act.kind === 'away') return await playRota(stage, system, act);
  const tx = system.as({ actor: actorOf(stage, act.by), via: 'web' });
  if (act.kind === 'acknowledge') {
    await acknowledgeAlert(tx, { alert: known(stage.alerts, act.alert) });
  } else if (act.kind === 'snooze') {
    const until = tx.now.add({ minutes: act.minutes });
    await snoozeAlert(tx, { alert: known(stage.alerts, act.alert), until });
  } else if (act.kind === 'declare') {
    const { title, severity, services } = act;
    const incident = await declareIncident(tx, {
      title,
      severity,
      services,
      alerts: act.alerts.map((alert) => known(stage.alerts, alert)),
      impactStartedAt: tx.now.subtract({ minutes: act.impactMinutes }),
    });
    stage.incidents.set(act.incident, incident.id);
  } else {
    await playInRoom(stage, tx, act);
  }
}

type InRoom = Extract<Rest, { incident: string }>;

async function playInRoom(
  stage: Stage,
  tx: Tx,
  act: Exclude<InRoom, { kind: 'declare' }>,
): Promise<void> {
  const incident = known(stage.incidents, act.incident);
  switch (act.kind) {
    case 'entry': {
      const { text, mitigation } = act;
      await addEntry(tx, { incident, kind: act.entry, text, mitigation });
      return;
    }
    case 'severity':
      await setSeverity(tx, { incident, severity: act.severity });
      return;
    case 'impact':
      await editIncident(tx, { incident, impact: act.text });
      return;
    case 'addAlerts':
      await linkAlerts(tx, {
        incident,
        alerts: act.alerts.map((alert) => known(stage.alerts, alert)),
      });
      return;
    case 'role':
      await assignRole(tx, { incident, role: act.role, person: demoAddress(act.person) });
      return;
    case 'update':
      await publishUpdate(tx, {
        incident,
        status: act.status,
        impact: act.impact,
        action: act.action,
        nextUpdateAt: act.next === null ? null : tx.now.add({ minutes: act.next }),
        audiences: act.public ? ['company', demoStatusPage] : ['team', 'company'],
      });
      return;
    case 'mitigate':
      await mitigate(tx, { incident });
      return;
    case 'verify':
      await verify(tx, { incident, how: act.how });
      return;
    case 'resolve':
      await resolveIncident(tx, { incident });
      return;
    case 'postmortem':
      await playPostmortem(stage, tx, incident, act);
      return;
  }
}

async function playPostmortem(
  stage: Stage,
  tx: Tx,
  incident: string,
  act: Extract<Rest, { kind: 'postmortem' }>,
): Promise<void> {
  const today = stage.present.toZonedDateTimeISO('Europe/Berlin').toPlainDate();
  await editPostmortem(tx, {
    incident,
    summary: act.summary,
    wentWell: act.wentWell,
    factors: act.factors,
    actions: act.actions.map(({ text, owner, dueIn, state, kind }) => ({
      text,
      kind,
      state,
      owner: owner === null ? null : demoAddress(owner),
      due: dueIn === null ? null : today.add({ days: dueIn }).toString(),
    })),
  });
  if (act.publish) await publishPostmortem(tx, { incident });
}

async function playChange(tx: Tx, act: Extract<Rest, { kind: 'change' }>): Promise<void> {
  const { service, summary, by, undo, percent, change } = act;
  await recordChanges(tx, [
    {
      service,
      kind: change,
      summary,
      by,
      environment: 'production',
      reversible: undo !== undefined,
      ...(undo !== undefined && { undo }),
      ...(percent !== undefined && { percent }),
    },
  ]);
}

async function playRota(
  stage: Stage,
  tx: Tx,
  act: Extract<Rest, { kind: 'cover' | 'away' }>,
): Promise<void> {
  const start = stage.present.add({ seconds: Math.round(act.fromHours * 3600) });
  const end = start.add({ seconds: Math.round(act.hours * 3600) });
  const { schedule } = act;
  if (act.kind === 'cover') {
    const own = tx.as({ actor: actorOf(stage, act.user), via: 'web' });
    const { user, replaces } = act;
    await putOverride(own, {
      schedule,
      user: demoAddress(user),
      replaces: demoAddress(replaces),
      start,
      end,
    });
    return;
  }
  const found = await findSchedule(tx.q, tx.orgId, schedule);
  const serving = found ? await shifts(tx.q, tx.orgId, found.id, { from: start, to: end }) : [];
  for (const shift of serving) {
    await putOverride(tx, {
      schedule,
      user: null,
      replaces: shift.user,
      start: shift.start,
      end: shift.end,
    });
  }
}

function actorOf(stage: Stage, who: Who): { kind: 'person'; id: string; label: string } {
  const id = stage.people.get(who);
  if (id === undefined) throw new Error(`The demo has nobody called ${who}.`);
  return { kind: 'person', id, label: demoAddress(who) };
}

function known(ids: ReadonlyMap<string, string>, word: string): string {
  const id = ids.get(word);
  if (id === undefined) throw new Error(`The demo's story does not know ${word} yet.`);
  return id;
}
