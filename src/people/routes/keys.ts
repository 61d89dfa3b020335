// API keys, the audit log, the organisation's name.
import { inTransaction, personOf } from '#platform/context';
import { pageOf, readTimeCursor } from '#platform/cursor';
import type { Http } from '#platform/http';

import { auditApi, keysApi, organisationApi } from '../contract.ts';
import { createApiKey, revokeApiKey } from '../create-api-key.ts';
import { exportAudit } from '../export-audit.ts';
import { putOrganisation } from '../put-organisation.ts';
import { auditOf } from '../reads/audit.ts';
import { shownKey, shownKeys, shownOrganisation } from '../reads/shown.ts';

export function keysRoutes(http: Http): void {
  http.bind(keysApi.list, async (ctx, { query: { limit = 50, cursor } }) => {
    const before = readTimeCursor(cursor)?.id;
    const keys = await shownKeys(ctx.app.db, ctx.orgId, { before, limit: limit + 1 });
    return pageOf(keys, limit, ({ id, createdAt }) => ({ id, at: createdAt }));
  });
  http.bind(keysApi.create, async (ctx, { body }) => {
    const expiresAt = body.expiresAt ? Temporal.Instant.from(body.expiresAt) : null;
    const personId = body.person === undefined ? personOf(ctx.actor) : body.person;
    const { name, scopes } = body;
    const { id, key } = await inTransaction(ctx, (tx) =>
      createApiKey(tx, { name, scopes, personId, expiresAt }),
    );
    return { ...(await shownKey(ctx.app.db, ctx.orgId, id)), key };
  });
  http.bind(keysApi.revoke, async (ctx, { params }) => {
    await inTransaction(ctx, (tx) => revokeApiKey(tx, params.id));
    return shownKey(ctx.app.db, ctx.orgId, params.id);
  });
}

export function auditRoutes(http: Http): void {
  http.bind(auditApi.list, async (ctx, { query: { limit = 50, cursor, ...filter } }) => {
    const before = readTimeCursor(cursor)?.id;
    const rows = await auditOf(ctx.app.db, ctx.orgId, { ...filter, before, limit: limit + 1 });
    return pageOf(rows, limit, ({ id, at }) => ({ id, at }));
  });
  http.bind(auditApi.export, async (ctx, { query: { format, ...filter }, reply }) => {
    const file = await exportAudit(ctx, filter, format);
    const day = ctx.app.clock.now().toString().slice(0, 10);
    return reply
      .header('content-type', format === 'csv' ? 'text/csv; charset=utf-8' : 'application/jsonl')
      .header('content-disposition', `attachment; filename="audit-${day}.${format}"`)
      .send(file);
  });
}

export function organisationRoutes(http: Http): void {
  http.bind(organisationApi.update, async (ctx, { body }) =>
    shownOrganisation(await inTransaction(ctx, (tx) => putOrganisation(tx, body))),
  );
}
