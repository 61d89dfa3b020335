// HTTP of the overview.
import type { Http } from '#platform/http';

import { overviewApi } from './contract.ts';
import { find } from './reads/find.ts';
import { type OverviewNeighbours, readNow } from './reads/now.ts';

/** Binds Now and find. */
export function overviewRoutes(http: Http, neighbours: OverviewNeighbours): void {
  http.bind(overviewApi.now, (ctx) => readNow(ctx, neighbours));
  http.bind(overviewApi.find, async (ctx, { query }) => ({ items: await find(ctx, query.q) }));
}
