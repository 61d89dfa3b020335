// Updates and status pages over the API.
import { findIncident, type Incident, viewerOf } from '#incidents';
import { type Ctx, inTransaction } from '#platform/context';
import { pageOf, readTimeCursor } from '#platform/cursor';
import { notFound } from '#platform/errors';
import { editedVersion, offeredVersion, tagged } from '#platform/etag';
import type { FastifyReply, Http } from '#platform/http';
import { servicesByIds } from '#services';

import { statusPagesApi, updatesApi } from '../contract.ts';
import type { Update } from '../model.ts';
import { publishUpdate } from '../publish-update.ts';
import { putStatusPage, removeStatusPage, setComponentState } from '../put-status-page.ts';
import {
  findStatusPage,
  listStatusPages,
  type PageWithParts,
  updatesOf,
} from '../reads/updates.ts';

/** `/v1/incidents/{id}/updates` and `/v1/status-pages`. */
export function updatesRoutes(http: Http): void {
  http.bind(updatesApi.list, async (ctx, { params, query }) => {
    const incident = await seen(ctx, params.id);
    const limit = query.limit ?? 50;
    const after = readTimeCursor(query.cursor);
    const rows = await updatesOf(ctx.app.db, ctx.orgId, incident.id, {
      after: after && { at: after.at, seq: Number(after.id.slice('seq_'.length)) || 0 },
      limit: limit + 1,
    });
    const { items, nextCursor } = pageOf(rows, limit, ({ publishedAt, seq }) => ({
      at: publishedAt,
      id: `seq_${seq}`,
    }));
    return { items: await presentUpdates(ctx, items), nextCursor };
  });

  http.bind(updatesApi.publish, async (ctx, { params, body }) => {
    const { nextUpdateAt, ...rest } = body;
    const update = await inTransaction(ctx, (tx) =>
      publishUpdate(tx, {
        ...rest,
        incident: params.id,
        nextUpdateAt: typeof nextUpdateAt === 'string' ? Temporal.Instant.from(nextUpdateAt) : null,
      }),
    );
    const [shown] = await presentUpdates(ctx, [update]);
    return shown ?? notFound('update', update.id);
  });

  pagesRoutes(http);
}

function pagesRoutes(http: Http): void {
  http.bind(statusPagesApi.list, async (ctx, { query }) => {
    const limit = query.limit ?? 50;
    const rows = await listStatusPages(ctx.app.db, ctx.orgId, {
      before: readTimeCursor(query.cursor)?.id,
      limit: limit + 1,
    });
    const { items, nextCursor } = pageOf(rows, limit, ({ page }) => ({
      at: page.createdAt,
      id: page.id,
    }));
    return { items: await presentPages(ctx, items), nextCursor };
  });

  http.bind(statusPagesApi.create, async (ctx, { body, reply }) => {
    const { id } = await inTransaction(ctx, (tx) => putStatusPage(tx, { ...body, onlyNew: true }));
    return answer(ctx, reply, id);
  });

  http.bind(statusPagesApi.get, (ctx, { params, reply }) => answer(ctx, reply, params.id));

  http.bind(statusPagesApi.edit, async (ctx, { params, body, request, reply }) => {
    const { page } = await found(ctx, params.id);
    await inTransaction(ctx, (tx) =>
      putStatusPage(tx, { ...body, id: page.id, version: editedVersion(request) }),
    );
    return answer(ctx, reply, page.id);
  });

  http.bind(statusPagesApi.remove, async (ctx, { params }) => {
    const { page } = await found(ctx, params.id);
    await inTransaction(ctx, (tx) => removeStatusPage(tx, page.id));
    return { id: page.id };
  });

  http.bind(statusPagesApi.setComponent, async (ctx, { params, body, request, reply }) => {
    const { page } = await found(ctx, params.id);
    await inTransaction(ctx, (tx) =>
      setComponentState(tx, {
        ...body,
        page: page.id,
        component: params.component,
        version: offeredVersion(request),
      }),
    );
    return answer(ctx, reply, page.id);
  });
}

async function seen(ctx: Ctx, ref: string): Promise<Incident> {
  const incident = await findIncident(ctx.app.db, ctx.orgId, ref, viewerOf(ctx));
  return incident ?? notFound('incident', ref);
}

async function found(ctx: Ctx, ref: string): Promise<PageWithParts> {
  return (await findStatusPage(ctx.app.db, ctx.orgId, ref)) ?? notFound('status page', ref);
}

async function answer(ctx: Ctx, reply: FastifyReply, ref: string) {
  const [body] = await presentPages(ctx, [await found(ctx, ref)]);
  if (body === undefined) notFound('status page', ref);
  return tagged(reply, body);
}

async function presentPages(ctx: Ctx, pages: readonly PageWithParts[]) {
  const ids = pages.flatMap(({ components }) =>
    components.flatMap(({ serviceId }) => serviceId ?? []),
  );
  const services = await servicesByIds(ctx.app.db, ctx.orgId, ids);
  return pages.map(({ page, components }) => ({
    ...page,
    url: `${ctx.app.publicUrl}/status/${page.slug}`,
    components: components.map(({ id, name, serviceId, state, since, setState, note }) => ({
      id,
      name,
      service: serviceId === null ? null : (services.get(serviceId)?.slug ?? null),
      state,
      since,
      setState,
      note,
    })),
  }));
}

async function presentUpdates(ctx: Ctx, updates: readonly Omit<Update, 'seq'>[]) {
  const pages = await listStatusPages(ctx.app.db, ctx.orgId);
  const slugs = new Map(pages.map(({ page }) => [page.id, page.slug]));
  return updates.map(
    ({ id, status, impact, action, nextUpdateAt, audiences, publishedAt, byLabel, via }) => ({
      id,
      status,
      impact,
      action,
      nextUpdateAt,
      audiences: audiences.map((audience) => slugs.get(audience) ?? audience),
      publishedAt,
      by: byLabel,
      via,
    }),
  );
}
