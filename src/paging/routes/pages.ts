// HTTP of pages: parse, call, present.
import { snoozeEnd } from '#alerts';
import { notificationsOf } from '#delivery';
import { type Ctx, inTransaction, type Tx } from '#platform/context';
import { pageOf, readTimeCursor } from '#platform/cursor';
import { notFound, Problem } from '#platform/errors';
import type { Http } from '#platform/http';
import { findService } from '#services';

import { acknowledgePage } from '../acknowledge.ts';
import type { ActResult, PageAction } from '../act.ts';
import { pagesApi } from '../contract.ts';
import { declinePage, escalatePage } from '../escalate.ts';
import { type Page, pageRef, type PageState, pageStates } from '../model.ts';
import { openPage, testPage } from '../open-page.ts';
import { findPage, listPages, presentPage, presentPages } from '../reads/pages.ts';
import { resolvePage } from '../resolve.ts';
import { snoozePage } from '../snooze.ts';
import { unacknowledgePage } from '../unacknowledge.ts';

type Verb = (tx: Tx, action: PageAction) => Promise<ActResult>;

/** `/v1/pages`: the list, one page, its messages, and the verbs on it. */
export function pageRoutes(http: Http): void {
  http.bind(pagesApi.list, async (ctx, { query }) => {
    const limit = query.limit ?? 50;
    const service =
      query.service === undefined
        ? null
        : ((await findService(ctx.app.db, ctx.orgId, query.service)) ??
          notFound('service', query.service));
    const rows = await listPages(ctx.app.db, ctx.orgId, {
      states: readStates(query.state),
      serviceIds: service ? [service.id] : undefined,
      groupIds: query.group === undefined ? undefined : [query.group],
      urgency: query.urgency,
      kinds: query.kind === undefined ? undefined : [query.kind],
      before: readTimeCursor(query.cursor)?.id,
      limit: limit + 1,
    });
    const { items, nextCursor } = pageOf(rows, limit, ({ openedAt: at, id }) => ({ at, id }));
    return { items: await presentPages(ctx.app.db, ctx.orgId, items), nextCursor };
  });
  http.bind(pagesApi.get, async (ctx, { params }) => present(ctx, await required(ctx, params.id)));
  http.bind(pagesApi.notifications, async (ctx, { params }) => {
    const { id } = await required(ctx, params.id);
    return { items: await notificationsOf(ctx.app.db, ctx.orgId, id), nextCursor: null };
  });
  http.bind(pagesApi.open, async (ctx, { body }) =>
    present(ctx, await inTransaction(ctx, (tx) => openPage(tx, body))),
  );
  http.bind(pagesApi.test, async (ctx, { body }) =>
    present(ctx, await inTransaction(ctx, (tx) => testPage(tx, { personId: body.person }))),
  );
  verbRoutes(http);
}

function verbRoutes(http: Http): void {
  const act = async (ctx: Ctx, action: PageAction, verb: Verb) => {
    const { page } = await inTransaction(ctx, (tx) => verb(tx, action));
    return present(ctx, page);
  };
  /** What asks for somebody to be paged cannot be done to a page that is over. */
  const onOpen =
    (verb: Verb): Verb =>
    async (tx, action) => {
      const result = await verb(tx, action);
      if (result.reason.code !== 'alreadyResolved') return result;
      throw new Problem('conflict', `${pageRef(result.page.number)} is resolved already.`);
    };
  const bind = (endpoint: (typeof pagesApi)['acknowledge'], verb: Verb): void =>
    http.bind(endpoint, (ctx, { params, body }) =>
      act(ctx, { pageId: params.id, by: body.by }, verb),
    );
  bind(pagesApi.acknowledge, acknowledgePage);
  bind(pagesApi.resolve, resolvePage);
  bind(pagesApi.unacknowledge, onOpen(unacknowledgePage));
  bind(pagesApi.escalate, onOpen(escalatePage));
  bind(pagesApi.decline, onOpen(declinePage));
  http.bind(pagesApi.snooze, (ctx, { params, body }) =>
    act(
      ctx,
      { pageId: params.id, by: body.by },
      onOpen((tx, action) => snoozePage(tx, { ...action, until: snoozeEnd(body, tx.now) })),
    ),
  );
}

async function required(ctx: Ctx, ref: string): Promise<Page> {
  return (await findPage(ctx.app.db, ctx.orgId, ref)) ?? notFound('page', ref);
}

function present(ctx: Ctx, page: Page) {
  return presentPage(ctx.app.db, ctx.orgId, page);
}

function readStates(text: string | undefined): PageState[] | undefined {
  return text?.split(',').map((word) => {
    const state = pageStates.find((one) => one === word.trim());
    if (state) return state;
    throw new Problem('invalid', `/query/state must be of ${pageStates.join(', ')}.`, {
      errors: [{ pointer: '/query/state', message: `must be of ${pageStates.join(', ')}` }],
    });
  });
}
