// Who asks, in which organisation, through which surface; and the transaction that every verb runs in.
import { type Clock } from './clock.ts';
import { type Db, type Trx, transaction } from './db.ts';
import { Problem } from './errors.ts';
import { newId } from './ids.ts';
import { type EnqueueOptions, type Jobs } from './jobs.ts';
import { type Logger } from './log.ts';
import { type Secrets } from './secrets.ts';
import { writeStream } from './stream.ts';

/** Who did this. Never a bare id: a key, a link and the program itself are no people. */
export type Actor =
  | { kind: 'person'; id: string; label: string }
  | { kind: 'key'; id: string; label: string; personId: string | null }
  | { kind: 'link'; id: string; label: string; personId: string }
  | { kind: 'source'; id: string; label: string }
  | { kind: 'system'; id: string; label: string };

/** The surface a change came through; stored with every audit and timeline entry. */
export type Via =
  | 'web'
  | 'api'
  | 'cli'
  | 'mcp'
  | 'link'
  | 'mail'
  | 'phone'
  | 'source'
  | 'config'
  | 'system';

/** Rights such as `alerts:write`, or all of them. */
export type Rights = 'all' | ReadonlySet<string>;

/** Events that modules emit; `src/app/reactions.ts` says what follows. Types are `<noun>.<past tense>`. */
export interface DomainEvent {
  readonly type: string;
}

/** What every verb can reach of the program, built once in `src/app/build.ts`. */
export interface Platform {
  readonly db: Db;
  readonly clock: Clock;
  readonly jobs: Jobs;
  readonly log: Logger;
  readonly secrets: Secrets;
  /** Without a trailing slash; every link is made from it. */
  readonly publicUrl: string;
  /** Judges a URL that somebody entered, before it is kept. Throws EgressError. */
  checkUrl(url: string): URL;
  /** Who may know of each stream entry: ids of people, or null for everybody of the organisation. */
  audiences(
    tx: Tx,
    entries: readonly StreamEntry[],
  ): Promise<readonly (readonly string[] | null)[]>;
  /** Runs the reactions to an event inside the emitter's transaction. */
  react(tx: Tx, event: DomainEvent): Promise<void>;
}

/** One request, job or reaction: the organisation, the actor and what they may do. */
export interface Ctx {
  readonly app: Platform;
  readonly orgId: string;
  readonly actor: Actor;
  readonly via: Via;
  readonly rights: Rights;
  readonly requestId: string;
  /** When somebody in a browser last proved who they are; null: not in this session. Not set for keys. */
  readonly provenAt?: Temporal.Instant | null;
}

/** One change for the audit log. `before` and `after` are plain JSON without secrets. */
export interface AuditEntry {
  action: string;
  object: { kind: string; id: string; ref?: string };
  before?: unknown;
  after?: unknown;
}

/** One entry of the live stream: a topic such as `incident:inc_...` or `alerts`, and what changed. */
export interface StreamEntry {
  topic: string;
  kind: string;
  data: unknown;
}

/** An open transaction. Everything added here commits with the change, or not at all. */
export interface Tx {
  readonly q: Trx;
  readonly ctx: Ctx;
  readonly orgId: string;
  /** Read once at the start: the `now` of every decision in this transaction. */
  readonly now: Temporal.Instant;
  newId(prefix: string): string;
  audit(entry: AuditEntry): void;
  publish(entry: StreamEntry): void;
  /** A job that starts at `at` (default: at once, after the commit). */
  enqueue(queue: string, data: object, options?: EnqueueOptions): void;
  /** Runs the reactions now, in this transaction. */
  emit(event: DomainEvent): Promise<void>;
  /** The same transaction for another actor (the program acting on a person's click, say). */
  as(change: Partial<Pick<Ctx, 'actor' | 'via' | 'rights'>>): Tx;
}

/** Throws `forbidden` unless the caller has this right. The first line of every verb. */
export function requireRight(ctx: Pick<Ctx, 'rights'>, right: string): void {
  if (!hasRight(ctx, right)) throw new Problem('forbidden', `This needs the right ${right}.`);
}

/** How long a proof (password, passkey, provider) is good for dangerous changes. */
export const proofMinutes = 10;

