import { type PutResult, readSlug, slugOf } from '#people';
// Making, editing and removing status pages and their parts.
import { changedFields } from '#platform/changed';
import { requireRight, type Tx } from '#platform/context';
import { type FieldError, notFound, Problem } from '#platform/errors';
import { editInTurn, requireVersion } from '#platform/etag';
import { cleanLine } from '#platform/text';
import { servicesByIds, servicesByRefs } from '#services';

import { type Component, COMPONENT_STATES, type ComponentState, type StatusPage } from './model.ts';
import { publishedOn, showState } from './refresh.ts';
import {
  beginPeriod,
  deletePage,
  insertPage,
  raiseRevision,
  removeComponents,
  selectComponents,
  selectPage,
  selectRemoved,
  updatePage,
  upsertComponent,
} from './store/pages.ts';

export interface ComponentInput {
  readonly name: string;
  /** id or slug */
  readonly service?: string | null | undefined;
}

export interface StatusPageInput {
  /** Id or slug of the page to edit; without it, the one with this slug, or a new one. */
  readonly id?: string | undefined;
  readonly slug?: string | undefined;
  readonly name?: string | undefined;
  /** IANA zone; a new page has UTC */
  readonly timezone?: string | undefined;
  /** in their order; given, they replace the list there was. A part keeps its history by its name. */
  readonly components?: readonly ComponentInput[] | undefined;
  readonly version?: number | null | undefined;
  /** refuse to edit a page that is there already */
  readonly onlyNew?: boolean | undefined;
}

/** Makes or edits a page. Throws `unprocessable` with a pointer per wrong field, `conflict` (slug). */
export async function putStatusPage(tx: Tx, input: StatusPageInput): Promise<PutResult> {
  requireRight(tx.ctx, 'settings:write');
  await editInTurn(tx, 'statusPage');
  const { q, orgId } = tx;
  const slug = input.slug ?? (input.id === undefined ? slugOf(input.name ?? '') : undefined);
  const before = await selectPage(q, orgId, input.id ?? slug ?? '');
  if (!before && input.id !== undefined) notFound('status page', input.id);
  if (before && input.onlyNew === true) taken(before.slug);
  if (before) requireVersion(before.version, input.version);
  const errors: FieldError[] = [];
  const page = readPage(tx, input, { before, slug, errors });
  const wanted =
    input.components === undefined ? null : await readComponents(tx, input.components, errors);
  const [first] = errors;
  if (first) throw new Problem('unprocessable', `${first.pointer}: ${first.message}`, { errors });
  if (before && page.slug !== before.slug && (await selectPage(q, orgId, page.slug))) {
    taken(page.slug);
  }
  return writePage(tx, before, page, wanted);
}

function taken(slug: string): never {
  throw new Problem('conflict', `There is a status page ${slug} already.`);
}

function readPage(
  tx: Tx,
  input: StatusPageInput,
  known: { before: StatusPage | null; slug: string | undefined; errors: FieldError[] },
): StatusPage {
  const { before, slug, errors } = known;
  return {
    id: before?.id ?? tx.newId('stp'),
    slug: readSlugField(slug, before, errors),
    name: readNameField(input.name, before?.name ?? slug ?? '', errors),
    timezone: readZone(input.timezone, before?.timezone ?? 'UTC', errors),
    version: (before?.version ?? 0) + 1,
    createdAt: before?.createdAt ?? tx.now,
    updatedAt: tx.now,
  };
}

async function writePage(
  tx: Tx,
  before: StatusPage | null,
  page: StatusPage,
  wanted: readonly WantedComponent[] | null,
): Promise<PutResult> {
  const { q, orgId } = tx;
  const current = before ? await selectComponents(q, orgId, [before.id]) : [];
  const change = changedFields(
    before ? await shown(tx, before, current) : {},
    await shown(tx, page, wanted ?? current),
  );
  if (!change) return { id: page.id, change: 'unchanged' };
  if (before) await updatePage(q, orgId, page);
  else await insertPage(q, orgId, page);
  if (wanted !== null) await replaceComponents(tx, page.id, current, wanted);
  await raiseRevision(q, orgId, page.id);
  tx.audit({
    action: before ? 'statusPage.updated' : 'statusPage.created',
    object: { kind: 'statusPage', id: page.id, ref: page.slug },
    ...(before && { before: change.before }),
    after: change.after,
  });
  tx.publish({ topic: 'status', kind: 'page.changed', data: { id: page.id } });
  return { id: page.id, change: before ? 'updated' : 'created' };
}

/** Removes a page with its history; updates that were published there stay with their incidents. */
export async function removeStatusPage(tx: Tx, ref: string): Promise<void> {
  requireRight(tx.ctx, 'settings:write');
  const page = (await selectPage(tx.q, tx.orgId, ref)) ?? notFound('status page', ref);
  await deletePage(tx.q, tx.orgId, page.id);
  tx.audit({
    action: 'statusPage.removed',
    object: { kind: 'statusPage', id: page.id, ref: page.slug },
    before: { slug: page.slug, name: page.name },
  });
  tx.publish({ topic: 'status', kind: 'page.changed', data: { id: page.id } });
}

export interface ComponentStateInput {
  readonly page: string;
  /** id or name of the part */
  readonly component: string;
  /** null: follow the published incidents again */
  readonly state?: ComponentState | null | undefined;
  readonly note?: string | null | undefined;
  /** of the page, as it was read */
  readonly version?: number | null | undefined;
}

