// What the runs of faults have in common: nodes that page by webhook, senders that remember what was
// answered, and the count of what became of it.
import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { type FakeWebhook, startFakeWebhook } from '#harness/fake-webhook';
import { type FaultProxy, startFaultProxy } from '#harness/fault-proxy';
import { createScratchDatabase } from '#harness/postgres';
import { firstOwner, type Program, startProgram, until } from '#harness/program';
import { wire } from '#harness/wire';

/** One line of `npm run faults`. */
export interface FaultLine {
  readonly name: string;
  readonly text: string;
  /** Anything but 0 is a failure. */
  readonly lost: number;
}

const ring = `k1:${'BwcH'.repeat(10)}Bwc`;
/** Ingest key of the service `shop`, whose critical alerts page Ana by webhook. */
export const shopKey = 'shopshopshopshopshopshopshop0001';
/** Ingest key of the service `bulk`, which pages as well. */
export const bulkKey = 'bulkbulkbulkbulkbulkbulkbulk0001';

export interface World extends AsyncDisposable {
  readonly hook: FakeWebhook;
  /** The line to the database, when nodes share one. */
  readonly proxy: FaultProxy;
  /** Starts a node: on its own embedded database, or on the shared one through the line. */
  start(on: 'embedded' | 'shared', more?: NodeOptions): Promise<Program>;
}

export interface NodeOptions {
  /** Data folder: the same name is the same folder. */
  readonly name?: string;
  /** A folder elsewhere instead. */
  readonly dataDir?: string;
  readonly env?: Record<string, string>;
}

