// Operation over HTTP: copies of the whole installation, the watch over the chain, the rehearsal.
import { closed, endpoint, Instant, nullable, oneOf, type Static, Type } from '#platform/endpoint';

/** Copies that are made by themselves: every so many hours, or daily at a time of day. */
export const BackupPlan = Type.Union([
  closed({
    kind: Type.Literal('hours'),
    hours: Type.Integer({ minimum: 1, maximum: 720 }),
    keep: Type.Integer({ minimum: 1, maximum: 1000 }),
  }),
  closed({
    kind: Type.Literal('daily'),
    at: Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' }),
    timezone: Type.String({ maxLength: 80 }),
    keep: Type.Integer({ minimum: 1, maximum: 1000 }),
  }),
]);

/** What is known about copies of this installation. */
export const BackupState = Type.Object({
  /** The last copy that was handed out whole; null when there was none. */
  lastBackup: nullable(
    Type.Object({ at: Instant, by: Type.String(), bytes: Type.Integer({ minimum: 0 }) }),
  ),
  /** Set when this database came out of a backup. */
  lastRestore: nullable(Type.Object({ at: Instant, madeAt: Instant, program: Type.String() })),
  /** True while a copy is being handed out by this node. */
  running: Type.Boolean(),
  /** Ids of the keys in the secret ring. A copy opens only with the first one of its day. */
  keys: Type.Array(Type.String()),
  schedule: Type.Object({
    version: Type.Integer(),
    plan: nullable(BackupPlan),
    /** When the next one is due; null: there is no plan, or one is being made. */
    nextAt: nullable(Instant),
    last: nullable(
      Type.Object({
        startedAt: Instant,
        state: oneOf(['running', 'done', 'failed']),
        finishedAt: nullable(Instant),
        bytes: nullable(Type.Integer({ minimum: 0 })),
        /** The node that made it, and where it lies there. */
        node: Type.String(),
        file: nullable(Type.String()),
        /** Why it failed, or what else went wrong: older copies that could not be removed. */
        detail: Type.String(),
      }),
    ),
  }),
});
export type BackupState = Static<typeof BackupState>;

/** A problem of the chain, as Now shows it. */
export interface ChainNote {
  severity: 'critical' | 'warning';
  text: string;
  fix: string;
}

const Url = Type.String({ maxLength: 2000 });
const Email = Type.String({ format: 'email', maxLength: 320 });

/** The chain as this node saw it last, and whom it tells. */
export const WatchState = Type.Object({
  checks: Type.Array(
    Type.Object({
      name: oneOf(['ingest', 'jobs', 'paging', 'delivery']),
      ok: Type.Boolean(),
      detail: Type.String(),
    }),
  ),
  /** Called while all of the chain moves; the address itself is not shown. */
  heartbeat: nullable(
    Type.Object({
      host: Type.String(),
      last: nullable(Type.Object({ at: Instant, ok: Type.Boolean(), detail: Type.String() })),
    }),
  ),
  /** The second path. */
  alarm: Type.Object({ host: nullable(Type.String()), emails: Type.Array(Type.String()) }),
});
export type WatchState = Static<typeof WatchState>;

export const TestPage = closed({
  at: Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' }),
  timezone: Type.String({ maxLength: 80 }),
  schedule: Type.String({ minLength: 1, maxLength: 320 }),
});

export const TestPageState = Type.Object({
  version: Type.Integer(),
  setting: nullable(
    Type.Object({ at: Type.String(), timezone: Type.String(), schedule: Type.String() }),
  ),
  /** The last fortnight, the youngest first. */
  rehearsals: Type.Array(
    Type.Object({
      day: Type.String(),
      at: Instant,
      person: nullable(Type.Object({ name: Type.String(), email: Type.String() })),
      page: nullable(Type.String()),
      state: oneOf(['waiting', 'answered', 'sent', 'failed']),
      detail: Type.String(),
      seconds: nullable(Type.Integer()),
    }),
  ),
});
export type TestPageState = Static<typeof TestPageState>;

const tag = 'operation';

