// What agents ask for, on the wire.
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
import { ConfigFile } from '#setup/contract';

const Ref = Type.String({ minLength: 1, maxLength: 320 });
const Reason = Type.Optional(Type.String({ maxLength: 1000 }));
const ref = Type.Optional(Ref);

/** Exactly one of person, team, schedule, policy; or a service, for its policy. */
export const PageAsk = closed({
  title: Type.String({ minLength: 1, maxLength: 300 }),
  person: ref,
  team: ref,
  schedule: ref,
  policy: ref,
  service: ref,
  severity: Type.Optional(oneOf(['critical', 'error', 'warning', 'info', 'unknown'])),
  urgency: Type.Optional(oneOf(['high', 'low'])),
});

export const UpdateAsk = closed({
  incident: Ref,
  status: oneOf(['investigating', 'identified', 'monitoring', 'resolved']),
  impact: Type.String({ minLength: 1, maxLength: 4000 }),
  action: Type.String({ minLength: 1, maxLength: 4000 }),
  nextUpdateAt: Type.Optional(nullable(Instant)),
  /** `team`, `company`, or slugs of status pages. */
  audiences: Type.Array(Type.String({ minLength: 1, maxLength: 80 }), {
    minItems: 1,
    maxItems: 50,
  }),
});

export const ResolveIncidentAsk = closed({
  incident: Ref,
  /** How it was verified, when that was not said before. */
  how: Type.Optional(Type.String({ maxLength: 4000 })),
});

export const ResolveAlertAsk = closed({ alert: Ref });

export const ApplyAsk = closed({ config: ConfigFile });

export const ProposalBody = Type.Object({
  id: Type.String(),
  kind: oneOf(['page', 'update', 'resolveIncident', 'resolveAlert', 'apply']),
  state: oneOf(['pending', 'confirmed', 'declined', 'expired']),
  /** What would happen, in words. */
  summary: Type.String(),
  detail: Type.Array(Type.String()),
  /** Why, in the agent's words. */
  reason: nullable(Type.String()),
  /** Name of the key. */
  by: Type.String(),
  requestedAt: Instant,
  expiresAt: Instant,
  decidedAt: nullable(Instant),
  decidedBy: nullable(Type.String()),
  result: nullable(Type.Object({ ref: Type.String(), href: Type.String() })),
  /** Where a person confirms it. */
  url: Type.String(),
});
export type ProposalBody = Static<typeof ProposalBody>;

function propose<
  T extends
    | typeof PageAsk
    | typeof UpdateAsk
    | typeof ResolveIncidentAsk
    | typeof ResolveAlertAsk
    | typeof ApplyAsk,
>(name: string, right: string, summary: string, ask: T) {
  return endpoint({
    method: 'POST',
    path: `/v1/proposals/${name}`,
    right,
    agents: true,
    tag: 'proposals',
    summary,
    body: closed({ ask, reason: Reason }),
    response: ProposalBody,
    status: 201,
  });
}

export const proposalsApi = {
  page: propose('page', 'pages:write', 'Ask a person to let somebody be paged', PageAsk),
  update: propose('update', 'updates:write', 'Ask a person to publish an update', UpdateAsk),
  resolveIncident: propose(
    'resolve-incident',
    'incidents:write',
    'Ask a person to resolve an incident',
    ResolveIncidentAsk,
  ),
  resolveAlert: propose(
    'resolve-alert',
    'alerts:write',
    'Ask a person to resolve an alert',
    ResolveAlertAsk,
  ),
  apply: propose('apply', 'settings:write', 'Ask a person to apply a config file', ApplyAsk),
  list: endpoint({
    method: 'GET',
    path: '/v1/proposals',
    right: 'session',
    tag: 'proposals',
    summary: 'What was asked for, newest first: of what one may confirm; an agent sees its own',
    query: listQuery({ state: Type.Optional(oneOf(['pending', 'confirmed', 'declined'])) }),
    response: page(ProposalBody),
  }),
  get: endpoint({
    method: 'GET',
    path: '/v1/proposals/{id}',
    right: 'session',
    tag: 'proposals',
    summary: 'One of them',
    params: IdParams,
    response: ProposalBody,
  }),
  confirm: endpoint({
    method: 'POST',
    path: '/v1/proposals/{id}/confirm',
    right: 'session',
    tag: 'proposals',
    summary: 'Let it happen now, once, as yourself; an agent cannot',
    params: IdParams,
    response: ProposalBody,
  }),
  decline: endpoint({
    method: 'POST',
    path: '/v1/proposals/{id}/decline',
    right: 'session',
    tag: 'proposals',
    summary: 'Nothing happens',
    params: IdParams,
    response: ProposalBody,
  }),
};
