// Postmortems over HTTP.
import { findIncident, type Incident, incidentRef, viewerOf } from '#incidents';
import { type Ctx, inTransaction, systemCtx } from '#platform/context';
import { pageOf, readTimeCursor } from '#platform/cursor';
import { notFound } from '#platform/errors';
import { editedVersion, tagged } from '#platform/etag';
import type { FastifyReply, Http } from '#platform/http';

import { postmortemsApi } from './contract.ts';
import { draftFor } from './draft.ts';
import { editPostmortem } from './edit-postmortem.ts';
import type { Postmortem } from './model.ts';
import { publishPostmortem } from './publish.ts';
import { findPostmortem, readDocument } from './reads/document.ts';
import { listPostmortems, openActions } from './reads/learning.ts';
import { presentAction, presentLine, presentPostmortem } from './reads/present.ts';
import { postmortemMarkdown } from './views/markdown.ts';

/** `/v1/incidents/{id}/postmortem`, its Markdown, and the lists over all. */
export function postmortemsRoutes(http: Http): void {
  listRoutes(http);

  http.bind(postmortemsApi.get, async (ctx, { params, reply }) => {
    const incident = await seen(ctx, params.id);
    return answer(ctx, reply, incident);
  });

  http.bind(postmortemsApi.edit, async (ctx, { params, body, request, reply }) => {
    const incident = await seen(ctx, params.id);
    const version = editedVersion(request);
    await inTransaction(ctx, (tx) =>
      editPostmortem(tx, { ...body, incident: incident.id, version }),
    );
    return answer(ctx, reply, incident);
  });

  http.bind(postmortemsApi.publish, async (ctx, { params, reply }) => {
    const incident = await seen(ctx, params.id);
    await inTransaction(ctx, (tx) => publishPostmortem(tx, { incident: incident.id }));
    return answer(ctx, reply, incident);
  });

  http.bind(postmortemsApi.markdown, async (ctx, { params, reply }) => {
    const incident = await seen(ctx, params.id);
    const postmortem = await written(ctx, incident);
    const { db, clock } = ctx.app;
    const { document } = await readDocument(db, ctx.orgId, { incident, postmortem }, clock.now());
    const name = `${incidentRef(incident.number)}-postmortem.md`;
    return reply
      .header('content-type', 'text/markdown; charset=utf-8')
      .header('content-disposition', `inline; filename="${name}"`)
      .send(postmortemMarkdown(document));
  });
}

function listRoutes(http: Http): void {
  http.bind(postmortemsApi.list, async (ctx, { query }) => {
    const limit = query.limit ?? 50;
    const rows = await listPostmortems(ctx, {
      states: query.state === undefined ? undefined : [query.state],
      after: readTimeCursor(query.cursor),
      limit: limit + 1,
    });
    const { items, nextCursor } = pageOf(rows, limit, ({ createdAt, id }) => ({
      at: createdAt,
      id,
    }));
    const now = ctx.app.clock.now();
    return { items: items.map((line) => presentLine(line, now)), nextCursor };
  });

  http.bind(postmortemsApi.openActions, async (ctx, { query }) => {
    const found = await openActions(ctx, { limit: query.limit ?? 100 });
    const today = ctx.app.clock.now().toZonedDateTimeISO('UTC').toPlainDate();
    return {
      items: found.map(({ action, incident }) => ({
        ...presentAction(action),
        incident: {
          id: incident.id,
          ref: incidentRef(incident.number),
          title: incident.title,
        },
        overdue: action.due !== null && Temporal.PlainDate.compare(action.due, today) < 0,
      })),
      nextCursor: null,
    };
  });
}

async function seen(ctx: Ctx, ref: string): Promise<Incident> {
  const incident = await findIncident(ctx.app.db, ctx.orgId, ref, viewerOf(ctx));
  return incident ?? notFound('incident', ref);
}

/** The first reader makes the draft, whatever they may write themselves. */
async function written(ctx: Ctx, incident: Incident): Promise<Postmortem> {
  const known = await findPostmortem(ctx.app.db, ctx.orgId, incident.id);
  if (known !== null) return known;
  return inTransaction(systemCtx(ctx.app, ctx.orgId, 'postmortem draft'), (tx) =>
    draftFor(tx, incident.id),
  );
}

async function answer(ctx: Ctx, reply: FastifyReply, incident: Incident) {
  const postmortem = await written(ctx, incident);
  return tagged(reply, await presentPostmortem(ctx, incident, postmortem));
}
