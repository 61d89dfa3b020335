import { type Ctx, inTransaction } from '#platform/context';
import { notFound, Problem } from '#platform/errors';
import type { Http, Loose } from '#platform/http';
import { findSource, type Snippet, sources } from '#sources';

import { intakeApi, type MadeIngestKey } from '../contract.ts';
import type { KeyFinder } from '../find-key.ts';
import { putIngestKey, removeIngestKey, rotateIngestKey } from '../put-ingest-key.ts';
import { findEvent, rejectedPage } from '../reads/events.ts';
import { findIngestKey, ingestKeyPage } from '../reads/keys.ts';

/** `/v1/ingest-keys`, `/v1/sources`, `/v1/rejected`, `/v1/events`. */
export function intakeRoutes(http: Http, keys: KeyFinder): void {
  http.bind(intakeApi.sources, async (ctx) => ({
    items: sources.map(({ id, name, aliases, snippet }) => ({
      id,
      name,
      aliases: [...aliases],
      url: addressOf(ctx, id, '{key}'),
      snippet: filled(ctx, snippet, id, '{key}'),
    })),
    nextCursor: null,
  }));
  http.bind(intakeApi.listKeys, (ctx, { query }) => ingestKeyPage(ctx.app.db, ctx.orgId, query));
  http.bind(intakeApi.createKey, async (ctx, { body }) => {
    const made = await inTransaction(ctx, (tx) => putIngestKey(tx, body));
    keys.forget();
    if (made.change === 'unchanged' && body.key === undefined) {
      throw new Problem('conflict', 'This service has a key for this source. Rotate or remove it.');
    }
    return withKey(ctx, made.id, made.key ?? body.key ?? '');
  });
  http.bind(intakeApi.rotateKey, async (ctx, { params }) => {
    const key = await inTransaction(ctx, (tx) => rotateIngestKey(tx, params.id));
    keys.forget(params.id);
    return withKey(ctx, params.id, key);
  });
  http.bind(intakeApi.removeKey, async (ctx, { params }) => {
    await inTransaction(ctx, (tx) => removeIngestKey(tx, params.id));
    keys.forget(params.id);
    return { id: params.id };
  });
  http.bind(intakeApi.listRejected, (ctx, { query }) => rejectedPage(ctx.app.db, ctx.orgId, query));
  http.bind(intakeApi.getEvent, async (ctx, { params }) => {
    return (await findEvent(ctx.app.db, ctx.orgId, params.id)) ?? notFound('event', params.id);
  });
}

async function withKey(ctx: Ctx, id: string, key: string): Promise<Loose<MadeIngestKey>> {
  const body = (await findIngestKey(ctx.app.db, ctx.orgId, id)) ?? notFound('ingest key', id);
  const source = String(body.source);
  return {
    ...body,
    key,
    url: addressOf(ctx, source, key),
    snippet: filled(ctx, findSource(source)?.snippet ?? null, source, key),
  };
}

/** Where a tool sends to. */
function addressOf(ctx: Ctx, source: string, key: string): string {
  if (source === 'pagerduty') return `${ctx.app.publicUrl}/v2/enqueue`;
  if (source === 'alertmanager-api') return `${ctx.app.publicUrl}/api/v2/alerts`;
  return `${ctx.app.publicUrl}/in/${source}/${key}`;
}

function filled(ctx: Ctx, snippet: Snippet | null, source: string, key: string): Snippet | null {
  if (snippet === null) return null;
  const { host, origin } = new URL(ctx.app.publicUrl);
  const text = snippet.text
    .replaceAll('{url}', addressOf(ctx, source, key))
    .replaceAll('{origin}', origin)
    .replaceAll('{host}', host)
    .replaceAll('{key}', key);
  return { language: snippet.language, text };
}
