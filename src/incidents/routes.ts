// Incidents over HTTP.
import { presentChange } from '#changes';
import { type Ctx, inTransaction, type Tx } from '#platform/context';
import { pageOf, readTimeCursor } from '#platform/cursor';
import { notFound } from '#platform/errors';
import { editedVersion, offeredVersion, tagged } from '#platform/etag';
import type { FastifyReply, Http } from '#platform/http';
import { findService } from '#services';

import { viewerOf } from './act.ts';
import { addEntry } from './add-entry.ts';
import { assignRole } from './assign-role.ts';
import { incidentsApi, type LevelBody } from './contract.ts';
import { declareIncident } from './declare.ts';
import { editEntry } from './edit-entry.ts';
import { editIncident } from './edit-incident.ts';
import { linkAlerts } from './link-alerts.ts';
import { type Entry, type Incident, incidentRef, SEVERITIES } from './model.ts';
import {
  mitigate,
  type ProgressInput,
  reopenIncident,
  resolveIncident,
  verify,
} from './progress.ts';
import { putLevel } from './put-level.ts';
import { addMember, removeMember } from './put-member.ts';
import { entryWithVersions, findIncident, listIncidents, timelineOf } from './reads/incidents.ts';
import { type Level, levelsOf } from './reads/levels.ts';
import { presentEntry, presentIncident, presentIncidents } from './reads/present.ts';
import { previewOf } from './reads/preview.ts';
import { suspectsOf } from './reads/suspects.ts';

/** `/v1/incidents` and `/v1/severities`. */
export function incidentsRoutes(http: Http): void {
  listRoutes(http);
  oneRoutes(http);
  timelineRoutes(http);
  verbRoutes(http);
  levelRoutes(http);
}

function listRoutes(http: Http): void {
  http.bind(incidentsApi.list, async (ctx, { query }) => {
    const { db, clock } = ctx.app;
    const limit = query.limit ?? 50;
    const service =
      query.service === undefined ? undefined : await findService(db, ctx.orgId, query.service);
    const rows = await listIncidents(db, ctx.orgId, {
      viewer: viewerOf(ctx),
      open: query.state === undefined ? undefined : query.state === 'open',
      severities: query.severity === undefined ? undefined : [query.severity],
      serviceIds: service === undefined ? undefined : service === null ? [] : [service.id],
      text: query.q,
      after: readTimeCursor(query.cursor),
      limit: limit + 1,
    });
    const { items, nextCursor } = pageOf(rows, limit, ({ times, id }) => ({
      at: times.declaredAt,
      id,
    }));
    return { items: await presentIncidents(db, ctx.orgId, items, clock.now()), nextCursor };
  });

  http.bind(incidentsApi.declare, async (ctx, { body, reply }) => {
    const { impactStartedAt, ...rest } = body;
    const incident = await inTransaction(ctx, (tx) =>
      declareIncident(tx, { ...rest, impactStartedAt: instant(impactStartedAt) }),
    );
    return answer(ctx, reply, incident);
  });

  http.bind(incidentsApi.preview, async (ctx, { query }) => {
    const preview = await previewOf(ctx.app.db, ctx.orgId, { ...query, viewer: viewerOf(ctx) });
    return {
      severity: preview.severity,
      services: preview.services.map(({ slug, name }) => ({ slug, name })),
      similar: preview.similar.map(({ incident, why }) => ({
        id: incident.id,
        ref: incidentRef(incident.number),
        title: incident.title,
        severity: incident.severity,
        declaredAt: incident.times.declaredAt,
        why,
      })),
    };
  });
}

function oneRoutes(http: Http): void {
  http.bind(incidentsApi.get, async (ctx, { params, reply }) =>
    answer(ctx, reply, await seen(ctx, params.id)),
  );

  http.bind(incidentsApi.edit, async (ctx, { params, body, request, reply }) => {
    const { times, ...rest } = body;
    const incident = await inTransaction(ctx, (tx) =>
      editIncident(tx, {
        ...rest,
        incident: params.id,
        version: offeredVersion(request),
        times: times && {
          impactStartedAt: nullableInstant(times.impactStartedAt),
          detectedAt: nullableInstant(times.detectedAt),
          acknowledgedAt: nullableInstant(times.acknowledgedAt),
          causeIdentifiedAt: nullableInstant(times.causeIdentifiedAt),
        },
      }),
    );
    return answer(ctx, reply, incident);
  });

  http.bind(incidentsApi.suspects, async (ctx, { params, query }) => {
    const { db, clock } = ctx.app;
    const incident = await seen(ctx, params.id);
    const suspects = await suspectsOf(db, ctx.orgId, incident, clock.now());
    const limit = query.limit ?? 20;
    // The answer "none" is always among them, however far down it stands.
    const shown = suspects.filter(({ change }, index) => index < limit || change === null);
    return {
      items: shown.map(({ change, score, reasons }) => ({
        change: change === null ? null : presentChange(change),
        score: Math.round(score * 1000) / 1000,
        reasons,
      })),
      nextCursor: null,
    };
  });
}

