// Writing a postmortem: texts, factors by stage, actions with owner and due date.
import { findIncident, type Incident, incidentRef, viewerOf } from '#incidents';
import { findPerson, findTeam } from '#people';
import { requireRight, type Tx } from '#platform/context';
import { type FieldError, notFound, Problem } from '#platform/errors';
import { requireVersion } from '#platform/etag';
import { cleanLine, cleanText } from '#platform/text';

import { defaultActionDays } from './decide/draft.ts';
import { mayMove } from './decide/publish.ts';
import { draftFor } from './draft.ts';
import type {
  ActionKind,
  ActionState,
  Confidence,
  Factor,
  Postmortem,
  PostmortemState,
  Stage,
  StoredAction,
} from './model.ts';
import {
  replaceActions,
  replaceFactors,
  selectActions,
  selectFactors,
  selectPostmortem,
  updatePostmortem,
} from './store.ts';

export interface FactorInput {
  readonly id?: string | undefined;
  readonly stage: Stage;
  readonly text: string;
  readonly confidence?: Confidence | undefined;
}

export interface ActionInput {
  readonly id?: string | undefined;
  readonly text: string;
  readonly kind?: ActionKind | undefined;
  /** e-mail address, slug of a team, or id; null: nobody */
  readonly owner?: string | null | undefined;
  readonly due?: string | null | undefined;
  readonly state?: ActionState | undefined;
  readonly reason?: string | null | undefined;
}

export interface PostmortemEdit {
  readonly incident: string;
  readonly title?: string | undefined;
  readonly summary?: string | undefined;
  readonly impact?: string | undefined;
  readonly detection?: string | undefined;
  readonly wentWell?: readonly string[] | undefined;
  readonly lucky?: string | undefined;
  readonly surprises?: string | undefined;
  readonly hiddenEntries?: readonly string[] | undefined;
  /** in their order; replace those there were. With its id a factor or an action stays the same one. */
  readonly factors?: readonly FactorInput[] | undefined;
  readonly actions?: readonly ActionInput[] | undefined;
  readonly state?: PostmortemState | undefined;
  readonly version?: number | null | undefined;
}

/** The incident and its postmortem, locked. Throws `notFound` also for what may not be seen. */
export async function lockPostmortem(
  tx: Tx,
  ref: string,
): Promise<{ incident: Incident; postmortem: Postmortem }> {
  const incident =
    (await findIncident(tx.q, tx.orgId, ref, viewerOf(tx.ctx))) ?? notFound('incident', ref);
  const known = await selectPostmortem(tx.q, tx.orgId, incident.id, true);
  return { incident, postmortem: known ?? (await draftFor(tx, incident.id)) };
}

/** Edits a postmortem. Throws `unprocessable` with a pointer per wrong field, `preconditionFailed`. */
export async function editPostmortem(tx: Tx, edit: PostmortemEdit): Promise<void> {
  requireRight(tx.ctx, 'postmortems:write');
  const { incident, postmortem: before } = await lockPostmortem(tx, edit.incident);
  requireVersion(before.version, edit.version);
  const errors: FieldError[] = [];
  const factors = edit.factors && (await readFactors(tx, before, edit.factors, errors));
  const actions =
    edit.actions && (await readActions(tx, { incident, postmortem: before }, edit.actions, errors));
  checkState(before, edit.state, errors);
  const [first] = errors;
  if (first) throw new Problem('unprocessable', `${first.pointer}: ${first.message}`, { errors });
  const after: Postmortem = {
    ...before,
    state: edit.state ?? before.state,
    text: readTexts(before, edit),
    hiddenEntries: edit.hiddenEntries ? [...new Set(edit.hiddenEntries)] : before.hiddenEntries,
    version: before.version + 1,
  };
  await updatePostmortem(tx.q, tx.orgId, after, tx.now);
  if (factors) await replaceFactors(tx.q, tx.orgId, before.id, factors);
  if (actions) await replaceActions(tx.q, tx.orgId, before.id, actions);
  tx.audit({
    action: 'postmortem.updated',
    object: { kind: 'postmortem', id: before.id, ref: incidentRef(incident.number) },
    before: { state: before.state, version: before.version },
    after: {
      state: after.state,
      version: after.version,
      fields: Object.keys(edit).filter((key) => key !== 'incident' && key !== 'version'),
      ...(actions && { actions: actions.map(({ text, state }) => ({ text, state })) }),
    },
  });
  tx.publish({
    topic: `incident:${incident.id}`,
    kind: 'postmortem.changed',
    data: { id: before.id },
  });
  tx.publish({ topic: 'now', kind: 'postmortem.changed', data: {} });
}

function checkState(
  before: Postmortem,
  state: PostmortemState | undefined,
  errors: FieldError[],
): void {
  if (state === undefined || state === before.state) return;
  if (state === 'reviewed' && before.state !== 'closed') {
    errors.push({ pointer: '/state', message: 'Publish it: then it is reviewed.' });
  } else if (!mayMove(before.state, state)) {
    errors.push({ pointer: '/state', message: `Not from ${before.state} to ${state}.` });
  }
}

