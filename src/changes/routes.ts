import { inTransaction } from '#platform/context';
import { pageOf, readTimeCursor } from '#platform/cursor';
import { notFound, Problem } from '#platform/errors';
import type { Http } from '#platform/http';
// Changes over HTTP.
import { findService } from '#services';

import { changesApi, type NewChange } from './contract.ts';
import type { Change, ChangeInput } from './model.ts';
import { readPagerdutyChange } from './read-change.ts';
import { findChange, listChanges } from './reads/changes.ts';
import { recordChanges } from './record-changes.ts';

export function changesRoutes(http: Http): void {
  http.bind(changesApi.list, async (ctx, { query }) => {
    const { db } = ctx.app;
    const limit = query.limit ?? 50;
    const service =
      query.service === undefined ? undefined : await findService(db, ctx.orgId, query.service);
    const rows = await listChanges(db, ctx.orgId, {
      ...(service !== undefined && { serviceIds: service === null ? [] : [service.id] }),
      kind: query.kind,
      environment: query.environment,
      from: instant(query.from),
      to: instant(query.to),
      after: readTimeCursor(query.cursor),
      limit: limit + 1,
    });
    const { items, nextCursor } = pageOf(rows, limit, ({ happenedAt, id }) => ({
      at: happenedAt,
      id,
    }));
    return { items: items.map(present), nextCursor };
  });

  http.bind(changesApi.record, async (ctx, { body }) => {
    const [change] = await inTransaction(ctx, (tx) => recordChanges(tx, [inputOf(body)]));
    if (change === undefined) throw new Problem('internal', 'The change was not recorded.');
    return present(change);
  });

  http.bind(changesApi.get, async (ctx, { params }) => {
    const change = await findChange(ctx.app.db, ctx.orgId, params.id);
    return present(change ?? notFound('change', params.id));
  });
}

function inputOf(body: NewChange): ChangeInput {
  if (body.payload !== undefined) {
    return readPagerdutyChange({
      payload: body.payload,
      links: (body.links ?? []).map(({ href, text }) => ({
        ...(href !== undefined && { href }),
        ...(text !== undefined && { text }),
      })),
    });
  }
  return {
    service: body.service,
    kind: body.kind,
    summary: body.summary ?? '',
    environment: body.environment,
    region: body.region,
    rolledOutTo: body.rolledOutTo,
    percent: body.percent,
    reversible: body.reversible,
    undo: body.undo,
    links: (body.links ?? []).flatMap(({ href, text }) =>
      href === undefined ? [] : [{ href, text: text ?? '' }],
    ),
    happenedAt: instant(body.happenedAt),
    by: body.by,
  };
}

function instant(text: string | undefined): Temporal.Instant | undefined {
  return text === undefined ? undefined : Temporal.Instant.from(text);
}

/** A change as the wire has it. */
export function present(change: Change) {
  return {
    id: change.id,
    service: change.service === '' ? null : change.service,
    kind: change.kind,
    summary: change.summary,
    environment: change.environment,
    region: change.region ?? null,
    rolledOutTo: change.rolledOutTo ?? [],
    percent: change.percent ?? null,
    reversible: change.reversible,
    undo: change.undo,
    links: change.links,
    happenedAt: change.happenedAt,
    recordedAt: change.recordedAt,
    by: change.by,
  };
}
