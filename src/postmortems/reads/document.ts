// A postmortem as it is read: what people wrote, and the draft from the log where they have not.
import {
  alertIdsOf,
  type Entry,
  type Incident,
  incidentRef,
  MILESTONES,
  readPhases,
  timelineOf as entriesOf,
} from '#incidents';
import { peopleByIds, teamsByIds } from '#people';
import type { Queries } from '#platform/db';

import {
  type Draft,
  type DraftEntry,
  draftFrom,
  type DraftSource,
  timelineOf,
} from '../decide/draft.ts';
import type {
  Factor,
  PhaseLength,
  Postmortem,
  PostmortemDocument,
  PostmortemText,
  StoredAction,
} from '../model.ts';
import { selectActions, selectFactors, selectPostmortem } from '../store.ts';

/** The document with what the API shows beside it. */
export interface ReadDocument {
  readonly document: PostmortemDocument;
  readonly actions: readonly (StoredAction & OwnerNames)[];
  readonly factors: readonly Factor[];
  /** texts that nobody has written yet: these are drafted */
  readonly drafted: readonly (keyof PostmortemText)[];
}

export interface OwnerNames {
  /** e-mail address, or slug of a team */
  readonly owner: string | null;
  readonly ownerName: string | null;
}

/** The postmortem of an incident, or null while nobody has asked for one. */
export async function findPostmortem(
  q: Queries,
  orgId: string,
  incidentId: string,
): Promise<Postmortem | null> {
  return selectPostmortem(q, orgId, incidentId);
}

/** Assembles the document at `now`. */
export async function readDocument(
  q: Queries,
  orgId: string,
  of: { readonly incident: Incident; readonly postmortem: Postmortem },
  now: Temporal.Instant,
): Promise<ReadDocument> {
  const { incident, postmortem } = of;
  const source = await draftSource(q, orgId, incident, now);
  const draft = draftFrom(source);
  const factors = await selectFactors(q, orgId, postmortem.id);
  const actions = await withOwners(q, orgId, await selectActions(q, orgId, postmortem.id));
  const hidden = new Set(postmortem.hiddenEntries);
  const drafted = (Object.keys(draft.text) as (keyof PostmortemText)[]).filter(
    (field) => postmortem.text[field] === null,
  );
  return {
    drafted,
    factors,
    actions,
    document: {
      ref: incidentRef(incident.number),
      severity: incident.severity,
      state: postmortem.state,
      dueAt: postmortem.dueAt,
      text: mergedText(postmortem, draft),
      timeline: timelineOf(source.entries).filter(
        ({ entryId }) => entryId === null || !hidden.has(entryId),
      ),
      phases: source.phases,
      roles: await rolesOf(q, orgId, incident),
      factors,
      actions: actions.map((action) => ({ ...action, owner: action.ownerName })),
      changes: postmortem.changes,
    },
  };
}

/** Everything that the draft is made from. */
export async function draftSource(
  q: Queries,
  orgId: string,
  incident: Incident,
  now: Temporal.Instant,
): Promise<DraftSource> {
  const entries = await entriesOf(q, orgId, incident.id);
  const { spans } = readPhases({ times: incident.times, entries, now });
  const alerts = await alertIdsOf(q, orgId, incident.id);
  return {
    title: incident.title,
    severity: incident.severity,
    impact: incident.impact,
    verifiedHow: incident.verifiedHow,
    times: incident.times,
    entries: entries.map(draftEntry),
    phases: spans.map(({ phase, seconds }): PhaseLength => ({ phase, seconds })),
    updates: { sent: incident.updatesSent, onTime: incident.updatesOnTime },
    actors: entries.filter(({ kind }) => kind === 'action').map(({ byId }) => byId),
    detectedByAlert: alerts.length > 0,
  };
}

/** Actions with the names of their owners. */
export async function withOwners<A extends { readonly ownerId: string | null }>(
  q: Queries,
  orgId: string,
  actions: readonly A[],
): Promise<(A & OwnerNames)[]> {
  const ids = actions.flatMap(({ ownerId }) => ownerId ?? []);
  const people = await peopleByIds(q, orgId, ids);
  const teams = await teamsByIds(q, orgId, ids);
  return actions.map((action) => {
    const person = people.get(action.ownerId ?? '');
    const team = teams.get(action.ownerId ?? '');
    return {
      ...action,
      owner: person?.email ?? team?.slug ?? null,
      ownerName: person?.name ?? team?.name ?? null,
    };
  });
}

function draftEntry(entry: Entry): DraftEntry {
  const { id, kind, text, happenedAt, mitigation, cause, event } = entry;
  const milestone = event !== null && MILESTONES.has(event);
  return { id, kind, text, happenedAt, mitigation, cause, milestone };
}

function mergedText({ text }: Postmortem, draft: Draft): PostmortemText {
  return {
    title: text.title ?? draft.text.title,
    summary: text.summary ?? draft.text.summary,
    impact: text.impact ?? draft.text.impact,
    detection: text.detection ?? draft.text.detection,
    wentWell: text.wentWell ?? draft.text.wentWell,
    lucky: text.lucky ?? draft.text.lucky,
    surprises: text.surprises ?? draft.text.surprises,
  };
}

async function rolesOf(q: Queries, orgId: string, { roles }: Incident) {
  const held = [
    { role: 'Commander', id: roles.commander },
    { role: 'Operations', id: roles.operations },
    { role: 'Communications', id: roles.communications },
    { role: 'Scribe', id: roles.scribe },
  ];
  const people = await peopleByIds(
    q,
    orgId,
    held.flatMap(({ id }) => id ?? []),
  );
  return held.flatMap(({ role, id }) => {
    const person = people.get(id ?? '');
    return person === undefined ? [] : [{ role, name: person.name }];
  });
}
