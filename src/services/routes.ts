// The catalogue over HTTP.
import { findTeam } from '#people';
import { inTransaction, type Tx } from '#platform/context';
import { pageOf, readTimeCursor } from '#platform/cursor';
import { Problem } from '#platform/errors';
import { editedVersion, tagged } from '#platform/etag';
import type { Http } from '#platform/http';

import { servicesApi } from './contract.ts';
import { archiveService, putService } from './put-service.ts';
import { listServices } from './reads/catalogue.ts';
import { type Policies, shownService, shownServices } from './reads/shown.ts';

export function servicesRoutes(http: Http, policies: Policies): void {
  http.bind(servicesApi.list, async (ctx, { query }) => {
    const { limit = 50, cursor, team, ...filter } = query;
    const { db } = ctx.app;
    const found = team === undefined ? null : await findTeam(db, ctx.orgId, team);
    const nobody = team === 'none' && !found;
    if (team !== undefined && !found && !nobody) return { items: [], nextCursor: null };
    const services = await listServices(db, ctx.orgId, {
      ...filter,
      teamId: nobody ? null : found?.id,
      before: readTimeCursor(cursor)?.id,
      limit: limit + 1,
    });
    const { items, nextCursor } = pageOf(services, limit, ({ id, createdAt }) => ({
      id,
      at: createdAt,
    }));
    return { items: await shownServices(db, ctx.orgId, policies, items), nextCursor };
  });
  http.bind(servicesApi.create, async (ctx, { body, reply }) => {
    const { escalationPolicy, ...input } = body;
    const { id } = await inTransaction(ctx, async (tx) => {
      const escalationPolicyId = await policyId(tx, policies, escalationPolicy);
      const put = await putService(tx, { ...input, escalationPolicyId });
      if (put.change !== 'created') {
        throw new Problem('conflict', 'There is a service of this slug already.');
      }
      return put;
    });
    return tagged(reply, await shownService(ctx.app.db, ctx.orgId, policies, id));
  });
  http.bind(servicesApi.get, async (ctx, { params, reply }) =>
    tagged(reply, await shownService(ctx.app.db, ctx.orgId, policies, params.id)),
  );
  http.bind(servicesApi.update, async (ctx, { params, body, request, reply }) => {
    const version = editedVersion(request);
    const { escalationPolicy, ...input } = body;
    const { id } = await inTransaction(ctx, async (tx) => {
      const escalationPolicyId = await policyId(tx, policies, escalationPolicy);
      return putService(tx, { ...input, escalationPolicyId, id: params.id, version });
    });
    return tagged(reply, await shownService(ctx.app.db, ctx.orgId, policies, id));
  });
  http.bind(servicesApi.archive, async (ctx, { params, reply }) => {
    const { id } = await inTransaction(ctx, (tx) => archiveService(tx, { id: params.id }));
    return tagged(reply, await shownService(ctx.app.db, ctx.orgId, policies, id));
  });
}

async function policyId(
  tx: Tx,
  policies: Policies,
  ref: string | null | undefined,
): Promise<string | null | undefined> {
  if (ref === undefined || ref === null) return ref;
  const id = await policies.idOf(tx.q, tx.orgId, ref);
  if (id !== null) return id;
  const message = `There is no escalation policy ${ref}.`;
  throw new Problem('unprocessable', message, {
    errors: [{ pointer: '/escalationPolicy', message }],
  });
}
