// The way to the end: mitigated, verified, resolved; and back, when it was none.
import { requireRight, type Tx } from '#platform/context';
import { Problem } from '#platform/errors';
import { cleanText } from '#platform/text';

import { actorOf, auditObject, lockIncident, saveIncident } from './act.ts';
import { type EventNote, noteEvents } from './add-entry.ts';
import { nextUpdateDue } from './decide/cadence.ts';
import { progress, type ProgressRefusal, type ProgressStep } from './decide/progress.ts';
import type { Incident, IncidentEvents } from './model.ts';
import { cadenceOf } from './reads/levels.ts';
import { announcePromise, promised } from './schedule-updates.ts';

export interface ProgressInput {
  readonly incident: string;
  /** how it was verified */
  readonly how?: string | undefined;
  readonly by?: string | undefined;
}

/** The harm is stopped. Said again it changes nothing. */
export async function mitigate(tx: Tx, input: ProgressInput): Promise<Incident> {
  return step(tx, 'mitigate', input);
}

/** Somebody has looked that it works again, and says how. Throws `unprocessable` without a how. */
export async function verify(tx: Tx, input: ProgressInput): Promise<Incident> {
  return step(tx, 'verify', input);
}

/** The end. Needs a verification, earlier or now. Emits `incident.resolved` once. */
export async function resolveIncident(tx: Tx, input: ProgressInput): Promise<Incident> {
  return step(tx, 'resolve', input);
}

/** It came back: the stamps of the end are taken off and the next update is promised again. */
export async function reopenIncident(tx: Tx, input: ProgressInput): Promise<Incident> {
  return step(tx, 'reopen', input);
}

async function step(tx: Tx, name: ProgressStep, input: ProgressInput): Promise<Incident> {
  requireRight(tx.ctx, 'incidents:write');
  const before = await lockIncident(tx, input.incident);
  const how = cleanText(input.how ?? '').slice(0, 2000);
  const decision = progress(before.times, name, { at: tx.now, how });
  if (decision.outcome === 'already') return before;
  if (decision.outcome === 'refused') throw refusal(decision.code);
  const times = { ...before.times, ...decision.patch };
  const promise =
    name === 'resolve'
      ? promised(before, null, tx.now)
      : name === 'reopen'
        ? promised(before, await dueAgain(tx, before), tx.now)
        : {};
  const after = await saveIncident(tx, before, {
    times,
    verifiedHow: verifiedHow(before, name, how),
    ...promise,
  });
  const by = await actorOf(tx, input.by);
  await noteEvents(
    tx,
    notesOf(before, after, name, how).map((note) => ({ ...note, by })),
  );
  tx.audit({
    action: `incident.${WORDS[name]}`,
    object: auditObject(before),
    before: stamps(before),
    after: { ...stamps(after), ...(how === '' ? {} : { how }) },
  });
  if (name === 'reopen' || name === 'resolve') await announcePromise(tx, after);
  if (name === 'reopen') {
    const event: IncidentEvents['incident.reopened'] = {
      type: 'incident.reopened',
      incident: after,
    };
    await tx.emit(event);
  }
  if (name === 'resolve') {
    const event: IncidentEvents['incident.resolved'] = {
      type: 'incident.resolved',
      incident: after,
    };
    await tx.emit(event);
  }
  return after;
}

/** What stopped the harm is no proof that it works; and of what came back nothing is proven. */
function verifiedHow(before: Incident, name: ProgressStep, how: string): string {
  if (name === 'reopen') return '';
  return how === '' || name === 'mitigate' ? before.verifiedHow : how;
}

const WORDS: Readonly<Record<ProgressStep, string>> = {
  mitigate: 'mitigated',
  verify: 'verified',
  resolve: 'resolved',
  reopen: 'reopened',
};

/** One note for each stamp that is new, in the order of the phases; what was said stands in the step's own. */
function notesOf(before: Incident, after: Incident, name: ProgressStep, how: string): EventNote[] {
  const incidentId = before.id;
  if (before.times.resolvedAt !== null) {
    const text = how === '' ? 'Opened again' : `Opened again: ${how}`;
    return [{ incidentId, event: 'reopened', text }];
  }
  const notes: EventNote[] = [];
  const add = (event: string, text: string) => notes.push({ incidentId, event, text });
  if (before.times.mitigatedAt === null && after.times.mitigatedAt !== null) {
    const said = name === 'mitigate' && how !== '' ? how : 'the harm has stopped';
    add('mitigated', `Mitigated: ${said}`);
  }
  if (how !== '' && after.times.verifiedAt !== null) add('verified', `Verified: ${how}`);
  if (after.times.resolvedAt !== null) add('resolved', 'Resolved');
  return notes;
}

async function dueAgain(tx: Tx, incident: Incident): Promise<Temporal.Instant | null> {
  return nextUpdateDue({
    declaredAt: tx.now,
    severity: incident.severity,
    settings: await cadenceOf(tx.q, tx.orgId),
    lastUpdate: null,
  });
}

function stamps({ times }: Incident) {
  return {
    mitigatedAt: times.mitigatedAt?.toString() ?? null,
    verifiedAt: times.verifiedAt?.toString() ?? null,
    resolvedAt: times.resolvedAt?.toString() ?? null,
  };
}

function refusal(code: ProgressRefusal): Problem {
  if (code === 'how_missing') {
    const message = 'Say how you verified that it works again.';
    return new Problem('unprocessable', message, { errors: [{ pointer: '/how', message }] });
  }
  return code === 'resolved_already'
    ? new Problem('conflict', 'The incident is resolved. Reopen it first.')
    : new Problem('conflict', 'The incident is open.');
}
