// Sends in this process: takes a message when there is a free place for its host, asks the guarded way
// out, writes what came of it. What is known here is known to the database: after a crash the lease
// runs out and another node sends it again, under the same id.
import { randomUUID } from 'node:crypto';

import { retryAfterSeconds, signWebhook } from '#channels';
import { localMillis } from '#platform/clock';
import { inTransaction, type Platform, systemCtx } from '#platform/context';
import { transaction } from '#platform/db';
import { type Egress, EgressError } from '#platform/egress';
import { type LaneItem, Lanes } from '#platform/lanes';

import type { Outcome } from './model.ts';
import { recordAttempt } from './record-attempt.ts';
import { openSecret } from './seal-secret.ts';
import { type Lease, leaseDelivery, type LeasedDelivery } from './store/deliveries.ts';

/** A receiver has this long to answer (Standard Webhooks: 15 to 30 s). */
const attemptMs = 15_000;
/** Longer than an attempt with its writing. */
const leaseSeconds = 60;
/** Requests to one host at once. */
const placesOfHost = 6;

export interface Sender {
  /** Takes messages whose time has come. Returns at once. */
  take(orgId: string, items: readonly (readonly [id: string, url: string])[]): void;
  /** Resolves when everything taken has been sent and written. */
  settle(): Promise<void>;
  /** Takes nothing more, breaks off what runs (it is sent again later), writes it. */
  stop(): Promise<void>;
}

/** Builds the sender of this process. */
export function createSender(platform: Platform, http: Egress): Sender {
  const stopping = new AbortController();
  const lanes = new Lanes(
    (items, free) => {
      for (const item of items) {
        void send(platform, http, item, stopping.signal)
          .catch((error: unknown) => {
            // It stays where it is; the sweep brings it back.
            platform.log.warn({ err: error, delivery: item.id }, 'a webhook could not be sent');
          })
          .finally(() => free(1));
      }
    },
    () => placesOfHost,
  );
  return {
    take(orgId, items) {
      lanes.add(items.map(([id, url]): LaneItem => ({ orgId, id, lane: hostOf(url) })));
    },
    settle: () => lanes.idle(),
    async stop() {
      stopping.abort();
      await lanes.close();
    },
  };
}

function hostOf(url: string): string {
  return URL.parse(url)?.host ?? url;
}

async function send(
  platform: Platform,
  http: Egress,
  item: LaneItem,
  signal: AbortSignal,
): Promise<void> {
  const lease: Lease = { orgId: item.orgId, id: item.id, token: randomUUID() };
  const at = platform.clock.now();
  const until = at.add({ seconds: leaseSeconds });
  const leased = await transaction(platform.db, (q) => leaseDelivery(q, lease, { now: at, until }));
  if (leased === null) return;
  const outcome = await attempt(platform, http, { lease, leased, at, signal });
  await inTransaction(systemCtx(platform, item.orgId, 'webhooks'), (tx) =>
    recordAttempt(tx, {
      lease,
      endpointId: leased.endpointId,
      url: leased.url,
      at,
      outcome,
      chance: Math.random(),
    }),
  );
}

async function attempt(
  platform: Platform,
  http: Egress,
  held: { lease: Lease; leased: LeasedDelivery; at: Temporal.Instant; signal: AbortSignal },
): Promise<Outcome> {
  const { lease, leased, at, signal } = held;
  const timestamp = Math.floor(at.epochMilliseconds / 1000);
  const started = localMillis();
  const took = (): number => Math.max(0, Math.round(localMillis() - started));
  try {
    const answer = await http.fetch({
      url: leased.url,
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'webhook-id': lease.id,
        'webhook-timestamp': String(timestamp),
        'webhook-signature': signWebhook(secretsOf(platform, leased, at), {
          id: lease.id,
          timestamp,
          body: leased.body,
        }),
      },
      body: leased.body,
      timeoutMs: attemptMs,
      signal,
    });
    const retryAfter = retryAfterSeconds(answer.headers, at);
    return {
      status: answer.status,
      error: null,
      refused: false,
      retryAfterSeconds: retryAfter,
      durationMs: took(),
    };
  } catch (error) {
    if (!(error instanceof EgressError)) throw error;
    return {
      status: error.status ?? null,
      error: error.message,
      refused: error.kind === 'refused',
      retryAfterSeconds: null,
      durationMs: took(),
    };
  }
}

/** The secrets that sign, newest first; the one before only until its time is over. */
function secretsOf(platform: Platform, leased: LeasedDelivery, now: Temporal.Instant): string {
  const { endpointId, secret, oldSecret, oldSecretUntil } = leased;
  const open = (sealed: string): string => openSecret(platform.secrets, endpointId, sealed);
  const overlaps =
    oldSecret !== null &&
    oldSecretUntil !== null &&
    Temporal.Instant.compare(now, oldSecretUntil) < 0;
  return overlaps ? `${open(secret)} ${open(oldSecret)}` : open(secret);
}