export const operationApi = {
  backupState: endpoint({
    method: 'GET',
    path: '/v1/backup',
    right: 'settings:read',
    summary: 'When the last copy was taken, and whether this database came out of one',
    tag,
    response: BackupState,
  }),
  backup: endpoint({
    method: 'POST',
    path: '/v1/backup',
    right: 'owners:write',
    proof: true,
    summary:
      'A consistent copy of the whole installation, as a gzipped tar (docs/reference/backup-format.md)',
    tag,
    response: Type.Unknown({ description: 'application/gzip, streamed while it is made' }),
  }),
  editBackupPlan: endpoint({
    method: 'PUT',
    path: '/v1/backup/schedule',
    right: 'owners:write',
    proof: true,
    ifMatch: 'required',
    summary:
      'Let copies be made by themselves, in DATA_DIR/backups of a node; null for none. Needs If-Match',
    tag,
    body: closed({ plan: nullable(BackupPlan) }),
    response: BackupState,
  }),
  watch: endpoint({
    method: 'GET',
    path: '/v1/watch',
    right: 'settings:read',
    summary: 'Does the chain move, and who is told when it does not',
    tag,
    response: WatchState,
  }),
  editWatch: endpoint({
    method: 'POST',
    path: '/v1/watch',
    right: 'owners:write',
    proof: true,
    summary: 'Set the heart outside and the second path; what is absent stays, null removes',
    tag,
    body: closed({
      heartbeatUrl: Type.Optional(nullable(Url)),
      alarmUrl: Type.Optional(nullable(Url)),
      alarmEmails: Type.Optional(Type.Array(Email, { maxItems: 20 })),
    }),
    response: WatchState,
  }),
  tryWatch: endpoint({
    method: 'POST',
    path: '/v1/watch/try',
    right: 'owners:write',
    summary: 'Call the heart and tell the second path, to see whether they answer',
    tag,
    response: Type.Object({
      told: Type.Array(
        Type.Object({ to: Type.String(), ok: Type.Boolean(), detail: Type.String() }),
      ),
    }),
  }),
  testPage: endpoint({
    method: 'GET',
    path: '/v1/test-page',
    right: 'settings:read',
    summary: 'The daily rehearsal and what came of the last ones',
    tag,
    response: TestPageState,
  }),
  editTestPage: endpoint({
    method: 'PUT',
    path: '/v1/test-page',
    right: 'settings:write',
    summary: 'Set the daily rehearsal, or null for none; needs If-Match',
    ifMatch: 'required',
    tag,
    body: closed({ setting: nullable(TestPage) }),
    response: TestPageState,
  }),
};

const RingState = Type.Object({
  /** Name of the key that seals and signs. */
  current: Type.String(),
  keys: Type.Array(
    Type.Object({
      name: Type.String(),
      /** False: secrets were sealed with it, and this ring has it no more. */
      inRing: Type.Boolean(),
      /** Secrets that only this key opens. */
      secrets: Type.Integer(),
    }),
  ),
  /** Where they lie: the same, by place. */
  places: Type.Array(
    Type.Object({
      name: Type.String(),
      /** False: what lies there is gone within a day by itself. */
      lasting: Type.Boolean(),
      secrets: Type.Record(Type.String(), Type.Integer()),
    }),
  ),
});

export const ringApi = {
  state: endpoint({
    method: 'GET',
    path: '/v1/secrets',
    right: 'settings:read',
    summary:
      'Which keys of the secret ring (EVENKEEL_KEYS) hold how many secrets; never the secrets',
    tag: 'operation',
    response: RingState,
  }),
  reseal: endpoint({
    method: 'POST',
    path: '/v1/secrets/reseal',
    right: 'settings:write',
    proof: true,
    summary: 'Seal everything anew with the first key of the ring, while running',
    tag: 'operation',
    response: Type.Intersect([RingState, Type.Object({ resealed: Type.Integer() })]),
  }),
};

export {
  keptForEver,
  retentionApi,
  type RetentionKind,
  retentionKinds,
  type RetentionPreview,
  type RetentionState,
} from './retention-contract.ts';
