// Telling people: an update with four fields, to the team, the company, or a public page.
import { cadenceOf, findIncident, type Incident, recordUpdate, viewerOf } from '#incidents';
import { findPerson, peopleByIds } from '#people';
import { personOf, requireRight, type Tx } from '#platform/context';
import { notFound, Problem } from '#platform/errors';
import { cleanText } from '#platform/text';

import { type Responder, withoutNames } from './decide/redact.ts';
import { checkUpdate, type UpdateInput } from './decide/validate-update.ts';
import { INNER_AUDIENCES, type Update, type UpdateEvents, type UpdateFields } from './model.ts';
import { refreshPages } from './refresh.ts';
import { selectPages } from './store/pages.ts';
import { insertUpdate, selectUpdates } from './store/updates.ts';

export interface PublishInput extends UpdateInput {
  /** id or ref */
  readonly incident: string;
  /** nothing is new: what is left out is taken from the last update, the next one from the rhythm */
  readonly noChange?: boolean | undefined;
  readonly by?: string | undefined;
}

/**
 * Publishes an update and returns it. Restarts the clock of the incident. Throws `unprocessable`
 * with a pointer per wrong field, above all without the next update while the incident is open.
 */
export async function publishUpdate(tx: Tx, input: PublishInput): Promise<Omit<Update, 'seq'>> {
  requireRight(tx.ctx, 'updates:write');
  const { q, orgId } = tx;
  const incident =
    (await findIncident(q, orgId, input.incident, viewerOf(tx.ctx))) ??
    notFound('incident', input.incident);
  const pages = await selectPages(q, orgId);
  const given = input.noChange === true ? await repeated(tx, incident, input, pages) : input;
  const check = checkUpdate(
    {
      ...given,
      impact: cleanText(given.impact ?? ''),
      action: cleanText(given.action ?? ''),
      nextUpdateAt:
        given.nextUpdateAt?.round({ smallestUnit: 'millisecond', roundingMode: 'floor' }) ?? null,
    },
    {
      open: incident.times.resolvedAt === null,
      now: tx.now,
      pageSlugs: new Set(pages.map(({ slug }) => slug)),
    },
  );
  if (!check.ok) {
    const [first] = check.problems;
    throw new Problem('unprocessable', first?.message ?? 'The update is not whole.', {
      errors: check.problems,
    });
  }
  const { update: fields } = check;
  const pageIds = pages.filter(({ slug }) => fields.audiences.includes(slug)).map(({ id }) => id);
  if (incident.private && pageIds.length > 0) {
    const message = 'A private incident is not shown on a status page.';
    throw new Problem('unprocessable', message, { errors: [{ pointer: '/audiences', message }] });
  }
  const update = await write(tx, { incident, fields, pageIds, by: input.by });
  tx.audit({
    action: 'update.published',
    object: { kind: 'incident', id: incident.id, ref: `INC-${incident.number}` },
    after: { update: update.id, status: fields.status, audiences: fields.audiences },
  });
  const event: UpdateEvents['update.published'] = {
    type: 'update.published',
    incidentId: incident.id,
    updateId: update.id,
    pageIds,
  };
  await tx.emit(event);
  await refreshPages(tx, pageIds);
  return update;
}

async function write(
  tx: Tx,
  {
    incident,
    fields,
    pageIds,
    by,
  }: {
    incident: Incident;
    fields: UpdateFields;
    pageIds: readonly string[];
    by: string | undefined;
  },
): Promise<Omit<Update, 'seq'>> {
  const { actor } = tx.ctx;
  const author = await authorOf(tx, by);
  const responders = await respondersOf(tx, incident, author?.id ?? null);
  const inner = (INNER_AUDIENCES as readonly string[]).filter((one) =>
    fields.audiences.includes(one),
  );
  const update: Omit<Update, 'seq'> = {
    id: tx.newId('upd'),
    incidentId: incident.id,
    status: fields.status,
    impact: fields.impact,
    action: fields.action,
    publicImpact: withoutNames(fields.impact, responders),
    publicAction: withoutNames(fields.action, responders),
    nextUpdateAt: fields.nextUpdateAt,
    publishedAt: tx.now,
    byId: author?.id ?? actor.id,
    byLabel: author?.email ?? actor.label,
    via: tx.ctx.via,
    audiences: [...inner, ...pageIds],
  };
  await insertUpdate(tx.q, tx.orgId, update);
  await recordUpdate(tx, {
    incident: incident.id,
    updateId: update.id,
    status: update.status,
    impact: update.impact,
    action: update.action,
    nextUpdateAt: update.nextUpdateAt,
    audiences: fields.audiences,
    setsImpact: inner.length > 0 || incident.impact === '',
    by: { kind: author === null ? actor.kind : 'person', id: update.byId, label: update.byLabel },
  });
  return update;
}

async function authorOf(tx: Tx, by: string | undefined) {
  const ref = by ?? personOf(tx.ctx.actor);
  const person = ref === null ? null : await findPerson(tx.q, tx.orgId, ref);
  if (person === null && by !== undefined) {
    const message = 'must be the e-mail address of a person';
    throw new Problem('unprocessable', `/by ${message}.`, {
      errors: [{ pointer: '/by', message }],
    });
  }
  return person;
}

/** Everybody whose name could slip into a public text, with the role that stands for it. */
async function respondersOf(
  tx: Tx,
  incident: Incident,
  authorId: string | null,
): Promise<Responder[]> {
  const { commander, operations, communications, scribe } = incident.roles;
  const words = new Map<string, string>();
  const add = (id: string | null, role: string) => {
    if (id !== null && !words.has(id)) words.set(id, role);
  };
  add(commander, 'the incident commander');
  add(operations, 'the engineer on the incident');
  add(communications, 'our team');
  add(scribe, 'our team');
  add(incident.declaredBy, 'our team');
  add(authorId, 'our team');
  const people = await peopleByIds(tx.q, tx.orgId, [...words.keys()]);
  return [...people.values()].map(({ id, name, email }) => ({
    name,
    email,
    roleWords: words.get(id) ?? 'our team',
  }));
}

/** The last update once more. Without an earlier one there is nothing that could be unchanged. */
async function repeated(
  tx: Tx,
  incident: Incident,
  input: PublishInput,
  pages: readonly { id: string; slug: string }[],
): Promise<UpdateInput> {
  const [last] = await selectUpdates(tx.q, tx.orgId, incident.id, { limit: 1 });
  if (last === undefined) {
    const message = 'There is no earlier update: write the first one.';
    throw new Problem('unprocessable', message, { errors: [{ pointer: '/noChange', message }] });
  }
  const cadence = (await cadenceOf(tx.q, tx.orgId))[incident.severity];
  const slugs = new Map(pages.map(({ id, slug }) => [id, slug]));
  const open = incident.times.resolvedAt === null;
  return {
    status: input.status ?? last.status,
    impact: input.impact ?? last.impact,
    action: input.action ?? last.action,
    nextUpdateAt:
      input.nextUpdateAt ?? (open ? tx.now.add({ minutes: cadence.everyMinutes ?? 60 }) : null),
    audiences:
      input.audiences ??
      last.audiences.flatMap((one) => (one.startsWith('stp_') ? (slugs.get(one) ?? []) : [one])),
  };
}
