// People, teams and the caller as a person.
import { inTransaction } from '#platform/context';
import { pageOf, readTimeCursor } from '#platform/cursor';
import { Problem } from '#platform/errors';
import { editedVersion, tagged } from '#platform/etag';
import type { Http } from '#platform/http';

import {
  addMethod,
  confirmMethod,
  removeMethod,
  rotateMethodSecret,
  sendCode,
} from '../add-method.ts';
import { addPerson } from '../add-person.ts';
import { meApi, peopleApi, teamsApi } from '../contract.ts';
import { invitePerson } from '../invite.ts';
import { putMe, putPerson } from '../put-person.ts';
import { putTeam, removeTeam } from '../put-team.ts';
import { findTeam, listPeople, listTeams } from '../reads/people.ts';
import {
  ownId,
  shownMethod,
  shownPeople,
  shownPerson,
  shownTeam,
  shownTeams,
} from '../reads/shown.ts';

export function peopleRoutes(http: Http): void {
  http.bind(peopleApi.list, async (ctx, { query }) => {
    const { limit = 50, cursor, team, ...filter } = query;
    const { db } = ctx.app;
    const found = team === undefined ? null : await findTeam(db, ctx.orgId, team);
    if (team !== undefined && !found) return { items: [], nextCursor: null };
    const before = readTimeCursor(cursor)?.id;
    const people = await listPeople(db, ctx.orgId, {
      ...filter,
      teamId: found?.id,
      before,
      limit: limit + 1,
    });
    const { items, nextCursor } = pageOf(people, limit, ({ id, createdAt }) => ({
      id,
      at: createdAt,
    }));
    return { items: await shownPeople(db, ctx, items), nextCursor };
  });
  http.bind(peopleApi.create, async (ctx, { body, reply }) => {
    const { id, invitation } = await inTransaction(ctx, (tx) => addPerson(tx, body));
    return tagged(reply, { ...(await shownPerson(ctx.app.db, ctx, id)), invitation });
  });
  http.bind(peopleApi.get, async (ctx, { params, reply }) =>
    tagged(reply, await shownPerson(ctx.app.db, ctx, params.id)),
  );
  http.bind(peopleApi.update, async (ctx, { params, body, request, reply }) => {
    const version = editedVersion(request);
    const { id } = await inTransaction(ctx, (tx) =>
      putPerson(tx, { ...body, id: params.id, version }),
    );
    return tagged(reply, await shownPerson(ctx.app.db, ctx, id));
  });
  http.bind(peopleApi.deactivate, async (ctx, { params, reply }) => {
    const { id } = await inTransaction(ctx, (tx) =>
      putPerson(tx, { id: params.id, active: false }),
    );
    return tagged(reply, await shownPerson(ctx.app.db, ctx, id));
  });
  http.bind(peopleApi.invite, async (ctx, { params }) =>
    inTransaction(ctx, (tx) => invitePerson(tx, params.id)),
  );
}

export function meRoutes(http: Http): void {
  http.bind(meApi.get, async (ctx, { reply }) =>
    tagged(reply, await shownPerson(ctx.app.db, ctx, ownId(ctx))),
  );
  http.bind(meApi.update, async (ctx, { body, request, reply }) => {
    const version = editedVersion(request);
    const { id } = await inTransaction(ctx, (tx) => putMe(tx, ownId(ctx), { ...body, version }));
    return tagged(reply, await shownPerson(ctx.app.db, ctx, id));
  });
  http.bind(meApi.addMethod, async (ctx, { body }) => {
    const { method, secret } = await inTransaction(ctx, (tx) => addMethod(tx, ownId(ctx), body));
    return { method: shownMethod(method), secret };
  });
  http.bind(meApi.sendCode, async (ctx, { params }) =>
    shownMethod(await inTransaction(ctx, (tx) => sendCode(tx, ownId(ctx), params.id))),
  );
  http.bind(meApi.confirmMethod, async (ctx, { params, body }) => {
    const input = { methodId: params.id, code: body.code };
    const result = await inTransaction(ctx, (tx) => confirmMethod(tx, ownId(ctx), input));
    if (result.ok) return shownMethod(result.method);
    const left = result.triesLeft > 0 ? ` ${result.triesLeft} tries left.` : '';
    throw new Problem('unprocessable', result.reason + left, {
      errors: [{ pointer: '/code', message: result.reason }],
    });
  });
  http.bind(meApi.rotateSecret, async (ctx, { params }) => {
    const { method, secret } = await inTransaction(ctx, (tx) =>
      rotateMethodSecret(tx, ownId(ctx), params.id),
    );
    return { method: shownMethod(method), secret };
  });
  http.bind(meApi.removeMethod, async (ctx, { params }) => {
    await inTransaction(ctx, (tx) => removeMethod(tx, ownId(ctx), params.id));
    return shownPerson(ctx.app.db, ctx, ownId(ctx));
  });
}

export function teamsRoutes(http: Http): void {
  http.bind(teamsApi.list, async (ctx, { query: { limit = 50, cursor } }) => {
    const before = readTimeCursor(cursor)?.id;
    const teams = await listTeams(ctx.app.db, ctx.orgId, { before, limit: limit + 1 });
    const { items, nextCursor } = pageOf(teams, limit, ({ id, createdAt }) => ({
      id,
      at: createdAt,
    }));
    return { items: await shownTeams(ctx.app.db, ctx.orgId, items), nextCursor };
  });
  http.bind(teamsApi.create, async (ctx, { body, reply }) => {
    const { id } = await inTransaction(ctx, async (tx) => {
      const put = await putTeam(tx, body);
      if (put.change !== 'created') throw new Problem('conflict', 'There is such a team already.');
      return put;
    });
    return tagged(reply, await shownTeam(ctx.app.db, ctx.orgId, id));
  });
  http.bind(teamsApi.get, async (ctx, { params, reply }) =>
    tagged(reply, await shownTeam(ctx.app.db, ctx.orgId, params.id)),
  );
  http.bind(teamsApi.update, async (ctx, { params, body, request, reply }) => {
    const version = editedVersion(request);
    const { id } = await inTransaction(ctx, (tx) =>
      putTeam(tx, { ...body, id: params.id, version }),
    );
    return tagged(reply, await shownTeam(ctx.app.db, ctx.orgId, id));
  });
  http.bind(teamsApi.remove, async (ctx, { params }) => {
    const { id } = await shownTeam(ctx.app.db, ctx.orgId, params.id);
    await inTransaction(ctx, (tx) => removeTeam(tx, id));
    return { id };
  });
}
