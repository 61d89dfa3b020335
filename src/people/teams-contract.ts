// Requests and answers about teams. Part of the module's contract, which re-exports it.
import { closed, endpoint, IdParams, Instant, listQuery, page, Type } from '#platform/endpoint';

import { Name } from './fields-contract.ts';

export const Team = Type.Object({
  id: Type.String(),
  slug: Type.String(),
  name: Type.String(),
  /** E-mail addresses. */
  members: Type.Array(Type.String()),
  /** Those of the members who may change what the team owns. */
  managers: Type.Array(Type.String()),
  createdAt: Instant,
  version: Type.Integer(),
});

const Members = Type.Array(Type.String({ minLength: 1, maxLength: 320 }), { maxItems: 1000 });
const Slug = Type.String({ minLength: 1, maxLength: 63 });

export const teamsApi = {
  list: endpoint({
    method: 'GET',
    path: '/v1/teams',
    right: 'teams:read',
    tag: 'teams',
    summary: 'Teams, newest first',
    query: listQuery({}),
    response: page(Team),
  }),
  create: endpoint({
    method: 'POST',
    path: '/v1/teams',
    right: 'teams:write',
    tag: 'teams',
    summary: 'Add a team',
    body: closed({
      slug: Type.Optional(Slug),
      name: Name,
      members: Type.Optional(Members),
      managers: Type.Optional(Members),
    }),
    response: Team,
    status: 201,
  }),
  get: endpoint({
    method: 'GET',
    path: '/v1/teams/{id}',
    right: 'teams:read',
    tag: 'teams',
    summary: 'One team',
    params: IdParams,
    response: Team,
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/v1/teams/{id}',
    right: 'teams:team',
    ifMatch: 'required',
    tag: 'teams',
    summary: 'Change a team (If-Match)',
    params: IdParams,
    body: closed({
      slug: Type.Optional(Slug),
      name: Type.Optional(Name),
      members: Type.Optional(Members),
      managers: Type.Optional(Members),
    }),
    response: Team,
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/v1/teams/{id}',
    right: 'teams:write',
    tag: 'teams',
    summary: 'Remove a team; its people stay',
    params: IdParams,
    response: Type.Object({ id: Type.String() }),
  }),
};
