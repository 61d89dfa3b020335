// The config file made true: people first, then what leans on them, all in one transaction.
import { levelsOf, putLevel } from '#incidents';
import { putIngestKey } from '#intake';
import { findSchedule, putOverride, putSchedule, writtenConfig } from '#oncall';
import { findPolicy, putPolicy, type PolicyInput } from '#paging';
import { openMethod, peopleByRefs, putPerson, type PutResult, putTeam, reachOf } from '#people';
import { requireRight, type Tx } from '#platform/context';
import { parseDuration } from '#platform/duration';
import { type FieldError, Problem } from '#platform/errors';
import { putService } from '#services';
import { putStatusPage } from '#updates';
import { putWebhook } from '#webhooks';

import type { ConfigFile } from './contract.ts';
import {
  type ConfigChange,
  type ConfigKind,
  type ConfigResult,
  type MadeIngestKey,
  type MadeSecret,
  sectionOf,
} from './model.ts';
import { pruneConfig } from './prune.ts';
import { consequences, shiftsOfFile } from './reads/consequences.ts';
import { appliedEntries, driftOfFile } from './reads/drift.ts';
import { checkNames } from './reads/known-names.ts';
import { ladderChanges, standingOf } from './reads/ladders.ts';
import { keepApplied, selectClaims } from './store/applied.ts';

export interface ApplyInput {
  config: ConfigFile;
  /** Nobody on call for a while is accepted. */
  allowGaps: boolean;
  /** What an earlier file of the same set named and this one does not goes. */
  prune?: boolean | undefined;
  /** Which of several files this is. */
  set?: string | undefined;
}

const usualSet = 'default';

/** Wrong places beyond this many are not told: the first ones are the cause. */
const mostErrors = 50;

type Entry<K extends keyof ConfigFile> = NonNullable<ConfigFile[K]>[number];

/** One run: what was done so far, and what is wrong. */
interface Run {
  readonly tx: Tx;
  readonly changes: ConfigChange[];
  readonly ingestKeys: MadeIngestKey[];
  readonly webhookSecrets: MadeSecret[];
  readonly errors: FieldError[];
}

/**
 * Makes the installation as the file says; what the file does not name stays, but for what `prune`
 * takes. Throws `unprocessable` with a pointer per wrong place, also when a rota that it changes would leave nobody on call and
 * `allowGaps` is not set. Each part is checked by the verb of its own module, rights included.
 */
export async function applyConfig(
  tx: Tx,
  { config, allowGaps, prune = false, set = usualSet }: ApplyInput,
): Promise<ConfigResult> {
  requireRight(tx.ctx, 'settings:write');
  throwErrors(await checkNames(tx.q, tx.orgId, config));
  const before = await shiftsOfFile(tx, config);
  const claims = prune ? await selectClaims(tx.q, tx.orgId) : [];
  const leaving = claims.flatMap(({ kind, ref }) => (kind === 'person' ? ref : []));
  const standing = await standingOf(tx, config, leaving);
  const drift = await driftOfFile(tx.q, tx.orgId, { config, now: tx.now });
  const run: Run = { tx, changes: [], ingestKeys: [], webhookSecrets: [], errors: [] };
  await putPeople(run, config.people ?? []);
  await putEach(run, 'team', config.teams ?? [], (team) => putTeam(tx, team));
  await putEach(run, 'schedule', config.schedules ?? [], (one) => putOneSchedule(tx, one));
  await putWebhooks(run, config.webhooks ?? []);
  await putEach(run, 'escalationPolicy', config.escalationPolicies ?? [], (one) =>
    putPolicy(tx, policyInput(one)),
  );
  await putServices(run, config.services ?? []);
  const ingestKeysCalled = await putIngestKeys(run, config.ingestKeys ?? []);
  await putEach(run, 'statusPage', config.statusPages ?? [], (page) => putStatusPage(tx, page));
  await putSeverities(run, config.severities ?? []);
  throwErrors(run.errors);
  const called = { ...config, ingestKeys: ingestKeysCalled };
  const pruned = prune ? await pruneConfig(tx, { config: called, claims, set, allowGaps }) : [];
  const { moves, gaps } = await consequences(tx, config, before);
  if (!allowGaps) refuseGaps(config, run.changes, gaps);
  const { changes, ingestKeys, webhookSecrets } = run;
  const ladders = await ladderChanges(tx, standing, { changes, pruned, before });
  await keepApplied(tx.q, tx.orgId, {
    set,
    entries: await appliedEntries(tx.q, tx.orgId, { config: called, now: tx.now }),
    at: tx.now,
    by: tx.ctx.actor.label,
  });
  const told = { moves, gaps, ladders, drift };
  return { applied: true, changes, pruned, ...told, ingestKeys, webhookSecrets };
}

