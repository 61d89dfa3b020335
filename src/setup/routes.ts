// HTTP of the config file and of the demo: parse, call, present.
import { inTransaction } from '#platform/context';
import type { Http } from '#platform/http';

import { applyConfig } from './apply-config.ts';
import { configApi, demoApi } from './contract.ts';
import { type BuildWorld, fillDemo, findDemo } from './fill-demo.ts';
import { planConfig } from './plan-config.ts';
import { exportConfig } from './reads/export-config.ts';
import { removeDemo } from './remove-demo.ts';

/** Binds all endpoints of this module. */
export function setupRoutes(http: Http, world: BuildWorld): void {
  http.bind(configApi.plan, (ctx, { body }) =>
    planConfig(ctx, { config: body.config, allowGaps: body.allowGaps ?? false }),
  );
  http.bind(configApi.apply, (ctx, { body }) =>
    inTransaction(ctx, (tx) =>
      applyConfig(tx, { config: body.config, allowGaps: body.allowGaps ?? false }),
    ),
  );
  http.bind(configApi.export, (ctx) => exportConfig(ctx.app.db, ctx.orgId, ctx.app.clock.now()));
  http.bind(demoApi.state, async (ctx) => ({ organisation: await findDemo(ctx.app) }));
  http.bind(demoApi.fill, async (ctx) => ({ organisation: (await fillDemo(ctx, world)).orgId }));
  http.bind(demoApi.remove, async (ctx) => {
    await removeDemo(ctx);
    return { organisation: null };
  });
}
