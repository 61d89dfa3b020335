// Postmortems on the wire.
import {
  closed,
  endpoint,
  IdParams,
  Instant,
  listQuery,
  nullable,
  oneOf,
  page,
  type Static,
  Type,
} from '#platform/endpoint';

const stages = ['introduced', 'missed', 'impact', 'recovery'] as const;
const confidences = ['observed', 'likely', 'guess'] as const;
const actionKinds = ['prevent', 'detect', 'limit', 'recover', 'learn'] as const;
const actionStates = ['open', 'inProgress', 'done', 'notDoing'] as const;
const states = ['draft', 'inReview', 'reviewed', 'closed'] as const;
const severities = ['sev1', 'sev2', 'sev3', 'sev4'] as const;
const fields = [
  'title',
  'summary',
  'impact',
  'detection',
  'wentWell',
  'lucky',
  'surprises',
] as const;
const checks = ['impact', 'factors', 'detection', 'actions', 'wentWell'] as const;

export const FactorBody = Type.Object({
  id: Type.String(),
  stage: oneOf(stages),
  text: Type.String(),
  confidence: oneOf(confidences),
});
export type FactorBody = Static<typeof FactorBody>;

export const ActionBody = Type.Object({
  id: Type.String(),
  text: Type.String(),
  kind: oneOf(actionKinds),
  /** e-mail address of a person, or slug of a team */
  owner: nullable(Type.String()),
  ownerName: nullable(Type.String()),
  /** a calendar day, `2026-12-01` */
  due: nullable(Type.String()),
  state: oneOf(actionStates),
  reason: nullable(Type.String()),
  createdAt: Instant,
  completedAt: nullable(Instant),
});
export type ActionBody = Static<typeof ActionBody>;

/** Of a postmortem, in the list and alone. */
const common = {
  id: Type.String(),
  incident: Type.Object({
    id: Type.String(),
    ref: Type.String(),
    title: Type.String(),
    severity: oneOf(severities),
    resolvedAt: nullable(Instant),
  }),
  state: oneOf(states),
  dueAt: nullable(Instant),
  overdue: Type.Boolean(),
};

export const PostmortemBody = Type.Object({
  ...common,
  title: Type.String(),
  summary: Type.String(),
  impact: Type.String(),
  detection: Type.String(),
  wentWell: Type.Array(Type.String()),
  lucky: Type.String(),
  surprises: Type.String(),
  /** texts that nobody has written yet: they are drafted from the log and follow it */
  drafted: Type.Array(oneOf(fields)),
  timeline: Type.Array(
    Type.Object({
      entryId: nullable(Type.String()),
      at: Instant,
      kind: Type.String(),
      text: Type.String(),
    }),
  ),
  hiddenEntries: Type.Array(Type.String()),
  phases: Type.Array(Type.Object({ phase: Type.String(), seconds: nullable(Type.Integer()) })),
  roles: Type.Array(Type.Object({ role: Type.String(), name: Type.String() })),
  changes: Type.Array(Type.String()),
  factors: Type.Array(FactorBody),
  /** a question for each stage */
  prompts: Type.Record(Type.String(), Type.String()),
  actions: Type.Array(ActionBody),
  /** what to look at before it is published; only `blocks` stands in the way */
  checks: Type.Array(
    Type.Object({ name: oneOf(checks), outcome: oneOf(['ok', 'hint', 'blocks'] as const) }),
  ),
  publishedAt: nullable(Instant),
  markdownUrl: Type.String(),
  version: Type.Integer(),
});
export type PostmortemBody = Static<typeof PostmortemBody>;

export const PostmortemLine = Type.Object({
  ...common,
  publishedAt: nullable(Instant),
});
export type PostmortemLine = Static<typeof PostmortemLine>;

const words = (maxLength: number) => Type.Optional(Type.String({ maxLength }));

export const postmortemsApi = {
  list: endpoint({
    method: 'GET',
    path: '/v1/postmortems',
    right: 'postmortems:read',
    summary: 'Postmortems, newest first',
    tag: 'postmortems',
    query: listQuery({ state: Type.Optional(oneOf(states)) }),
    response: page(PostmortemLine),
  }),
  openActions: endpoint({
    method: 'GET',
    path: '/v1/action-items',
    right: 'postmortems:read',
    summary: 'Open actions of all postmortems, the one due first in front',
    tag: 'postmortems',
    query: closed({
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 100 })),
    }),
    response: page(
      Type.Object({
        ...ActionBody.properties,
        incident: Type.Object({ id: Type.String(), ref: Type.String(), title: Type.String() }),
        overdue: Type.Boolean(),
      }),
    ),
  }),
  get: endpoint({
    method: 'GET',
    path: '/v1/incidents/{id}/postmortem',
    right: 'postmortems:read',
    summary: 'The postmortem of an incident; a draft from the log is there at once',
    tag: 'postmortems',
    params: IdParams,
    response: PostmortemBody,
  }),
  edit: endpoint({
    method: 'PATCH',
    path: '/v1/incidents/{id}/postmortem',
    right: 'postmortems:write',
    ifMatch: 'required',
    agents: true,
    summary: 'Write texts, factors and actions; given lists replace the lists there were',
    tag: 'postmortems',
    params: IdParams,
    body: closed({
      title: words(1000),
      summary: words(30_000),
      impact: words(30_000),
      detection: words(30_000),
      wentWell: Type.Optional(Type.Array(Type.String({ maxLength: 1000 }), { maxItems: 100 })),
      lucky: words(30_000),
      surprises: words(30_000),
      hiddenEntries: Type.Optional(Type.Array(Type.String({ maxLength: 80 }), { maxItems: 5000 })),
      factors: Type.Optional(
        Type.Array(
          closed({
            id: words(80),
            stage: oneOf(stages),
            text: Type.String({ maxLength: 6000 }),
            confidence: Type.Optional(oneOf(confidences)),
          }),
          { maxItems: 200 },
        ),
      ),
      actions: Type.Optional(
        Type.Array(
          closed({
            id: words(80),
            text: Type.String({ maxLength: 4000 }),
            kind: Type.Optional(oneOf(actionKinds)),
            owner: Type.Optional(nullable(Type.String({ maxLength: 320 }))),
            due: Type.Optional(nullable(Type.String({ maxLength: 40 }))),
            state: Type.Optional(oneOf(actionStates)),
            reason: Type.Optional(nullable(Type.String({ maxLength: 2000 }))),
          }),
          { maxItems: 200 },
        ),
      ),
      state: Type.Optional(oneOf(states)),
    }),
    response: PostmortemBody,
  }),
  publish: endpoint({
    method: 'POST',
    path: '/v1/incidents/{id}/postmortem/publish',
    right: 'postmortems:write',
    summary: 'Publish; refused while an open action lacks owner or due date',
    tag: 'postmortems',
    params: IdParams,
    response: PostmortemBody,
  }),
  markdown: endpoint({
    method: 'GET',
    path: '/v1/incidents/{id}/postmortem.md',
    right: 'postmortems:read',
    summary: 'The postmortem as Markdown',
    tag: 'postmortems',
    params: IdParams,
    response: Type.Unknown(),
  }),
};
