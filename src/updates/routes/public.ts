// The public side: pages that anybody may read, without a cookie, a script or another host.
import { createHash } from 'node:crypto';

import type { Platform } from '#platform/context';
import { Problem } from '#platform/errors';
import { staticPagePolicy } from '#platform/html';
import type { FastifyReply, FastifyRequest, Http } from '#platform/http';

import type { PublicPage } from '../model.ts';
import { pageAt, publicPage } from '../reads/public-page.ts';
import { statusFeed } from '../views/feed.ts';
import { statusPage } from '../views/status-page.ts';
import { incidentsJson, summaryJson } from '../views/statuspage-json.ts';
import { STATUS_STYLE } from '../views/style.ts';

/** A copy is kept for so long, unless the page has changed: the times in it grow old. */
const KEEP_SECONDS = 5;
const MOST_KEPT = 200;

type Form = 'page' | 'feed' | 'summary' | 'incidents';

interface Kept {
  readonly at: Temporal.Instant;
  readonly mark: string;
  readonly forms: Readonly<Record<Form, { readonly body: string; readonly etag: string }>>;
}

const TYPES: Readonly<Record<Form, string>> = {
  page: 'text/html; charset=utf-8',
  feed: 'application/atom+xml; charset=utf-8',
  summary: 'application/json; charset=utf-8',
  incidents: 'application/json; charset=utf-8',
};

const POLICY = staticPagePolicy(STATUS_STYLE);

/**
 * `/status/{slug}` with its feed and its JSON. However many read, one question at a time is put to
 * the database for a page; a change is seen by the next reader, on every node.
 */
export function publicStatusRoutes(http: Http, app: Platform): void {
  const kept = new Map<string, Kept>();
  const asking = new Map<string, Promise<Kept | null>>();

  async function ask(slug: string): Promise<Kept | null> {
    const known = kept.get(slug);
    try {
      const addressed = await pageAt(app.db, slug);
      if (addressed === null) {
        kept.delete(slug);
        return null;
      }
      const now = app.clock.now();
      const mark = `${addressed.page.id} ${addressed.revision}`;
      const fresh = known !== undefined && known.at.until(now).total('seconds') < KEEP_SECONDS;
      if (fresh && known.mark === mark) return known;
      const page = await publicPage(app.db, addressed, { now, publicUrl: app.publicUrl });
      const made: Kept = { at: now, mark, forms: formsOf(page, now) };
      if (kept.size >= MOST_KEPT) kept.clear();
      kept.set(slug, made);
      return made;
    } catch (error) {
      // The last good copy, with its own time in it, is better than nothing while the database is away.
      if (known !== undefined) return known;
      throw error;
    }
  }

  async function load(slug: string): Promise<Kept> {
    const running = asking.get(slug) ?? ask(slug).finally(() => asking.delete(slug));
    asking.set(slug, running);
    const found = await running;
    if (found === null) throw new Problem('notFound', 'There is no status page here.');
    return found;
  }

  const answer = (form: Form) => async (request: FastifyRequest, reply: FastifyReply) => {
    const { slug } = request.params as { slug: string };
    const { body, etag } = (await load(slug)).forms[form];
    reply
      .header('content-type', TYPES[form])
      .header('etag', etag)
      .header('cache-control', `public, max-age=${KEEP_SECONDS}`);
    if (form === 'page') reply.header('content-security-policy', POLICY);
    else reply.header('access-control-allow-origin', '*');
    if (request.headers['if-none-match'] === etag) return reply.status(304).send();
    return reply.send(body);
  };

  const { fastify } = http;
  fastify.get('/status/:slug', { config: { right: 'public' } }, answer('page'));
  fastify.get('/status/:slug/', { config: { right: 'public' } }, answer('page'));
  fastify.get('/status/:slug/feed.atom', { config: { right: 'public' } }, answer('feed'));
  fastify.get(
    '/status/:slug/api/v2/summary.json',
    { config: { right: 'public' } },
    answer('summary'),
  );
  fastify.get(
    '/status/:slug/api/v2/incidents.json',
    { config: { right: 'public' } },
    answer('incidents'),
  );
}

function formsOf(page: PublicPage, now: Temporal.Instant): Kept['forms'] {
  return {
    page: tagged(statusPage(page, now)),
    feed: tagged(statusFeed(page)),
    summary: tagged(JSON.stringify(summaryJson(page))),
    incidents: tagged(JSON.stringify(incidentsJson(page))),
  };
}

function tagged(body: string) {
  return { body, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"` };
}
