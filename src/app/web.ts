// The built web app: static files under a strict policy, and its first page for every path of the app.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

import { Problem } from '#platform/errors';
import type { FastifyReply, FastifyRequest, Http } from '#platform/http';

/** What `npm run build:web` writes. */
export const webFolder = join(import.meta.dirname, '../../web/dist');

const types: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};
const compressible = new Set(['.css', '.html', '.js', '.json', '.map', '.svg', '.webmanifest']);

/** First words of paths that the app never has: unknown ones below them are 404, not the app. */
const notTheApp =
  /^\/(?:v1|v2|in|api|a|cal|hooks|ping|status|assets|healthz|readyz|metrics)(?:\/|$)/;

interface Asset {
  body: Buffer;
  type: string;
  etag: string;
  /** Hashed names never change their content. */
  immutable: boolean;
  compressible: boolean;
  packed: Map<Encoding, Promise<Buffer>>;
}
type Encoding = 'br' | 'gzip';

const packers: Record<Encoding, (body: Buffer) => Promise<Buffer>> = {
  br: (body) =>
    promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
  gzip: promisify(gzip),
};

/** Adds `GET /*`. Files are read once, into memory: a bundle is small and a request then costs no disk. */
export async function webRoutes(http: Http, folder: string = webFolder): Promise<void> {
  const assets = await readAssets(folder);
  const index = assets.get('/index.html');
  http.fastify.get('/*', { config: { right: 'public' } }, async (request, reply) => {
    const path = decodePath(request);
    const asset = assets.get(path === '/' ? '/index.html' : path);
    if (asset !== undefined) return send(request, reply, asset);
    if (notTheApp.test(path) || extname(path) !== '') {
      reply.callNotFound();
      return reply;
    }
    if (index === undefined) {
      throw new Problem('unavailable', 'The web app is not built here: run `npm run build:web`.');
    }
    return send(request, reply, index);
  });
}

function decodePath(request: FastifyRequest): string {
  const raw = request.url.split('?')[0] ?? '/';
  try {
    return decodeURIComponent(raw);
  } catch {
    throw new Problem('invalid', 'The path is not valid percent encoding.');
  }
}

async function readAssets(folder: string): Promise<Map<string, Asset>> {
  const assets = new Map<string, Asset>();
  if (!existsSync(folder)) return assets;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name.startsWith('.')) continue;
    const file = join(entry.parentPath, entry.name);
    const path = `/${relative(folder, file).split(sep).join('/')}`;
    const extension = extname(entry.name);
    const body = await readFile(file);
    assets.set(path, {
      body,
      type: types[extension] ?? 'application/octet-stream',
      etag: createHash('sha256').update(body).digest('base64url').slice(0, 27),
      immutable: path.startsWith('/assets/'),
      compressible: compressible.has(extension) && body.length > 1024,
      packed: new Map(),
    });
  }
  return assets;
}

async function send(
  request: FastifyRequest,
  reply: FastifyReply,
  asset: Asset,
): Promise<FastifyReply> {
  const encoding = asset.compressible ? accepted(request.headers['accept-encoding']) : null;
  const etag = `"${asset.etag}${encoding === null ? '' : `-${encoding}`}"`;
  reply
    .header('etag', etag)
    .header('vary', 'accept-encoding')
    .header('cache-control', asset.immutable ? 'public, max-age=31536000, immutable' : 'no-cache');
  if (request.headers['if-none-match'] === etag) return reply.status(304).send();
  reply.type(asset.type);
  if (encoding === null) return reply.send(asset.body);
  return reply.header('content-encoding', encoding).send(await pack(asset, encoding));
}

function accepted(header: string | string[] | undefined): Encoding | null {
  const names = String(header ?? '')
    .split(',')
    .filter((part) => !/;\s*q=0(\.0*)?\s*$/.test(part))
    .map((part) => part.split(';')[0]?.trim());
  if (names.includes('br')) return 'br';
  return names.includes('gzip') ? 'gzip' : null;
}

/** Packed at the first request that wants it, then kept. */
function pack(asset: Asset, encoding: Encoding): Promise<Buffer> {
  const known = asset.packed.get(encoding);
  if (known !== undefined) return known;
  const made = packers[encoding](asset.body);
  asset.packed.set(encoding, made);
  return made;
}
