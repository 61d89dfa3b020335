// GET /v1/stream: server-sent events with Last-Event-ID, a heartbeat every 5 s and a buffer limit.
import { hiddenIncidents, viewerOf } from '#incidents';
import { type Ctx, hasRight, type Platform } from '#platform/context';
import { Problem } from '#platform/errors';
import type { FastifyReply, FastifyRequest, Http } from '#platform/http';
import { entriesAfter, type PlacedEntry, type StreamHub } from '#platform/stream';

import { incidentOf, rightOfTopic } from './stream-audience.ts';

const heartbeatMs = 5000;
const bufferLimit = 1024 * 1024;
/** How long somebody has to read the end of what was sent before the line is cut. */
const lastWordMs = 2000;
const usualLimit = 2000;

interface StreamDeps {
  platform: Platform;
  hub: StreamHub;
  authenticate(request: FastifyRequest): Promise<Ctx | null>;
  /** Open streams at once; default 2,000. */
  streams?: number | undefined;
}

/** Adds the stream. `?topics=a,b` keeps only these topics; a topic ending in `*` is a prefix. */
export function streamRoute(http: Http, deps: StreamDeps): void {
  const open = new Set<FastifyReply['raw']>();
  // The web server cuts what is still open when it closes.
  http.fastify.addHook('preClose', async () => {
    await Promise.all(Array.from(open, finish));
  });
  http.fastify.get('/v1/stream', { config: { right: 'session' } }, async (request, reply) => {
    const ctx = await deps.authenticate(request);
    if (!ctx) throw new Problem('unauthenticated', 'Sign in to follow the stream.');
    if (open.size >= (deps.streams ?? usualLimit)) {
      throw new Problem('unavailable', 'Too many open streams.', { retryAfterSeconds: 10 });
    }
    const start = await startPosition(request, deps);
    open.add(reply.raw);
    reply.hijack();
    await follow(ctx, { request, reply, deps, start }).finally(() => open.delete(reply.raw));
  });
}

/**
 * Ends a stream as a whole answer, so that the reader does not take it for a broken line. Who does
 * not read to the end is cut off. Resolves when the answer is closed.
 */
async function finish(raw: FastifyReply['raw']): Promise<void> {
  if (raw.closed) return;
  const closed = new Promise<void>((resolve) => raw.once('close', resolve));
  const cut = setTimeout(() => raw.destroy(), lastWordMs);
  raw.end();
  await closed;
  clearTimeout(cut);
}

async function startPosition(request: FastifyRequest, deps: StreamDeps): Promise<number> {
  const query = request.query as Record<string, string | undefined>;
  const given = request.headers['last-event-id'] ?? query['lastEventId'];
  const position = typeof given === 'string' && /^\d{1,15}$/.test(given) ? Number(given) : null;
  return position ?? (await deps.hub.now());
}

interface Following {
  request: FastifyRequest;
  reply: FastifyReply;
  deps: StreamDeps;
  start: number;
}

async function follow(first: Ctx, { request, reply, deps, start }: Following): Promise<void> {
  let ctx = first;
  const { raw } = reply;
  const wanted = topicFilter((request.query as Record<string, string | undefined>)['topics']);
  let position = start;
  let closed = false;
  let reading = false;
  let again = false;
  raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    'x-content-type-options': 'nosniff',
  });
  // The id of the start lets a client that saw nothing yet resume without a gap.
  raw.write(
    `retry: 1000\nid: ${position}\nevent: hello\ndata: {"at":"${deps.platform.clock.now().toString()}"}\n\n`,
  );

  const letGo = (): void => {
    closed = true;
    void finish(raw);
  };
  const read = async (): Promise<void> => {
    if (reading) {
      again = true;
      return;
    }
    reading = true;
    try {
      do {
        again = false;
        const entries = await entriesAfter(deps.platform.db, ctx.orgId, position);
        // People, sessions and keys change under `settings`: who may no longer read is let go first.
        const recheck = entries.some((entry) => entry.topic === 'settings');
        const current = recheck ? await currentCaller(ctx, request, deps) : ctx;
        if (current === null) {
          letGo();
          return;
        }
        ctx = current;
        const hidden = await hiddenFrom(ctx, entries);
        for (const entry of entries) {
          position = entry.pos;
          const shown = wanted(entry.topic) && mayKnow(ctx, entry, hidden);
          if (shown && !closed && !raw.writableEnded) raw.write(frame(entry));
        }
        if (entries.length === 500) again = true;
        // A reader that does not read is let go; it resumes by Last-Event-ID.
        if (raw.writableLength > bufferLimit) letGo();
      } while (again && !closed);
    } catch (error) {
      deps.platform.log.warn({ err: error }, 'stream read failed');
    } finally {
      reading = false;
    }
  };
  const unsubscribe = deps.hub.subscribe(() => void read());
  const heartbeat = setInterval(() => {
    if (raw.writableEnded) return;
    raw.write(`event: heartbeat\ndata: {"at":"${deps.platform.clock.now().toString()}"}\n\n`);
  }, heartbeatMs);
  await new Promise<void>((resolve) => {
    raw.on('close', resolve);
    raw.on('error', () => resolve());
  });
  closed = true;
  clearInterval(heartbeat);
  unsubscribe();
}

/** Private incidents that the caller may not know of now; asked only when an entry is for some. */
async function hiddenFrom(ctx: Ctx, entries: readonly PlacedEntry[]): Promise<ReadonlySet<string>> {
  if (entries.every(({ audience }) => audience === null)) return new Set();
  return new Set(await hiddenIncidents(ctx.app.db, ctx.orgId, viewerOf(ctx)));
}

/** Whether a caller may know of an entry: by the right of its topic, by who it was for, and by now. */
function mayKnow(ctx: Ctx, entry: PlacedEntry, hidden: ReadonlySet<string>): boolean {
  const right = rightOfTopic(entry.topic);
  if (right === null || !hasRight(ctx, right)) return false;
  if (entry.audience === null) return true;
  const { all, personId } = viewerOf(ctx);
  if (all) return true;
  if (personId === null || !entry.audience.includes(personId)) return false;
  // Who was taken out since does not learn on a second reading what they knew then.
  return !hidden.has(incidentOf(entry) ?? '');
}

/** The caller with the rights of now; null when the session or key has ended or looks elsewhere. */
async function currentCaller(
  ctx: Ctx,
  request: FastifyRequest,
  deps: StreamDeps,
): Promise<Ctx | null> {
  try {
    const now = await deps.authenticate(request);
    return now?.orgId === ctx.orgId ? now : null;
  } catch (error) {
    if (error instanceof Problem) return null;
    throw error;
  }
}

function frame(entry: {
  pos: number;
  topic: string;
  kind: string;
  at: Temporal.Instant;
  data: unknown;
}): string {
  const body = JSON.stringify({
    topic: entry.topic,
    kind: entry.kind,
    at: entry.at,
    data: entry.data,
  });
  return `id: ${entry.pos}\nevent: entry\ndata: ${body}\n\n`;
}

function topicFilter(text: string | undefined): (topic: string) => boolean {
  const wanted = (text ?? '').split(',').filter(Boolean);
  if (wanted.length === 0) return () => true;
  return (topic) =>
    wanted.some((one) => (one.endsWith('*') ? topic.startsWith(one.slice(0, -1)) : topic === one));
}
