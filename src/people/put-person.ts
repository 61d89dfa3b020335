import { changedFields } from '#platform/changed';
// Making and editing people, with their ways to be reached. One verb for the API, the config file and
// the first owner, so that all of them keep the same rules.
import { requireRight, type Tx } from '#platform/context';
import { formatDuration, readDuration } from '#platform/duration';
import { type FieldError, notFound, Problem } from '#platform/errors';
import { requireVersion } from '#platform/etag';

import { readEmail, readLocale, readName, readTimezone } from './decide/contact.ts';
import { roleChangeRefused } from './decide/may.ts';
import { type MethodInput, type ReadMethod, readMethod, sameMethod } from './decide/methods.ts';
import { ruleProblems } from './decide/rules.ts';
import type {
  ContactMethod,
  NotificationRule,
  Person,
  PersonDeactivated,
  Role,
  Urgency,
  QuietHours,
} from './model.ts';
import { openMethod, sealSecrets } from './seal-method.ts';
import { deleteLinksOf, selectAccount, updateAccountEmail } from './store/accounts.ts';
import {
  deleteMethods,
  insertMethod,
  replaceRules,
  selectMethods,
  selectRules,
  updateMethod,
} from './store/methods.ts';
import { lockMembership } from './store/organisations.ts';
import {
  insertPerson,
  selectOwnerIds,
  selectPerson,
  selectPersonForUpdate,
  updatePerson,
} from './store/people.ts';
import { deleteSessions } from './store/sessions.ts';

/** A notification rule as it is written in the API and the config file. */
export interface RuleInput {
  urgency: Urgency;
  /** A duration: `0s`, `2m`. */
  after: string;
  /** A kind of contact method, or a method's id. */
  by: string;
}

/**
 * A person as written. What is left out stays as it is; a new person gets UTC, English, the role of a
 * responder, and their address as a verified e-mail method. Given lists replace the lists there were.
 */
export interface PersonInput {
  /** The person to edit; without it, the one with this address, or a new one. */
  id?: string | undefined;
  email?: string | undefined;
  name?: string | undefined;
  timezone?: string | undefined;
  locale?: string | undefined;
  /** Null: low urgency never waits. */
  quietHours?: QuietHours | null | undefined;
  role?: Role | undefined;
  contactMethods?: readonly MethodInput[] | undefined;
  notificationRules?: readonly RuleInput[] | undefined;
  /** False: deactivated; true: back again. */
  active?: boolean | undefined;
  /** The version that the edit is based on; `null` or left out: whatever is there. */
  version?: number | null | undefined;
}

export interface PutResult {
  id: string;
  change: 'created' | 'updated' | 'unchanged';
}

interface Draft {
  person: Person;
  methods: ContactMethod[];
  rules: NotificationRule[];
}

/**
 * Makes or edits a person (right `people:write`; contact methods count as verified then). Throws
 * `unprocessable` with a pointer per wrong field, `forbidden` or `conflict` for a change of role that
 * may not be, `preconditionFailed` for a stale version.
 */
export async function putPerson(tx: Tx, input: PersonInput): Promise<PutResult> {
  requireRight(tx.ctx, 'people:write');
  return writePerson(tx, input);
}

/** Edits the caller's own name, zone, language and rules (right `me:write`). */
export async function putMe(
  tx: Tx,
  personId: string,
  input: Pick<
    PersonInput,
    'name' | 'timezone' | 'locale' | 'quietHours' | 'notificationRules' | 'version'
  >,
): Promise<PutResult> {
  requireRight(tx.ctx, 'me:write');
  return writePerson(tx, { ...input, id: personId });
}