/** Nodes, a receiver of pages and a database behind a line that can be cut. All of it ends with it. */
export async function createWorld(): Promise<World> {
  const hook = await startFakeWebhook();
  const root = mkdtempSync(join(tmpdir(), 'ek-faults-'));
  const database = await createScratchDatabase();
  const { host, port, user, password, database: name } = database.connection;
  const proxy = await startFaultProxy(
    host.startsWith('/') ? { path: join(host, `.s.PGSQL.${port}`) } : { host, port },
  );
  const url = `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${proxy.port}/${name}`;
  const programs: Program[] = [];
  return {
    hook,
    proxy,
    async start(on, { name: folder = 'node', dataDir = join(root, folder), env = {} } = {}) {
      const program = await startProgram({
        dataDir,
        timeoutMs: 240_000,
        env: {
          ...firstOwner,
          INGEST_RATE_PER_KEY: '0',
          EGRESS_ALLOW: '127.0.0.1/32',
          LOG_LEVEL: 'error',
          ...(on === 'shared' && { DATABASE_URL: url, EVENKEEL_KEYS: ring }),
          ...env,
        },
      });
      programs.push(program);
      return program;
    },
    async [Symbol.asyncDispose]() {
      proxy.set('open');
      for (const program of programs) await program.kill().catch(() => undefined);
      await proxy.close();
      await hook.close();
      await database.drop();
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** Ana and, an hour later, Ben are paged by webhook; and the two services. Again and again changes nothing. */
export async function setUp(program: Program, hook: FakeWebhook): Promise<void> {
  const settings = { secret: hook.secret };
  await api(program).post('/v1/config/apply', {
    config: {
      people: ['ana', 'ben'].map((name) => ({
        email: `${name}@example.com`,
        name,
        timezone: 'Europe/Berlin',
        contactMethods: [{ kind: 'webhook', address: hook.url, settings }],
        notificationRules: [{ urgency: 'high', after: '0s', by: 'webhook' }],
      })),
      escalationPolicies: [
        {
          slug: 'ana',
          steps: ['ana', 'ben'].map((name) => ({
            targets: [{ person: `${name}@example.com` }],
            delay: '1h',
          })),
          repeat: 0,
        },
      ],
      services: ['shop', 'bulk'].map((slug) => ({ slug, name: slug, escalationPolicy: 'ana' })),
      ingestKeys: [
        { service: 'shop', source: 'generic', key: shopKey },
        { service: 'bulk', source: 'generic', key: bulkKey },
      ],
    },
  });
}

export function api(program: Program) {
  return wire(program.url, firstOwner.EVENKEEL_API_KEY);
}

/** Events that were answered, by dedup key, and every answer by its status. */
export interface Load {
  readonly answered: Map<string, 'stored' | 'spool'>;
  readonly statuses: Map<number, number>;
  /** The longest wait for an answer so far. */
  longestMs(): number;
  /** Where to send from now on. */
  to(program: Program): void;
  stop(): Promise<void>;
}

export interface LoadOptions {
  readonly name: string;
  readonly clients: number;
  /** One in so many events is critical and pages; the others are information. */
  readonly pageEvery: number;
  /** Pause of each client between two events. */
  readonly pauseMs?: number;
}

/** Clients that each send one event after the other, each of its own key, until they are stopped. */
export function startLoad(first: Program, options: LoadOptions): Load {
  const answered: Load['answered'] = new Map();
  const statuses: Load['statuses'] = new Map();
  const run = { url: first.url, stopped: false, count: 0, longestMs: 0 };
  const client = async (): Promise<void> => {
    while (!run.stopped) {
      const nth = run.count++;
      const dedupKey = `${options.name}-${nth}`;
      const severity = nth % options.pageEvery === 0 ? 'critical' : 'info';
      const begun = performance.now();
      const result = await send(run.url, { title: dedupKey, dedupKey, severity });
      if (result !== null) {
        run.longestMs = Math.max(run.longestMs, performance.now() - begun);
        statuses.set(result.status, (statuses.get(result.status) ?? 0) + 1);
        if (result.status === 202) answered.set(dedupKey, result.stored);
      }
      await sleep(result === null ? 20 : (options.pauseMs ?? 0));
    }
  };
  const clients = Promise.all(Array.from({ length: options.clients }, client));
  return {
    answered,
    statuses,
    longestMs: () => run.longestMs,
    to: (program) => (run.url = program.url),
    async stop() {
      run.stopped = true;
      await clients;
    },
  };
}

export interface Answer {
  readonly status: number;
  readonly stored: 'stored' | 'spool';
  readonly retryAfter: string | null;
  readonly text: string;
}

/** Sends one event; null when no whole answer came. */
export async function send(url: string, event: object, key = shopKey): Promise<Answer | null> {
  try {
    const response = await fetch(`${url}/in/generic/${key}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(event),
    });
    const text = await response.text();
    return {
      status: response.status,
      stored: text.includes('"stored":"spool"') ? 'spool' : 'stored',
      retryAfter: response.headers.get('retry-after'),
      text,
    };
  } catch {
    return null;
  }
}

interface Alert {
  readonly dedupKey: string;
  readonly occurrences: number;
  readonly severity: string;
}

interface Page {
  readonly ref: string;
  readonly state: string;
}

/** What became of what was answered. */
export interface Toll {
  readonly alerts: number;
  readonly lost: string[];
  readonly doubled: string[];
  readonly pages: number;
  /** Pages that nobody was told of. */
  readonly unsent: string[];
  /** Messages that came more than once, under their own key. */
  readonly repeats: number;
  /** Pages with messages under more than one key. */
  readonly otherKeys: string[];
}

/** Waits until the spool is empty and every page was told, at most `timeoutMs`, then counts. */
export async function countToll(
  program: Program,
  hook: FakeWebhook,
  answered: ReadonlyMap<string, unknown>,
  timeoutMs = 60_000,
): Promise<Toll> {
  const told = (): Map<string, string[]> => {
    const byPage = new Map<string, string[]>();
    for (const { id, body } of hook.hooks) {
      if (body['type'] !== 'page') continue;
      const ref = typeof body['ref'] === 'string' ? body['ref'] : '';
      byPage.set(ref, [...(byPage.get(ref) ?? []), id]);
    }
    return byPage;
  };
  await until('the spool to be empty', () => spoolRecords(program).then((n) => n === 0), timeoutMs);
  let pages: Page[] = [];
  await until(
    'every page to be told',
    async () => {
      pages = await api(program).all<Page>('/v1/pages');
      const known = told();
      return pages.every(({ ref }) => known.has(ref));
    },
    timeoutMs,
  ).catch(() => undefined);
  const alerts = await api(program).all<Alert>('/v1/alerts');
  const byKey = Map.groupBy(alerts, ({ dedupKey }) => dedupKey);
  const known = told();
  const ids = [...known.values()];
  const critical = alerts.filter(({ severity }) => severity === 'critical').length;
  assert.ok(pages.length >= critical, `${critical} critical alerts, ${pages.length} pages`);
  return {
    alerts: alerts.length,
    lost: [...answered.keys()].filter((key) => !byKey.has(key)),
    doubled: [...byKey]
      .filter(
        ([key, found]) => found.length > 1 || (answered.has(key) && found[0]?.occurrences !== 1),
      )
      .map(([key]) => key),
    pages: pages.length,
    unsent: pages.filter(({ ref }) => !known.has(ref)).map(({ ref }) => ref),
    repeats: ids.reduce((sum, list) => sum + list.length - new Set(list).size, 0),
    otherKeys: [...known].filter(([, list]) => new Set(list).size > 1).map(([ref]) => ref),
  };
}

/** Events on disk, as /metrics of the node says. */
export async function spoolRecords(program: Program): Promise<number> {
  const answer = await fetch(`${program.url}/metrics`).catch(() => null);
  const text = (await answer?.text()) ?? '';
  return Number(/^evenkeel_spool_records (\d+)/m.exec(text)?.[1] ?? 'NaN');
}

/** The end of a line about a toll, and how much of it is a failure. */
export function verdict(toll: Toll): { words: string; lost: number } {
  const { lost, doubled, pages, unsent, repeats, otherKeys } = toll;
  const words = `${lost.length} lost, ${doubled.length} doubled, ${pages} pages, ${unsent.length} unsent, ${repeats} repeated under their key, ${otherKeys.length} under another`;
  return { words, lost: lost.length + doubled.length + unsent.length + otherKeys.length };
}
