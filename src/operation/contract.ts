// Operation over HTTP: copies of the whole installation.
import { endpoint, Instant, nullable, type Static, Type } from '#platform/endpoint';

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
});
export type BackupState = Static<typeof BackupState>;

export const operationApi = {
  backupState: endpoint({
    method: 'GET',
    path: '/v1/backup',
    right: 'settings:read',
    summary: 'When the last copy was taken, and whether this database came out of one',
    tag: 'operation',
    response: BackupState,
  }),
  backup: endpoint({
    method: 'POST',
    path: '/v1/backup',
    right: 'owners:write',
    summary:
      'A consistent copy of the whole installation, as a gzipped tar (docs/reference/backup-format.md)',
    tag: 'operation',
    response: Type.Unknown({ description: 'application/gzip, streamed while it is made' }),
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