async function writePerson(tx: Tx, input: PersonInput): Promise<PutResult> {
  const errors: FieldError[] = [];
  const email = input.email === undefined ? undefined : readEmail(input.email);
  if (email === null) errors.push({ pointer: '/email', message: 'This is no e-mail address.' });
  const before = await existing(tx, input.id, email ?? undefined);
  if (before) requireVersion(before.person.version, input.version);
  const person = readPersonFields(
    { ...input, email: email ?? undefined },
    before?.person ?? newPerson(tx, email ?? ''),
    tx.now,
    errors,
  );
  throwErrors(errors);
  await checkStanding(tx, before?.person ?? null, person);
  const methods = writtenMethods({ tx, person, before: before?.methods ?? [], errors }, input);
  if (before && before.person.email !== person.email) moveAddress(methods, before.person, person);
  const rules = writtenRules(input.notificationRules, before?.rules ?? [], errors);
  throwErrors(errors);
  for (const problem of ruleProblems(rules, methods)) {
    const at = problem.index < 0 ? '' : `/${problem.index}`;
    errors.push({ pointer: `/notificationRules${at}`, message: problem.message });
  }
  throwErrors(errors);
  return save(tx, before, { person, methods, rules });
}

async function existing(
  tx: Tx,
  id: string | undefined,
  email: string | undefined,
): Promise<Draft | null> {
  const ref = id ?? email;
  const person = ref === undefined ? null : await selectPersonForUpdate(tx.q, tx.orgId, ref);
  if (!person && id !== undefined) notFound('person', id);
  if (!person) return null;
  const methods = await selectMethods(tx.q, tx.orgId, [person.id]);
  const rules = (await selectRules(tx.q, tx.orgId, [person.id])).map(
    ({ urgency, afterSeconds, by }) => ({ urgency, afterSeconds, by }),
  );
  return { person, methods, rules };
}

function newPerson(tx: Tx, email: string): Person {
  return {
    id: tx.newId('per'),
    accountId: null,
    email,
    name: email.split('@')[0] ?? '',
    timezone: 'UTC',
    locale: 'en',
    quietHours: null,
    role: 'responder',
    deactivatedAt: null,
    createdAt: tx.now,
    version: 1,
  };
}

function readPersonFields(
  input: PersonInput,
  base: Person,
  now: Temporal.Instant,
  errors: FieldError[],
): Person {
  const field = (name: 'name' | 'timezone' | 'locale'): string => {
    const text = input[name];
    if (text === undefined) return base[name];
    const value = readers[name].read(text);
    if (value === null) errors.push({ pointer: `/${name}`, message: readers[name].message });
    return value ?? base[name];
  };
  const email = input.email ?? base.email;
  if (email === '' && errors.length === 0) {
    errors.push({ pointer: '/email', message: 'A person needs an e-mail address.' });
  }
  const active = input.active ?? base.deactivatedAt === null;
  return {
    ...base,
    email,
    name: field('name'),
    timezone: field('timezone'),
    locale: field('locale'),
    quietHours: readQuiet(input.quietHours, base.quietHours, errors),
    role: input.role ?? base.role,
    deactivatedAt: active ? null : (base.deactivatedAt ?? now),
  };
}

function readQuiet(
  given: QuietHours | null | undefined,
  base: QuietHours | null,
  errors: FieldError[],
): QuietHours | null {
  if (given === undefined || given === null) return given === null ? null : base;
  const { start, end } = given;
  const clock = /^([01]\d|2[0-3]):[0-5]\d$/;
  if (!clock.test(start))
    errors.push({ pointer: '/quietHours/start', message: 'A time as 22:00.' });
  if (!clock.test(end)) errors.push({ pointer: '/quietHours/end', message: 'A time as 07:00.' });
  if (start === end) {
    errors.push({
      pointer: '/quietHours',
      message: 'Start and end differ: a day must not be quiet.',
    });
  }
  return { start, end };
}

const readers = {
  name: { read: readName, message: 'A name is one line of 1 to 100 characters.' },
  timezone: { read: readTimezone, message: 'This is no time zone such as Europe/Berlin.' },
  locale: { read: readLocale, message: 'This is no language tag such as en or de-AT.' },
};

async function checkStanding(tx: Tx, before: Person | null, after: Person): Promise<void> {
  await checkRole(tx, before, after);
  await checkAddressIsFree(tx, before, after);
}

