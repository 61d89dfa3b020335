// HTTP of the config file and of the demo: parse, call, present.
import { inTransaction } from '#platform/context';
import type { Http } from '#platform/http';
import { mayTakeLong } from '#platform/patience';

import { applyConfig } from './apply-config.ts';
import { configApi, demoApi, type Drifted } from './contract.ts';
import { type BuildWorld, fillDemo, findDemo } from './fill-demo.ts';
import { planConfig } from './plan-config.ts';
import { readDrift } from './reads/drift.ts';
import { exportConfig } from './reads/export-config.ts';
import { exportPart } from './reads/export-part.ts';
import { removeDemo } from './remove-demo.ts';
import { configSchema } from './views/config-schema.ts';
import { configYaml } from './views/config-yaml.ts';

/** Binds all endpoints of this module. */
export function setupRoutes(http: Http, world: BuildWorld): void {
  http.bind(configApi.plan, (ctx, { body, request }) => {
    mayTakeLong(request);
    return planConfig(ctx, { ...body, allowGaps: body.allowGaps ?? false });
  });
  http.bind(configApi.apply, (ctx, { body, request }) => {
    mayTakeLong(request);
    const input = { ...body, allowGaps: body.allowGaps ?? false };
    return inTransaction(ctx, (tx) => applyConfig(tx, input));
  });
  http.bind(configApi.export, (ctx) => exportConfig(ctx.app.db, ctx.orgId, ctx.app.clock.now()));
  http.bind(configApi.exportYaml, async (ctx, { query, reply }) => {
    const config = await exportPart(ctx, query);
    return reply
      .header('content-type', 'application/yaml; charset=utf-8')
      .send(configYaml(config, ctx.app.publicUrl));
  });
  http.bind(configApi.drift, async (ctx) => {
    const { applied, items } = await readDrift(ctx.app.db, ctx.orgId, ctx.app.clock.now());
    const last = applied.reduce<(typeof applied)[number] | null>(
      (newest, row) =>
        newest && Temporal.Instant.compare(newest.appliedAt, row.appliedAt) >= 0 ? newest : row,
      null,
    );
    return {
      applied: last && { at: last.appliedAt, by: last.appliedBy, objects: applied.length },
      items: structuredClone(items) as Drifted[],
    };
  });
  const schema = configSchema();
  // Editors in a browser read it from elsewhere.
  http.bindPublic(configApi.schema, async ({ reply }) => {
    reply.header('access-control-allow-origin', '*');
    return Promise.resolve(schema);
  });
  http.bind(demoApi.state, async (ctx) => ({ organisation: await findDemo(ctx.app) }));
  http.bind(demoApi.fill, async (ctx, { request }) => {
    mayTakeLong(request);
    return { organisation: (await fillDemo(ctx, world)).orgId };
  });
  http.bind(demoApi.remove, async (ctx, { request }) => {
    mayTakeLong(request);
    await removeDemo(ctx);
    return { organisation: null };
  });
}