/** Puts the entries of one section, in their order; what is wrong is gathered with its place. */
async function putEach<T extends { slug: string }>(
  run: Run,
  kind: ConfigKind,
  entries: readonly T[],
  put: (entry: T) => Promise<PutResult>,
): Promise<void> {
  for (const [index, entry] of entries.entries()) {
    await guarded(run, `${section(kind)}/${index}`, async () => {
      const { change } = await put(entry);
      run.changes.push({ kind, ref: entry.slug, change });
    });
  }
}

function section(kind: ConfigKind): string {
  return `/config/${sectionOf[kind]}`;
}

/** Gathers the refusals of one entry; everything else ends the run. */
async function guarded(run: Run, pointer: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Problem) || run.errors.length >= mostErrors) throw error;
    const own = error.errors.length > 0 ? error.errors : [{ pointer: '', message: error.message }];
    run.errors.push(...own.map((one) => ({ ...one, pointer: pointer + one.pointer })));
  }
}

async function putPeople(run: Run, people: readonly Entry<'people'>[]): Promise<void> {
  const { tx } = run;
  const known = await peopleByRefs(
    tx.q,
    tx.orgId,
    people.map((person) => person.email),
  );
  const reach = await reachOf(
    tx.q,
    tx.orgId,
    [...known.values()].map((person) => person.id),
  );
  for (const [index, entry] of people.entries()) {
    // A browser that somebody has allowed to wake them is theirs, and not in any file.
    const person = known.get(entry.email);
    const devices = (person ? (reach.get(person.id)?.methods ?? []) : [])
      .filter((method) => method.kind === 'webPush')
      .map((method) => ({
        kind: method.kind,
        address: method.address,
        settings: { ...method.settings, ...openMethod(tx.ctx.app.secrets, method) },
      }));
    await guarded(run, `/config/people/${index}`, async () => {
      const { contactMethods, ...rest } = entry;
      const { change } = await putPerson(tx, {
        ...rest,
        active: true,
        ...(contactMethods && { contactMethods: [...contactMethods, ...devices] }),
      });
      run.changes.push({ kind: 'person', ref: entry.email, change });
    });
  }
}

async function putOneSchedule(tx: Tx, entry: Entry<'schedules'>): Promise<PutResult> {
  const { overrides = [], ...rest } = entry;
  // A new one takes its past as written; of one that exists only what is to come is added to.
  if (!(await findSchedule(tx.q, tx.orgId, entry.slug))) return await putSchedule(tx, entry);
  const result = await putSchedule(tx, rest);
  const added = await addOverrides(tx, entry.slug, overrides);
  return added && result.change === 'unchanged' ? { ...result, change: 'updated' } : result;
}

/** Overrides of the file that are not there and not over; says whether there were any. */
async function addOverrides(
  tx: Tx,
  schedule: string,
  overrides: NonNullable<Entry<'schedules'>['overrides']>,
): Promise<boolean> {
  const coming = overrides.filter(
    (one) => Temporal.Instant.compare(Temporal.Instant.from(one.end), tx.now) > 0,
  );
  const found = coming.length === 0 ? null : await findSchedule(tx.q, tx.orgId, schedule);
  if (!found) return false;
  const written = await writtenConfig(tx.q, tx.orgId, found.id, tx.now);
  const known = new Set((written.overrides ?? []).map(overrideKey));
  const fresh = coming.filter((one) => !known.has(overrideKey(one)));
  for (const { user, replaces, add, start, end } of fresh) {
    await putOverride(tx, {
      schedule,
      user,
      replaces,
      add,
      start: Temporal.Instant.from(start),
      end: Temporal.Instant.from(end),
    });
  }
  return fresh.length > 0;
}

function overrideKey(one: {
  user: string | null;
  replaces?: string | undefined;
  start: string;
  end: string;
}): string {
  const [start, end] = [Temporal.Instant.from(one.start), Temporal.Instant.from(one.end)];
  return [one.user, one.replaces ?? '', start, end].join(' ');
}

function policyInput(entry: Entry<'escalationPolicies'>): PolicyInput {
  const { steps, acknowledgeTimeout, ...rest } = entry;
  return {
    ...rest,
    steps: steps.map(({ delay, ...step }) => ({
      ...step,
      ...(delay !== undefined && { delaySeconds: parseDuration(delay) }),
    })),
    ...(acknowledgeTimeout !== undefined && {
      acknowledgeTimeoutSeconds:
        acknowledgeTimeout === null ? null : parseDuration(acknowledgeTimeout),
    }),
  };
}

