// HTTP of escalation policies: parse, call, present.
import { findPerson } from '#people';
import { type Ctx, inTransaction, type Tx } from '#platform/context';
import { pageOf, readTimeCursor } from '#platform/cursor';
import { parseDuration } from '#platform/duration';
import { notFound, Problem } from '#platform/errors';
import { editedVersion, tagged } from '#platform/etag';
import type { Http } from '#platform/http';

import { policiesApi } from '../contract.ts';
import type { FrozenPolicy, Policy, Urgency } from '../model.ts';
import { type PolicyInput, putPolicy, readPolicy, removePolicy } from '../put-policy.ts';
import { findPolicy, listPolicies, presentPolicies } from '../reads/policies.ts';
import { type MissingWay, simulatePolicy, type SimulationInput } from '../reads/simulate.ts';

/** What can be sent where the caller is, for walks through a policy. */
export type FindMissing = (ctx: Ctx) => Promise<MissingWay>;

/** `/v1/escalation-policies`. */
export function policyRoutes(http: Http, findMissing: FindMissing): void {
  http.bind(policiesApi.list, async (ctx, { query }) => {
    const limit = query.limit ?? 50;
    const before = readTimeCursor(query.cursor)?.id;
    const rows = await listPolicies(ctx.app.db, ctx.orgId, { before, limit: limit + 1 });
    const { items, nextCursor } = pageOf(rows, limit, ({ createdAt: at, id }) => ({ at, id }));
    return { items: await presentPolicies(ctx.app.db, ctx.orgId, items), nextCursor };
  });
  http.bind(policiesApi.get, async (ctx, { params, reply }) =>
    tagged(reply, await present(ctx, params.id)),
  );
  http.bind(policiesApi.create, async (ctx, { body, reply }) => {
    const taken =
      body.slug === undefined ? null : await findPolicy(ctx.app.db, ctx.orgId, body.slug);
    if (taken)
      throw new Problem('conflict', `There is an escalation policy ${taken.slug} already.`);
    const { id } = await inTransaction(ctx, (tx) => putPolicy(tx, written(body)));
    return tagged(reply, await present(ctx, id));
  });
  http.bind(policiesApi.edit, async (ctx, { params, body, request, reply }) => {
    const version = editedVersion(request);
    const input = { ...written(body), id: params.id, version };
    const { id } = await inTransaction(ctx, (tx) => putPolicy(tx, input));
    return tagged(reply, await present(ctx, id));
  });
  http.bind(policiesApi.remove, async (ctx, { params }) => {
    const { id } = await required(ctx, params.id);
    await inTransaction(ctx, (tx) => removePolicy(tx, id));
    return { id };
  });
  simulationRoutes(http, findMissing);
}

function simulationRoutes(http: Http, findMissing: FindMissing): void {
  const simulateFor = async (ctx: Ctx, asked: Asked) =>
    simulatePolicy(ctx.app.db, ctx.orgId, {
      ...(await readAsked(ctx, asked)),
      missing: await findMissing(ctx),
    });
  http.bind(policiesApi.simulate, async (ctx, { params, body }) => {
    const policy = await required(ctx, params.id);
    return simulateFor(ctx, { policy, name: policy.slug, assumed: body });
  });
  http.bind(policiesApi.simulation, async (ctx, { params, query }) => {
    const policy = await required(ctx, params.id);
    return simulateFor(ctx, { policy, name: policy.slug, assumed: query });
  });
  http.bind(policiesApi.preview, async (ctx, { body }) => {
    const { at, urgency, ...input } = body;
    const policy = await inTransaction(ctx, (tx: Tx) => readPolicy(tx, written(input)));
    const assumed = { ...(at && { at }), ...(urgency && { urgency }) };
    return simulateFor(ctx, { policy, name: input.name ?? 'preview', assumed });
  });
}

interface Assumed {
  at?: string;
  urgency?: Urgency;
  answer?: { do?: 'acknowledge' | 'resolve'; by: string; after: string };
}

interface Asked {
  policy: FrozenPolicy;
  name: string;
  assumed: Assumed;
}

async function readAsked(
  ctx: Ctx,
  { policy, name, assumed }: Asked,
): Promise<Omit<SimulationInput, 'missing'>> {
  const { db } = ctx.app;
  const { answer } = assumed;
  const by = answer && (await findPerson(db, ctx.orgId, answer.by));
  if (answer && !by) {
    throw new Problem('unprocessable', `Nobody here is ${answer.by}.`, {
      errors: [{ pointer: '/answer/by', message: 'must be the e-mail address of a person' }],
    });
  }
  return {
    name,
    policy,
    urgency: assumed.urgency ?? 'high',
    at: assumed.at === undefined ? ctx.app.clock.now() : Temporal.Instant.from(assumed.at),
    answer:
      answer && by
        ? {
            do: answer.do ?? 'acknowledge',
            by: by.id,
            afterSeconds: parseDuration(answer.after),
          }
        : null,
  };
}

async function required(ctx: Ctx, ref: string): Promise<Policy> {
  return (await findPolicy(ctx.app.db, ctx.orgId, ref)) ?? notFound('escalation policy', ref);
}

async function present(ctx: Ctx, ref: string) {
  const [body] = await presentPolicies(ctx.app.db, ctx.orgId, [await required(ctx, ref)]);
  return body ?? notFound('escalation policy', ref);
}

interface Body extends Omit<PolicyInput, 'steps' | 'acknowledgeTimeoutSeconds' | 'id' | 'version'> {
  steps?: (Omit<NonNullable<PolicyInput['steps']>[number], 'delaySeconds'> & { delay?: string })[];
  acknowledgeTimeout?: string | null;
}

function written({ steps, acknowledgeTimeout, ...rest }: Body): PolicyInput {
  return {
    ...rest,
    ...(steps && {
      steps: steps.map(({ delay, ...step }) => ({
        ...step,
        ...(delay !== undefined && { delaySeconds: parseDuration(delay) }),
      })),
    }),
    ...(acknowledgeTimeout !== undefined && {
      acknowledgeTimeoutSeconds:
        acknowledgeTimeout === null ? null : parseDuration(acknowledgeTimeout),
    }),
  };
}
