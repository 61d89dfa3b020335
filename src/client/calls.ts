// Every call of the API that a program with a key makes, by what it is about. The contracts themselves
// are the source: a call that is not in one is not here, and its types are those the server checks.
import { alertsApi } from '#alerts/contract';
import { changesApi } from '#changes/contract';
import { deliveryApi } from '#delivery/contract';
import { incidentsApi } from '#incidents/contract';
import { intakeApi } from '#intake/contract';
import { oncallApi } from '#oncall/contract';
import { overviewApi } from '#overview/contract';
import { pagesApi, policiesApi } from '#paging/contract';
import { auditApi, keysApi, meApi, organisationApi, peopleApi, teamsApi } from '#people/contract';
import type { CallInput } from '#platform/client';
import type { Endpoint, Static, TSchema } from '#platform/endpoint';
import { postmortemsApi } from '#postmortems/contract';
import { proposalsApi } from '#proposals/contract';
import { servicesApi } from '#services/contract';
import { configApi } from '#setup/contract';
import { statusPagesApi, updatesApi } from '#updates/contract';
import { webhooksApi } from '#webhooks/contract';

export const groups = {
  alerts: alertsApi,
  audit: auditApi,
  changes: changesApi,
  channels: deliveryApi,
  config: configApi,
  incidents: incidentsApi,
  ingest: intakeApi,
  keys: keysApi,
  me: meApi,
  onCall: oncallApi,
  organisation: organisationApi,
  overview: overviewApi,
  pages: pagesApi,
  people: peopleApi,
  policies: policiesApi,
  postmortems: postmortemsApi,
  proposals: proposalsApi,
  services: servicesApi,
  statusPages: statusPagesApi,
  teams: teamsApi,
  updates: updatesApi,
  webhooks: webhooksApi,
};

/** One endpoint as a function of its parameters, query and body. */
export type Call<E> =
  E extends Endpoint<
    infer P extends TSchema,
    infer Q extends TSchema,
    infer B extends TSchema,
    infer R extends TSchema
  >
    ? (input?: CallInput<P, Q, B>) => Promise<Static<R>>
    : never;

/** `evenkeel.alerts.list({ query: { state: 'firing' } })`, and so on for every group. */
export type Calls = {
  readonly [G in keyof typeof groups]: {
    readonly [N in keyof (typeof groups)[G]]: Call<(typeof groups)[G][N]>;
  };
};
