// What agents ask for, over HTTP.
import { type Ctx, inTransaction } from '#platform/context';
import type { Http } from '#platform/http';

import { confirmProposal, declineProposal } from './confirm.ts';
import { proposalsApi } from './contract.ts';
import type { Ask } from './model.ts';
import { propose } from './propose.ts';
import { proposalPage, shownProposal } from './reads/proposals.ts';

export function proposalsRoutes(http: Http): void {
  const ask = async (ctx: Ctx, what: Ask, reason: string | undefined) =>
    shownProposal(ctx, await propose(ctx, what, reason));
  http.bind(proposalsApi.page, (ctx, { body }) =>
    ask(ctx, { kind: 'page', body: body.ask }, body.reason),
  );
  http.bind(proposalsApi.update, (ctx, { body }) =>
    ask(ctx, { kind: 'update', body: body.ask }, body.reason),
  );
  http.bind(proposalsApi.resolveIncident, (ctx, { body }) =>
    ask(ctx, { kind: 'resolveIncident', body: body.ask }, body.reason),
  );
  http.bind(proposalsApi.resolveAlert, (ctx, { body }) =>
    ask(ctx, { kind: 'resolveAlert', body: body.ask }, body.reason),
  );
  http.bind(proposalsApi.apply, (ctx, { body }) =>
    ask(ctx, { kind: 'apply', body: body.ask }, body.reason),
  );
  http.bind(proposalsApi.list, (ctx, { query }) => proposalPage(ctx, query));
  http.bind(proposalsApi.get, (ctx, { params }) => shownProposal(ctx, params.id));
  http.bind(proposalsApi.confirm, async (ctx, { params }) => {
    await inTransaction(ctx, (tx) => confirmProposal(tx, params.id));
    return shownProposal(ctx, params.id);
  });
  http.bind(proposalsApi.decline, async (ctx, { params }) => {
    await inTransaction(ctx, (tx) => declineProposal(tx, params.id));
    return shownProposal(ctx, params.id);
  });
}