/** Sets what a part shows, by hand, and its words. */
export async function setComponentState(tx: Tx, input: ComponentStateInput): Promise<Component> {
  requireRight(tx.ctx, 'updates:write');
  await editInTurn(tx, 'statusPage');
  const { q, orgId } = tx;
  const page = (await selectPage(q, orgId, input.page)) ?? notFound('status page', input.page);
  requireVersion(page.version, input.version);
  const before =
    (await selectComponents(q, orgId, [page.id])).find(
      ({ id, name }) => id === input.component || name === input.component,
    ) ?? notFound('component', input.component);
  if (
    input.state !== undefined &&
    input.state !== null &&
    !COMPONENT_STATES.includes(input.state)
  ) {
    const message = `One of ${COMPONENT_STATES.join(', ')}, or null.`;
    throw new Problem('unprocessable', message, { errors: [{ pointer: '/state', message }] });
  }
  // Words belong to a state that people set: they go with it.
  const kept = input.state === null ? null : before.note;
  const note = input.note === undefined ? kept : cleanLine(input.note ?? '').slice(0, 120);
  const set: Component = {
    ...before,
    setState: input.state === undefined ? before.setState : input.state,
    note: note === '' ? null : note,
  };
  await upsertComponent(q, orgId, set);
  const after = await showState(tx, set, await publishedOn(tx, page.id));
  await updatePage(q, orgId, { ...page, version: page.version + 1, updatedAt: tx.now });
  await raiseRevision(q, orgId, page.id);
  tx.audit({
    action: 'statusPage.component.set',
    object: { kind: 'statusPage', id: page.id, ref: page.slug },
    before: { component: before.name, setState: before.setState, note: before.note },
    after: { component: after.name, setState: after.setState, note: after.note },
  });
  tx.publish({ topic: 'status', kind: 'page.changed', data: { id: page.id } });
  return after;
}

interface WantedComponent {
  readonly name: string;
  readonly serviceId: string | null;
}

async function readComponents(
  tx: Tx,
  inputs: readonly ComponentInput[],
  errors: FieldError[],
): Promise<WantedComponent[]> {
  const refs = inputs.flatMap(({ service }) =>
    service === null || service === undefined ? [] : [service],
  );
  const services = await servicesByRefs(tx.q, tx.orgId, refs);
  const names = new Set<string>();
  return inputs.map(({ name: given, service }, index) => {
    const name = cleanLine(given).slice(0, 100);
    if (name === '')
      errors.push({ pointer: `/components/${index}/name`, message: 'A part has a name.' });
    if (names.has(name)) {
      errors.push({ pointer: `/components/${index}/name`, message: 'This name stands twice.' });
    }
    names.add(name);
    if (service === null || service === undefined) return { name, serviceId: null };
    const found = services.get(service);
    if (found === undefined) {
      errors.push({
        pointer: `/components/${index}/service`,
        message: `No service ${service} here.`,
      });
    }
    return { name, serviceId: found?.id ?? null };
  });
}

/** A part keeps its id and history when its name stays, or comes back. */
async function replaceComponents(
  tx: Tx,
  pageId: string,
  current: readonly Component[],
  wanted: readonly WantedComponent[],
): Promise<void> {
  const { q, orgId, now } = tx;
  const removed = await selectRemoved(q, orgId, pageId);
  const incidents = await publishedOn(tx, pageId);
  const kept = new Set<string>();
  for (const [position, { name, serviceId }] of wanted.entries()) {
    const known =
      current.find((component) => component.name === name) ??
      removed.find((component) => component.name === name);
    const component: Component = {
      id: known?.id ?? tx.newId('cmp'),
      pageId,
      name,
      serviceId,
      position,
      setState: known?.setState ?? null,
      note: known?.note ?? null,
      state: known?.state ?? 'operational',
      since: known?.since ?? now,
    };
    kept.add(component.id);
    await upsertComponent(q, orgId, component);
    if (known === undefined) {
      await beginPeriod(q, orgId, { componentId: component.id, state: 'operational', at: now });
    }
    await showState(tx, component, incidents);
  }
  const gone = current.filter(({ id }) => !kept.has(id)).map(({ id }) => id);
  await removeComponents(q, orgId, gone, now);
}

async function shown(
  tx: Tx,
  page: StatusPage,
  components: readonly WantedComponent[],
): Promise<Record<string, unknown>> {
  const ids = components.flatMap(({ serviceId }) => (serviceId === null ? [] : [serviceId]));
  const services = await servicesByIds(tx.q, tx.orgId, ids);
  return {
    slug: page.slug,
    name: page.name,
    timezone: page.timezone,
    components: components.map(({ name, serviceId }) => ({
      name,
      service: serviceId === null ? null : (services.get(serviceId)?.slug ?? null),
    })),
  };
}

function readSlugField(
  slug: string | undefined,
  before: StatusPage | null,
  errors: FieldError[],
): string {
  if (slug === undefined) return before?.slug ?? '';
  const read = readSlug(slug);
  if (read === null) {
    errors.push({
      pointer: '/slug',
      message: 'A slug is 1 to 63 lower-case letters, digits and hyphens.',
    });
  }
  if (read === 'team' || read === 'company') {
    errors.push({ pointer: '/slug', message: 'team and company are audiences already.' });
  }
  return read ?? '';
}

function readNameField(name: string | undefined, known: string, errors: FieldError[]): string {
  const read = cleanLine(name ?? known).slice(0, 100);
  if (read === '') errors.push({ pointer: '/name', message: 'A page has a name.' });
  return read;
}

function readZone(zone: string | undefined, known: string, errors: FieldError[]): string {
  if (zone === undefined) return known;
  try {
    if (!/^[A-Za-z][A-Za-z0-9_+/-]{1,63}$/.test(zone)) throw new RangeError(zone);
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone).timeZoneId;
  } catch {
    errors.push({ pointer: '/timezone', message: 'An IANA zone, such as Europe/Berlin.' });
    return known;
  }
}
