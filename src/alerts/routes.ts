import { type Ctx, inTransaction, type Tx } from '#platform/context';
import { notFound } from '#platform/errors';
import type { Http, Loose } from '#platform/http';

import { acknowledgeAlert } from './acknowledge.ts';
import type { AlertAction } from './act.ts';
import { type AlertBody, alertsApi } from './contract.ts';
import { escalateAlert } from './escalate.ts';
import type { Alert } from './model.ts';
import { alertPage, findAlert, findAlerts } from './reads/alerts.ts';
import { openCounts } from './reads/counts.ts';
import { type Neighbours, presentAlerts, presentDetail } from './reads/present.ts';
import { resolveAlert } from './resolve.ts';
import { snoozeAlert, snoozeEnd } from './snooze.ts';

type Verb = (tx: Tx, action: AlertAction) => Promise<string>;

/** `/v1/alerts`: the list, one alert, and the verbs on it. */
export function alertsRoutes(http: Http, neighbours: Neighbours): void {
  const present = (ctx: Ctx, alerts: readonly Alert[]) =>
    presentAlerts(ctx.app.db, ctx.orgId, alerts, neighbours);

  http.bind(alertsApi.list, async (ctx, { query }) => {
    const { alerts, nextCursor } = await alertPage(ctx.app.db, ctx.orgId, query);
    return { items: await present(ctx, alerts), nextCursor };
  });
  http.bind(alertsApi.counts, (ctx) => openCounts(ctx.app.db, ctx.orgId));
  http.bind(alertsApi.get, async (ctx, { params }) => {
    const alert = await findAlert(ctx.app.db, ctx.orgId, params.id);
    if (alert === null) notFound('alert', params.id);
    return presentDetail(ctx.app.db, ctx.orgId, alert, neighbours);
  });

  const act = async (ctx: Ctx, actions: readonly AlertAction[], verb: Verb) => {
    const ids = await inTransaction(ctx, async (tx) => {
      const done: string[] = [];
      for (const action of actions) done.push(await verb(tx, action));
      return done;
    });
    const found = new Map(
      (await findAlerts(ctx.app.db, ctx.orgId, ids)).map((one) => [one.id, one]),
    );
    return present(
      ctx,
      ids.flatMap((id) => found.get(id) ?? []),
    );
  };
  const actOnOne = async (ctx: Ctx, action: AlertAction, verb: Verb): Promise<Loose<AlertBody>> => {
    const [body] = await act(ctx, [action], verb);
    return body ?? notFound('alert', action.alert);
  };

  http.bind(alertsApi.acknowledge, (ctx, { params, body }) =>
    actOnOne(ctx, { alert: params.id, by: body.by }, acknowledgeAlert),
  );
  http.bind(alertsApi.resolve, (ctx, { params, body }) =>
    actOnOne(ctx, { alert: params.id, by: body.by }, resolveAlert),
  );
  http.bind(alertsApi.escalate, (ctx, { params, body }) =>
    actOnOne(ctx, { alert: params.id, by: body.by }, escalateAlert),
  );
  http.bind(alertsApi.snooze, (ctx, { params, body }) =>
    actOnOne(ctx, { alert: params.id, by: body.by }, (tx, action) =>
      snoozeAlert(tx, { ...action, until: snoozeEnd(body, tx.now) }),
    ),
  );
  http.bind(alertsApi.acknowledgeMany, async (ctx, { body }) => ({
    items: await act(ctx, actionsOf(body), acknowledgeAlert),
  }));
  http.bind(alertsApi.resolveMany, async (ctx, { body }) => ({
    items: await act(ctx, actionsOf(body), resolveAlert),
  }));
}

function actionsOf(body: { alerts: string[]; by?: string }): AlertAction[] {
  return [...new Set(body.alerts)].map((alert) => ({ alert, by: body.by }));
}