function timelineRoutes(http: Http): void {
  http.bind(incidentsApi.timeline, async (ctx, { params, query }) => {
    const incident = await seen(ctx, params.id);
    const limit = query.limit ?? 50;
    const after = readTimeCursor(query.cursor);
    const rows = await timelineOf(ctx.app.db, ctx.orgId, incident.id, {
      order: query.order ?? 'newest',
      kinds: query.kind === undefined ? undefined : [query.kind],
      after: after && { at: after.at, seq: Number(after.id.slice('seq_'.length)) || 0 },
      limit: limit + 1,
    });
    const { items, nextCursor } = pageOf(rows, limit, ({ happenedAt, seq }) => ({
      at: happenedAt,
      id: `seq_${seq}`,
    }));
    return { items: items.map(presentEntry), nextCursor };
  });

  http.bind(incidentsApi.addEntry, async (ctx, { params, body }) => {
    const { happenedAt, ...rest } = body;
    const { id, incident } = await inTransaction(ctx, (tx) =>
      addEntry(tx, { ...rest, incident: params.id, happenedAt: instant(happenedAt) }),
    );
    return presentEntry((await entryOf(ctx, incident.id, id)).entry);
  });

  http.bind(incidentsApi.entry, async (ctx, { params, reply }) => {
    const incident = await seen(ctx, params.id);
    const { entry, versions } = await entryOf(ctx, incident.id, params.entry);
    reply.header('etag', `"${entry.edits}"`);
    return { ...presentEntry(entry), versions };
  });

  http.bind(incidentsApi.editEntry, async (ctx, { params, body, request, reply }) => {
    const { happenedAt, ...rest } = body;
    const entry: Entry = await inTransaction(ctx, (tx) =>
      editEntry(tx, {
        ...rest,
        incident: params.id,
        entry: params.entry,
        version: offeredVersion(request),
        happenedAt: instant(happenedAt),
      }),
    );
    reply.header('etag', `"${entry.edits}"`);
    return presentEntry(entry);
  });
}

function verbRoutes(http: Http): void {
  http.bind(incidentsApi.role, async (ctx, { params, body, reply }) => {
    const incident = await inTransaction(ctx, (tx) =>
      assignRole(tx, { ...body, incident: params.id }),
    );
    return answer(ctx, reply, incident);
  });

  http.bind(incidentsApi.addMember, async (ctx, { params, body, reply }) => {
    const input = { incident: params.id, person: body.person };
    return answer(ctx, reply, await inTransaction(ctx, (tx) => addMember(tx, input)));
  });
  http.bind(incidentsApi.removeMember, async (ctx, { params, reply }) => {
    const input = { incident: params.id, person: params.person };
    return answer(ctx, reply, await inTransaction(ctx, (tx) => removeMember(tx, input)));
  });

  http.bind(incidentsApi.linkAlerts, async (ctx, { params, body, reply }) => {
    const incident = await inTransaction(ctx, (tx) =>
      linkAlerts(tx, { incident: params.id, alerts: body.alerts }),
    );
    return answer(ctx, reply, incident);
  });

  const bindProgress = (
    bound: typeof incidentsApi.mitigate,
    verb: (tx: Tx, input: ProgressInput) => Promise<Incident>,
  ): void => {
    http.bind(bound, async (ctx, { params, body, reply }) => {
      const incident = await inTransaction(ctx, (tx) => verb(tx, { ...body, incident: params.id }));
      return answer(ctx, reply, incident);
    });
  };
  bindProgress(incidentsApi.mitigate, mitigate);
  bindProgress(incidentsApi.verify, verify);
  bindProgress(incidentsApi.resolve, resolveIncident);
  bindProgress(incidentsApi.reopen, reopenIncident);
}

function levelRoutes(http: Http): void {
  http.bind(incidentsApi.levels, async (ctx) => ({
    items: (await levelsOf(ctx.app.db, ctx.orgId)).map(presentLevel),
    nextCursor: null,
  }));

  http.bind(incidentsApi.putLevel, async (ctx, { params, body, request, reply }) => {
    const severity = SEVERITIES.find((word) => word === params.id.toLowerCase());
    if (severity === undefined) notFound('severity', params.id);
    const level = await inTransaction(ctx, (tx) =>
      putLevel(tx, severity, { ...body, version: editedVersion(request) }),
    );
    return tagged(reply, presentLevel(level));
  });
}

/** The incident, if the caller may see it. */
async function seen(ctx: Ctx, ref: string): Promise<Incident> {
  const incident = await findIncident(ctx.app.db, ctx.orgId, ref, viewerOf(ctx));
  return incident ?? notFound('incident', ref);
}

async function entryOf(ctx: Ctx, incidentId: string, entryId: string) {
  const found = await entryWithVersions(ctx.app.db, ctx.orgId, incidentId, entryId);
  return found ?? notFound('entry', entryId);
}

async function answer(ctx: Ctx, reply: FastifyReply, incident: Incident) {
  const { db, clock } = ctx.app;
  return tagged(reply, await presentIncident(db, ctx.orgId, incident, clock.now()));
}

function presentLevel({ cadence, ...level }: Level): LevelBody {
  return { ...level, ...cadence };
}

function instant(text: string | undefined): Temporal.Instant | undefined {
  return text === undefined ? undefined : Temporal.Instant.from(text);
}

function nullableInstant(text: string | null | undefined): Temporal.Instant | null | undefined {
  return text === null ? null : instant(text);
}