function readTexts({ text }: Postmortem, edit: PostmortemEdit): Postmortem['text'] {
  const line = (given: string | undefined, known: string | null) =>
    given === undefined ? known : cleanLine(given).slice(0, 300);
  const words = (given: string | undefined, known: string | null) =>
    given === undefined ? known : cleanText(given).slice(0, 20_000);
  return {
    title: line(edit.title, text.title),
    summary: words(edit.summary, text.summary),
    impact: words(edit.impact, text.impact),
    detection: words(edit.detection, text.detection),
    wentWell:
      edit.wentWell === undefined
        ? text.wentWell
        : edit.wentWell.map((one) => cleanLine(one).slice(0, 500)).filter((one) => one !== ''),
    lucky: words(edit.lucky, text.lucky),
    surprises: words(edit.surprises, text.surprises),
  };
}

async function readFactors(
  tx: Tx,
  before: Postmortem,
  inputs: readonly FactorInput[],
  errors: FieldError[],
): Promise<Factor[]> {
  const known = new Map(
    (await selectFactors(tx.q, tx.orgId, before.id)).map((factor) => [factor.id, factor]),
  );
  return inputs.map((input, index): Factor => {
    const same = known.get(input.id ?? '');
    if (input.id !== undefined && same === undefined) {
      errors.push({ pointer: `/factors/${index}/id`, message: 'No such factor here.' });
    }
    const text = cleanText(input.text).slice(0, 4000);
    if (text === '')
      errors.push({ pointer: `/factors/${index}/text`, message: 'Say what it was.' });
    return {
      id: same?.id ?? tx.newId('fct'),
      stage: input.stage,
      text,
      confidence: input.confidence ?? same?.confidence ?? 'likely',
    };
  });
}

async function readActions(
  tx: Tx,
  of: { readonly incident: Incident; readonly postmortem: Postmortem },
  inputs: readonly ActionInput[],
  errors: FieldError[],
): Promise<StoredAction[]> {
  const known = new Map(
    (await selectActions(tx.q, tx.orgId, of.postmortem.id)).map((action) => [action.id, action]),
  );
  const actions: StoredAction[] = [];
  for (const [index, input] of inputs.entries()) {
    const same = known.get(input.id ?? '') ?? null;
    const at = `/actions/${index}`;
    if (input.id !== undefined && same === null) {
      errors.push({ pointer: `${at}/id`, message: 'No such action here.' });
    }
    const more = { incident: of.incident, at, errors };
    actions.push({
      ...plainAction(tx, input, same, more),
      ownerId: await readOwner(tx, input.owner, same?.ownerId ?? null, more),
      due: readDue(tx, input.due, same, more),
    });
  }
  return actions;
}

function plainAction(
  tx: Tx,
  input: ActionInput,
  same: StoredAction | null,
  { at, errors }: { at: string; errors: FieldError[] },
): Omit<StoredAction, 'ownerId' | 'due'> {
  const text = cleanText(input.text).slice(0, 2000);
  if (text === '') errors.push({ pointer: `${at}/text`, message: 'Say what will be done.' });
  const known: Pick<StoredAction, 'kind' | 'state' | 'reason' | 'completedAt'> = same ?? {
    kind: 'prevent',
    state: 'open',
    reason: null,
    completedAt: null,
  };
  const state = input.state ?? known.state;
  return {
    id: same?.id ?? tx.newId('act'),
    text,
    kind: input.kind ?? known.kind,
    state,
    reason: input.reason === undefined ? known.reason : cleanLine(input.reason ?? '') || null,
    createdAt: same?.createdAt ?? tx.now,
    completedAt: state === 'done' ? (known.completedAt ?? tx.now) : null,
  };
}

async function readOwner(
  tx: Tx,
  given: string | null | undefined,
  known: string | null,
  { at, errors }: { at: string; errors: FieldError[] },
): Promise<string | null> {
  if (given === undefined) return known;
  if (given === null || given.trim() === '') return null;
  const person = await findPerson(tx.q, tx.orgId, given);
  if (person !== null) return person.id;
  const team = await findTeam(tx.q, tx.orgId, given);
  if (team !== null) return team.id;
  errors.push({ pointer: `${at}/owner`, message: `Nobody here is ${given.slice(0, 80)}.` });
  return null;
}

/** A new action without a word about its due date gets the usual one; null takes it away. */
function readDue(
  tx: Tx,
  given: string | null | undefined,
  same: StoredAction | null,
  more: { incident: Incident; at: string; errors: FieldError[] },
): Temporal.PlainDate | null {
  if (given === null) return null;
  if (given === undefined) {
    if (same !== null) return same.due;
    const days = defaultActionDays(more.incident.severity);
    return tx.now.toZonedDateTimeISO('UTC').toPlainDate().add({ days });
  }
  try {
    return Temporal.PlainDate.from(given.slice(0, 10));
  } catch {
    more.errors.push({ pointer: `${more.at}/due`, message: 'A day, such as 2026-12-01.' });
    return null;
  }
}
