// Outgoing webhooks over HTTP.
import { type Ctx, inTransaction } from '#platform/context';
import { readDuration } from '#platform/duration';
import { Problem } from '#platform/errors';
import { editedVersion, tagged } from '#platform/etag';
import type { Http } from '#platform/http';

import { webhooksApi } from './contract.ts';
import { eventTypes } from './model.ts';
import { createWebhook, editWebhook, removeWebhook, rotateSecret } from './put-webhook.ts';
import { deliveryPage, shownDelivery, shownWebhook, webhookPage } from './reads/webhooks.ts';
import { replayDelivery, replayMissed, testWebhook } from './replay.ts';

export function webhooksRoutes(http: Http): void {
  const shown = (ctx: Ctx, ref: string) => shownWebhook(ctx.app.db, ctx.orgId, ref);
  http.bind(webhooksApi.events, async () => ({
    items: Object.entries(eventTypes).map(([type, text]) => ({ type, text })),
    nextCursor: null,
  }));
  http.bind(webhooksApi.list, (ctx, { query }) => webhookPage(ctx.app.db, ctx.orgId, query));
  http.bind(webhooksApi.create, async (ctx, { body, reply }) => {
    const { id, secret } = await inTransaction(ctx, (tx) => createWebhook(tx, body));
    return { ...tagged(reply, await shown(ctx, id)), secret };
  });
  http.bind(webhooksApi.get, async (ctx, { params, reply }) =>
    tagged(reply, await shown(ctx, params.id)),
  );
  http.bind(webhooksApi.update, async (ctx, { params, body, request, reply }) => {
    const version = editedVersion(request);
    const { id } = await inTransaction(ctx, (tx) =>
      editWebhook(tx, { ...body, id: params.id, version }),
    );
    return tagged(reply, await shown(ctx, id));
  });
  http.bind(webhooksApi.remove, async (ctx, { params }) => ({
    id: await inTransaction(ctx, (tx) => removeWebhook(tx, params.id)),
  }));
  http.bind(webhooksApi.rotate, async (ctx, { params, body, reply }) => {
    const overlapSeconds = readDuration(body.overlap ?? '24h');
    if (overlapSeconds === null) {
      throw new Problem('unprocessable', 'overlap is a duration such as 24h.', {
        errors: [{ pointer: '/overlap', message: 'must be a duration such as 24h' }],
      });
    }
    const { id, secret } = await inTransaction(ctx, (tx) =>
      rotateSecret(tx, { id: params.id, overlapSeconds, secret: body.secret }),
    );
    return { ...tagged(reply, await shown(ctx, id)), secret };
  });
  http.bind(webhooksApi.test, async (ctx, { params }) => {
    const id = await inTransaction(ctx, (tx) => testWebhook(tx, params.id));
    return delivery(ctx, id);
  });
  http.bind(webhooksApi.replay, async (ctx, { params, body }) => ({
    replayed: await inTransaction(ctx, (tx) =>
      replayMissed(tx, { id: params.id, since: Temporal.Instant.from(body.since) }),
    ),
  }));
  http.bind(webhooksApi.deliveries, (ctx, { query }) => deliveryPage(ctx.app.db, ctx.orgId, query));
  http.bind(webhooksApi.delivery, (ctx, { params }) =>
    shownDelivery(ctx.app.db, ctx.orgId, params.id),
  );
  http.bind(webhooksApi.replayOne, async (ctx, { params }) => {
    const id = await inTransaction(ctx, (tx) => replayDelivery(tx, params.id));
    return delivery(ctx, id);
  });
}

async function delivery(ctx: Ctx, id: string) {
  const { body: _body, log: _log, ...shown } = await shownDelivery(ctx.app.db, ctx.orgId, id);
  return shown;
}