/** Throws `proofRequired` for a session whose last proof is older than ten minutes. */
export function requireProof({ app, provenAt }: Pick<Ctx, 'app' | 'provenAt'>): void {
  if (provenAt === undefined) return;
  const oldest = app.clock.now().subtract({ minutes: proofMinutes });
  if (provenAt !== null && Temporal.Instant.compare(provenAt, oldest) >= 0) return;
  throw new Problem('proofRequired', 'Prove once more that it is you, then repeat this.');
}

/** True when the caller has this right. */
export function hasRight(ctx: Pick<Ctx, 'rights'>, right: string): boolean {
  return ctx.rights === 'all' || ctx.rights.has(right);
}

/** The context of the program itself, for jobs and start-up. `duty` names what it is doing. */
export function systemCtx(app: Platform, orgId: string, duty: string): Ctx {
  return {
    app,
    orgId,
    actor: { kind: 'system', id: duty, label: 'evenkeel' },
    via: 'system',
    rights: 'all',
    requestId: newId('req', app.clock.now()),
  };
}

/** The person behind an actor, when there is one. */
export function personOf(actor: Actor): string | null {
  if (actor.kind === 'person') return actor.id;
  if (actor.kind === 'key' || actor.kind === 'link') return actor.personId;
  return null;
}

interface Outbox {
  audits: { ctx: Ctx; entry: AuditEntry }[];
  stream: StreamEntry[];
  jobs: Map<string, { data: object; options: EnqueueOptions }[]>;
  /** For this process, after the commit. */
  here: Map<string, object[]>;
}

/**
 * Runs `work` in one transaction. Audit rows, stream entries and jobs gathered in `tx` are written in
 * it before the commit. `work` must not touch network, files or the root handle.
 */
export async function inTransaction<T>(ctx: Ctx, work: (tx: Tx) => Promise<T>): Promise<T> {
  const { value, here } = await transaction(ctx.app.db, async (q) => {
    const outbox: Outbox = { audits: [], stream: [], jobs: new Map(), here: new Map() };
    const tx = openTx(ctx, q, ctx.app.clock.now(), outbox);
    const done = await work(tx);
    await writeOutbox(tx, outbox);
    return { value: done, here: outbox.here };
  });
  for (const [queue, jobs] of here) ctx.app.jobs.handOver(queue, jobs);
  return value;
}

function openTx(ctx: Ctx, q: Trx, now: Temporal.Instant, outbox: Outbox): Tx {
  const tx: Tx = {
    q,
    ctx,
    orgId: ctx.orgId,
    now,
    newId: (prefix) => newId(prefix, now),
    audit: (entry) => void outbox.audits.push({ ctx, entry }),
    publish: (entry) => void outbox.stream.push(entry),
    enqueue(queue, data, options = {}) {
      if (options.here === true) {
        outbox.here.set(queue, [...(outbox.here.get(queue) ?? []), data]);
        return;
      }
      const list = outbox.jobs.get(queue) ?? [];
      list.push({ data, options });
      outbox.jobs.set(queue, list);
    },
    emit: (event) => ctx.app.react(tx, event),
    as: (change) => openTx({ ...ctx, ...change }, q, now, outbox),
  };
  return tx;
}

/** Nothing here needs the answer of anything else: all of it travels together. */
async function writeOutbox(tx: Tx, outbox: Outbox): Promise<void> {
  const { q, orgId, now } = tx;
  const audiences = await tx.ctx.app.audiences(tx, outbox.stream);
  const writes: Promise<unknown>[] = [];
  if (outbox.audits.length > 0) {
    const rows = outbox.audits.map(({ ctx, entry }) => ({
      orgId,
      id: newId('aud', now),
      at: now,
      byKind: ctx.actor.kind,
      byId: ctx.actor.id,
      byLabel: ctx.actor.label,
      via: ctx.via,
      action: entry.action,
      objectKind: entry.object.kind,
      objectId: entry.object.id,
      objectRef: entry.object.ref ?? null,
      before: entry.before === undefined ? null : JSON.stringify(entry.before),
      after: entry.after === undefined ? null : JSON.stringify(entry.after),
      requestId: ctx.requestId,
    }));
    writes.push(q.insertInto('auditLog').values(rows).execute());
  }
  for (const [queue, jobs] of outbox.jobs) writes.push(tx.ctx.app.jobs.insert(q, queue, jobs));
  if (outbox.stream.length > 0) {
    const entries = outbox.stream.map((entry, index) => ({
      ...entry,
      audience: audiences[index] ?? null,
    }));
    writes.push(writeStream(q, { orgId, at: now, entries }));
  }
  await Promise.all(writes);
}