async function checkRole(tx: Tx, before: Person | null, after: Person): Promise<void> {
  const standing = (person: Person | null): Role | null =>
    person === null || person.deactivatedAt !== null ? null : person.role;
  const [from, to] = [standing(before), standing(after)];
  // An owner put away is still one to be careful with: their role may be changed by owners only.
  const hidden = before?.role === 'owner' || after.role === 'owner';
  if (from === to && before?.role === after.role) return;
  await lockMembership(tx.q, tx.orgId);
  const owners = await selectOwnerIds(tx.q, tx.orgId);
  const refused =
    roleChangeRefused({ from, to, activeOwners: owners.length }, tx.ctx.rights) ??
    (hidden && from === null && to === null
      ? roleChangeRefused({ from: null, to: 'owner', activeOwners: 2 }, tx.ctx.rights)
      : null);
  if (refused) throw new Problem(refused.code, refused.reason);
}

async function checkAddressIsFree(tx: Tx, before: Person | null, after: Person): Promise<void> {
  if (before === null || before.email === after.email) return;
  // The address signs in: whoever changes an owner's could become that owner.
  if (before.role === 'owner' && tx.ctx.rights !== 'all' && !tx.ctx.rights.has('owners:write')) {
    throw new Problem('forbidden', "Only an owner changes an owner's address.");
  }
  if (await selectPerson(tx.q, tx.orgId, after.email)) {
    throw new Problem('conflict', `Somebody here has the address ${after.email} already.`);
  }
}

interface Writing {
  tx: Tx;
  person: Person;
  before: readonly ContactMethod[];
  errors: FieldError[];
}

function writtenMethods(at: Writing, input: PersonInput): ContactMethod[] {
  const { tx, person, before, errors } = at;
  const wanted: ReadMethod[] = [];
  for (const [index, one] of (input.contactMethods ?? []).entries()) {
    const read = readMethod(one);
    const pointer = `/contactMethods/${index}`;
    if ('problem' in read) errors.push({ pointer, message: read.problem });
    else if (sameMethod(wanted, read)) errors.push({ pointer, message: 'It stands here twice.' });
    else wanted.push(read);
  }
  const kept =
    input.contactMethods === undefined
      ? [...before]
      : wanted.map((one) => merged(tx, person, before, one));
  if (kept.length > 0) return kept;
  const address: ReadMethod = { kind: 'email', address: person.email, settings: {}, secrets: {} };
  return [merged(tx, person, before, address)];
}

function merged(
  tx: Tx,
  person: Person,
  before: readonly ContactMethod[],
  wanted: ReadMethod,
): ContactMethod {
  const old = sameMethod(before, wanted);
  const { secrets } = tx.ctx.app;
  if (!old) {
    const id = tx.newId('cm');
    return {
      id,
      personId: person.id,
      kind: wanted.kind,
      address: wanted.address,
      settings: wanted.settings,
      sealed: sealSecrets(secrets, id, wanted.kind, wanted.secrets),
      verifiedAt: tx.now,
      brokenAt: null,
      brokenReason: null,
    };
  }
  // A config file names neither secrets nor settings as a rule: what it leaves out stays.
  const open = openMethod(secrets, old);
  const secretChanged = Object.entries(wanted.secrets).some(
    ([name, value]) => open[name] !== value,
  );
  return {
    ...old,
    settings: { ...old.settings, ...wanted.settings },
    sealed: secretChanged ? sealSecrets(secrets, old.id, old.kind, wanted.secrets) : old.sealed,
    verifiedAt: old.verifiedAt ?? tx.now,
  };
}

/** The e-mail method that is the person's own address moves with it. */
function moveAddress(methods: ContactMethod[], before: Person, after: Person): void {
  const at = methods.findIndex((one) => one.kind === 'email' && one.address === before.email);
  const old = methods[at];
  if (!old || sameMethod(methods, { kind: 'email', address: after.email })) return;
  methods[at] = { ...old, address: after.email, brokenAt: null, brokenReason: null };
}