/** Twice, since a service may stand on one that comes later in the file. */
async function putServices(run: Run, services: readonly Entry<'services'>[]): Promise<void> {
  const { tx } = run;
  const changes = new Map<string, ConfigChange['change']>();
  for (const [index, { dependsOn: _later, escalationPolicy, ...rest }] of services.entries()) {
    await guarded(run, `/config/services/${index}`, async () => {
      const policy = await policyId(tx, escalationPolicy);
      const put = await putService(tx, {
        ...rest,
        archived: false,
        ...(policy !== undefined && { escalationPolicyId: policy }),
      });
      changes.set(rest.slug, put.change);
    });
  }
  for (const [index, { slug, dependsOn }] of services.entries()) {
    if (dependsOn === undefined) continue;
    await guarded(run, `/config/services/${index}`, async () => {
      const put = await putService(tx, { slug, dependsOn });
      if (changes.get(slug) === 'unchanged') changes.set(slug, put.change);
    });
  }
  for (const [ref, change] of changes) run.changes.push({ kind: 'service', ref, change });
}

async function policyId(
  tx: Tx,
  ref: string | null | undefined,
): Promise<string | null | undefined> {
  if (ref === null || ref === undefined) return ref;
  const policy = await findPolicy(tx.q, tx.orgId, ref);
  if (policy) return policy.id;
  const message = `There is no escalation policy ${ref}.`;
  const errors = [{ pointer: '/escalationPolicy', message }];
  throw new Problem('unprocessable', message, { errors });
}

/** Returns the entries as they are called here: a source has other names too. */
async function putIngestKeys(
  run: Run,
  keys: readonly Entry<'ingestKeys'>[],
): Promise<Entry<'ingestKeys'>[]> {
  const called: Entry<'ingestKeys'>[] = [];
  for (const [index, { service, source, key }] of keys.entries()) {
    await guarded(run, `/config/ingestKeys/${index}`, async () => {
      const put = await putIngestKey(run.tx, { service, source, key });
      const entry = { service: put.service, source: put.source };
      called.push(entry);
      const ref = `${entry.service}/${entry.source}`;
      run.changes.push({ kind: 'ingestKey', ref, change: put.change });
      if (key === undefined && put.key !== null) run.ingestKeys.push({ ...entry, key: put.key });
    });
  }
  return called;
}

async function putWebhooks(run: Run, webhooks: readonly Entry<'webhooks'>[]): Promise<void> {
  for (const [index, entry] of webhooks.entries()) {
    await guarded(run, `/config/webhooks/${index}`, async () => {
      const { change, secret } = await putWebhook(run.tx, entry);
      run.changes.push({ kind: 'webhook', ref: entry.name, change });
      if (secret !== null) run.webhookSecrets.push({ name: entry.name, secret });
    });
  }
}

/** Levels are always there; only what differs is written. */
async function putSeverities(run: Run, entries: readonly Entry<'severities'>[]): Promise<void> {
  const { tx } = run;
  const levels = entries.length === 0 ? [] : await levelsOf(tx.q, tx.orgId);
  for (const [index, { severity, ...wanted }] of entries.entries()) {
    const level = levels.find((one) => one.severity === severity);
    const now = { ...level, ...level?.cadence } as Record<string, unknown>;
    const differs = Object.entries(wanted).some(([name, value]) => now[name] !== value);
    await guarded(run, `/config/severities/${index}`, async () => {
      if (differs) await putLevel(tx, severity, wanted);
      const change = differs ? 'updated' : 'unchanged';
      run.changes.push({ kind: 'severity', ref: severity, change });
    });
  }
}

/** A rota that this file makes or changes must not leave a hole that nobody has agreed to. */
function refuseGaps(
  config: ConfigFile,
  changes: readonly ConfigChange[],
  gaps: ConfigResult['gaps'],
): void {
  const touched = new Set(
    changes
      .filter((one) => one.kind === 'schedule' && one.change !== 'unchanged')
      .map((one) => one.ref),
  );
  const errors = gaps
    .filter((gap) => touched.has(gap.schedule))
    .map((gap) => ({
      pointer: `/config/schedules/${(config.schedules ?? []).findIndex((one) => one.slug === gap.schedule)}`,
      message: `Nobody is on call from ${gap.from.toString()} to ${gap.to.toString()}.`,
    }));
  if (errors.length === 0) return;
  throw new Problem(
    'unprocessable',
    'The file leaves nobody on call for a while. Cover it, or accept it (allowGaps, --allow-gaps).',
    { errors: errors.slice(0, mostErrors) },
  );
}

function throwErrors(errors: readonly FieldError[]): void {
  const [first] = errors;
  if (!first) return;
  const more = errors.length === 1 ? '' : ` And ${errors.length - 1} more.`;
  throw new Problem('unprocessable', `${first.pointer}: ${first.message}${more}`, {
    errors: errors.slice(0, mostErrors),
  });
}
