// HTTP of operation.
import { type Ctx, inTransaction } from '#platform/context';
import type { Egress } from '#platform/egress';
import { Problem } from '#platform/errors';
import { editedVersion, tagged } from '#platform/etag';
import type { Http } from '#platform/http';
import { mayTakeLong } from '#platform/patience';
import type { SealedPlace } from '#platform/sealed';

import { operationApi, retentionApi, ringApi } from './contract.ts';
import { putBackupPlan } from './put-backup-plan.ts';
import { putRetention } from './put-retention.ts';
import { putTestPage } from './put-test-page.ts';
import { putWatch } from './put-watch.ts';
import { readBackupState } from './reads/backup-state.ts';
import {
  previewRetention,
  readKeep,
  readRetention,
  type RetainedKinds,
} from './reads/retention.ts';
import { ringState } from './reads/ring-state.ts';
import { readTestPageState, readWatchState } from './reads/watch-state.ts';
import { resealAll } from './reseal-all.ts';
import type { Backups } from './take-backup.ts';
import type { Watch } from './watch.ts';

export interface OperationParts {
  backups: Backups;
  watch: Watch;
  egress: Egress;
  /** What is deleted when it is old. */
  kinds: RetainedKinds;
  /** Ids of the secret ring. */
  keys: readonly string[];
}

/** Binds all endpoints of this module. */
export function operationRoutes(http: Http, parts: OperationParts): void {
  backupRoutes(http, parts);
  const { watch, egress } = parts;
  retentionRoutes(http, parts);
  http.bind(operationApi.watch, (ctx) => readWatchState(ctx.app, watch.checks()));
  http.bind(operationApi.editWatch, async (ctx, { body }) => {
    await inTransaction(ctx, (tx) => putWatch(tx, { ...body, egress }));
    return await readWatchState(ctx.app, watch.checks());
  });
  http.bind(operationApi.tryWatch, async () => ({ told: await watch.rehearse() }));
  http.bind(operationApi.testPage, async (ctx, { reply }) =>
    tagged(reply, await readTestPageState(ctx.app.db, ctx.orgId)),
  );
  http.bind(operationApi.editTestPage, async (ctx, { body, request, reply }) => {
    const version = editedVersion(request);
    await inTransaction(ctx, (tx) => putTestPage(tx, { setting: body.setting, version }));
    return tagged(reply, await readTestPageState(ctx.app.db, ctx.orgId));
  });
}

function retentionRoutes(http: Http, { kinds }: OperationParts): void {
  http.bind(retentionApi.get, async (ctx, { reply }) =>
    tagged(reply, await readRetention(ctx.app.db, ctx.orgId)),
  );
  http.bind(retentionApi.preview, (ctx, { body, request }) => {
    mayTakeLong(request);
    return inTransaction(ctx, ({ q, orgId, now }) =>
      previewRetention(q, { orgId, now, kinds }, readKeep(body.keep ?? {})),
    );
  });
  http.bind(retentionApi.edit, async (ctx, { body, request, reply }) => {
    mayTakeLong(request);
    const { deletes } = body;
    const version = editedVersion(request);
    const keep = readKeep(body.keep);
    await inTransaction(ctx, (tx) => putRetention(tx, { keep, deletes, version, kinds }));
    return tagged(reply, await readRetention(ctx.app.db, ctx.orgId));
  });
}

function backupRoutes(http: Http, { backups, keys }: OperationParts): void {
  const state = ({ app: { db } }: Ctx) => readBackupState(db, { running: backups.running, keys });
  http.bind(operationApi.backupState, async (ctx, { reply }) => {
    const answer = await state(ctx);
    reply.header('etag', `"${answer.schedule.version}"`);
    return answer;
  });
  http.bind(operationApi.editBackupPlan, async (ctx, { body, request }) => {
    const version = editedVersion(request);
    await inTransaction(ctx, (tx) => putBackupPlan(tx, { plan: body.plan, version }));
    return await state(ctx);
  });
  http.bind(operationApi.backup, async (ctx, { request, reply }) => {
    if (request.headers['idempotency-key'] !== undefined) {
      throw new Problem('invalid', 'A copy is made anew each time: leave Idempotency-Key out.');
    }
    const stream = await backups.take(ctx);
    const day = ctx.app.clock.now().toString().slice(0, 16).replaceAll(':', '');
    return reply
      .header('content-type', 'application/gzip')
      .header('content-disposition', `attachment; filename="evenkeel-${day}Z.tar.gz"`)
      .send(stream);
  });
}

/** Binds what is asked and done about the secret ring. `places` are where secrets lie. */
export function ringRoutes(http: Http, places: readonly SealedPlace[]): void {
  http.bind(ringApi.state, (ctx) => ringState(ctx, places));
  http.bind(ringApi.reseal, async (ctx, { request }) => {
    mayTakeLong(request);
    const resealed = await resealAll(ctx, places);
    return { ...(await ringState(ctx, places)), resealed };
  });
}