function writtenRules(
  input: readonly RuleInput[] | undefined,
  before: NotificationRule[],
  errors: FieldError[],
): NotificationRule[] {
  if (input === undefined) return before;
  return input.map(({ urgency, after, by }, index) => {
    const afterSeconds = readDuration(after);
    if (afterSeconds === null) {
      const message = 'after is a duration such as 0s, 2m or 1h.';
      errors.push({ pointer: `/notificationRules/${index}/after`, message });
    }
    return { urgency, afterSeconds: afterSeconds ?? 0, by };
  });
}

async function save(tx: Tx, before: Draft | null, after: Draft): Promise<PutResult> {
  const { q, orgId, now } = tx;
  const { person, methods, rules } = after;
  const change = changedFields(before ? shown(before) : {}, shown(after));
  const secretsChanged = methods.some(
    (one) => before?.methods.find((old) => old.id === one.id)?.sealed !== one.sealed,
  );
  if (before && !change && !secretsChanged) return { id: person.id, change: 'unchanged' };
  if (before) await updatePerson(q, orgId, person, now);
  else await insertPerson(q, orgId, person);
  const kept = new Set(methods.map((one) => one.id));
  const gone = (before?.methods ?? []).filter((one) => !kept.has(one.id));
  await deleteMethods(
    q,
    orgId,
    gone.map((one) => one.id),
  );
  for (const method of methods) {
    const known = before?.methods.some((one) => one.id === method.id) ?? false;
    if (known) await updateMethod(q, orgId, method);
    else await insertMethod(q, orgId, method, now);
  }
  await replaceRules(q, orgId, person.id, rules);
  await followUp(tx, before, person);
  tx.audit({
    action: before ? 'person.updated' : 'person.created',
    object: { kind: 'person', id: person.id, ref: person.email },
    ...(before && { before: change?.before ?? {} }),
    after: change?.after ?? { secrets: 'changed' },
  });
  tx.publish({ topic: 'settings', kind: 'person.changed', data: { id: person.id } });
  return { id: person.id, change: before ? 'updated' : 'created' };
}

/** What a change of standing or address does to sign-in. */
async function followUp(tx: Tx, before: Draft | null, after: Person): Promise<void> {
  if (!before) return;
  const old = before.person;
  const left = old.deactivatedAt === null && after.deactivatedAt !== null;
  // A new session id at a change of role, and nothing open for who has left.
  if (after.accountId !== null && (left || old.role !== after.role)) {
    await deleteSessions(tx.q, after.accountId);
  }
  if (left) {
    await deleteLinksOf(tx.q, tx.orgId, after.id);
    const event: PersonDeactivated = { type: 'person.deactivated', personId: after.id };
    await tx.emit(event);
  }
  if (after.accountId !== null && old.email !== after.email) {
    const other = await selectAccount(tx.q, { email: after.email });
    if (other && other.id !== after.accountId) {
      throw new Problem('conflict', `Another account signs in as ${after.email}.`);
    }
    await updateAccountEmail(tx.q, after.accountId, after.email);
  }
}

/** A person as the audit log shows them: no secrets. */
function shown({ person, methods, rules }: Draft): Record<string, unknown> {
  const { email, name, timezone, locale, quietHours, role } = person;
  return {
    email,
    name,
    timezone,
    locale,
    quietHours,
    role,
    active: person.deactivatedAt === null,
    contactMethods: methods
      .map((one) => ({
        kind: one.kind,
        address: one.address,
        ...(Object.keys(one.settings).length > 0 && { settings: one.settings }),
        verified: one.verifiedAt !== null,
      }))
      .sort((a, b) => (`${a.kind} ${a.address}` < `${b.kind} ${b.address}` ? -1 : 1)),
    notificationRules: rules.map((one) => ({
      urgency: one.urgency,
      after: formatDuration(one.afterSeconds),
      by: one.by,
    })),
  };
}

function throwErrors(errors: readonly FieldError[]): void {
  const [first] = errors;
  if (!first) return;
  throw new Problem('unprocessable', `${first.pointer}: ${first.message}`, { errors });
}
