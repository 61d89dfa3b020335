// Sends in this process: leases messages in small batches when there is a free place for them, hands
// each to its channel, and writes what came of them in batches too. Nothing here is remembered that
// the database does not know: after a crash the leases run out and others take over.
import { setTimeout } from 'node:timers/promises';

import { type Channel, channels, type Outcome, sendThrough, type Values } from '#channels';
import { openMethod } from '#people';
import { inTransaction, type Platform, systemCtx } from '#platform/context';
import { startDeadline } from '#platform/deadline';
import type { Egress } from '#platform/egress';
import type { Journal } from '#platform/journal';
import { type LaneItem, Lanes } from '#platform/lanes';
import type { Mail } from '#platform/mail';

import { Leases } from './lease-messages.ts';
import { linkFor, tokenFor } from './link.ts';
import { attemptSeconds, type MethodKind } from './model.ts';
import { type AttemptResult, recordAttempts } from './record-attempts.ts';
import { openSealed } from './seal.ts';
import type { LeasedMessage } from './store/lease.ts';
import { notedOf } from './take-up-outcomes.ts';
import { composeMessage } from './views/compose.ts';

/** What sending needs of the program. */
export interface SenderDeps {
  readonly platform: Platform;
  readonly http: Egress;
  readonly mail: Mail;
  readonly journal: Journal | null;
  /** The operator's settings by channel; a channel that is not set up is absent. */
  settings(kind: MethodKind): Values | null;
}

export interface Sender {
  /** Takes messages whose time has come. Returns at once. */
  take(items: readonly LaneItem[]): void;
  /** Resolves when everything taken has been sent and written. */
  settle(): Promise<void>;
  /** Takes nothing more, lets running attempts end, writes them. */
  stop(): Promise<void>;
}

/** So long results gather before they are written. */
const gatherMs = 10;

/** Places by the kind of lane; a webhook's host gets few, the phone company many. */
const places: Readonly<Record<string, number>> = { email: 8, phone: 24, webhook: 12, webPush: 16 };

const byId = new Map<string, Channel>(channels.map((channel) => [channel.id, channel]));

/** Builds the sender of this process. */
export function createSender(deps: SenderDeps): Sender {
  const { platform } = deps;
  const results = new ResultWriter(platform, deps.journal);
  const leases = new Leases(platform);
  const lanes = new Lanes(
    (items, free) => {
      void leases.take(items).then(
        async ({ token, leased }) => {
          free(items.length - leased.length);
          await Promise.all(
            leased.map(async (message) => {
              const at = platform.clock.now();
              const outcome = await attempt(deps, message);
              results.add(message.orgId, resultOf(message, { token, at, ...outcome }));
              free(1);
            }),
          );
        },
        (error: unknown) => {
          // They stay queued; the sweep brings them back.
          platform.log.warn({ err: error, count: items.length }, 'messages could not be leased');
          free(items.length);
        },
      );
    },
    (lane) => places[lane.split(' ')[0] ?? ''] ?? 8,
  );
  return {
    take: (items) => lanes.add(items),
    async settle() {
      await lanes.idle();
      await results.idle();
    },
    async stop() {
      await lanes.close();
      await results.idle();
    },
  };
}

/** One attempt, always with an outcome. Demo organisations never reach a provider. */
async function attempt(
  deps: SenderDeps,
  message: LeasedMessage,
): Promise<{ outcome: Outcome; provider: string }> {
  const channel = byId.get(message.methodKind);
  const provider = providerOf(message);
  if (message.demo) return { outcome: { kind: 'accepted', providerId: null }, provider: 'demo' };
  if (!channel) {
    return { outcome: { kind: 'deadConfig', reason: 'there is no such channel' }, provider };
  }
  const settings = deps.settings(message.methodKind);
  if (settings === null) {
    return { outcome: { kind: 'deadConfig', reason: notConfigured[message.methodKind] }, provider };
  }
  const { platform } = deps;
  const deadline = startDeadline(attemptSeconds * 1000);
  const outcome = await sendThrough(channel, {
    settings,
    target: targetOf(platform, channel, message),
    message: compose(platform, message),
    idempotencyKey: message.id,
    http: deps.http,
    mail: deps.mail,
    now: platform.clock.now(),
    signal: deadline.signal,
  }).finally(deadline.end);
  return { outcome, provider };
}

const notConfigured: Readonly<Record<MethodKind, string>> = {
  email: 'no mail server is configured (SMTP_URL)',
  sms: 'no phone provider is configured (TWILIO_ACCOUNT_SID)',
  voice: 'no phone provider is configured (TWILIO_ACCOUNT_SID)',
  webhook: 'webhooks are not configured',
  webPush: 'Web Push has no keys',
};

/** Address, settings and opened secrets, as far as the channel knows such fields. */
function targetOf(platform: Platform, channel: Channel, message: LeasedMessage): Values {
  const opened = openMethod(platform.secrets, {
    id: message.methodId,
    settings: message.waySettings,
    sealed: message.waySealed,
  });
  const known = new Set(channel.target.map((field) => field.key));
  const values = Object.entries({ ...opened, address: message.wayAddress });
  return Object.fromEntries(values.filter(([key]) => known.has(key)));
}

function compose(platform: Platform, message: LeasedMessage): ReturnType<typeof composeMessage> {
  const { publicUrl } = platform;
  const acting = message.subjectKind === 'page' || message.subjectKind === 'test';
  const hook = (what: string): string =>
    `${publicUrl}/hooks/twilio/${what}/${tokenFor(platform, 'receipt', message.id)}`;
  return composeMessage({
    facts: message.facts,
    subjectKind: message.subjectKind,
    subjectId: message.subjectId,
    urgency: message.urgency,
    step: message.step,
    round: message.round,
    person: {
      name: message.personName,
      email: message.personEmail,
      timezone: message.timezone,
      locale: message.locale,
    },
    link: acting ? linkFor(platform, message.id) : null,
    secret:
      message.sealed === null ? null : openSealed(platform.secrets, message.id, message.sealed),
    // Signed when the phone company is told of them, not for every message.
    callbacks: {
      get status() {
        return hook('status');
      },
      get digits() {
        return acting ? hook('digits') : null;
      },
    },
    publicUrl,
  });
}

function providerOf(message: LeasedMessage): string {
  switch (message.methodKind) {
    case 'email':
      return 'smtp';
    case 'sms':
    case 'voice':
      return 'twilio';
    case 'webhook':
      return 'webhook';
    case 'webPush':
      return URL.parse(message.wayAddress)?.host ?? 'push';
  }
}

function resultOf(
  message: LeasedMessage,
  done: { token: string; at: Temporal.Instant; outcome: Outcome; provider: string },
): AttemptResult {
  return {
    ...done,
    message,
    receipts: byId.get(message.methodKind)?.receipts === true && done.provider !== 'demo',
    chance: Math.random(),
  };
}

/** Writes results in batches: while one is being written, the next ones gather. */
class ResultWriter {
  readonly #platform: Platform;
  readonly #journal: Journal | null;
  readonly #waiting: { orgId: string; result: AttemptResult }[] = [];
  #writing: Promise<void> | null = null;

  constructor(platform: Platform, journal: Journal | null) {
    this.#platform = platform;
    this.#journal = journal;
  }

  add(orgId: string, result: AttemptResult): void {
    this.#journal?.note(`${result.message.id} ${result.token}`, notedOf(orgId, result));
    this.#waiting.push({ orgId, result });
    this.#writing ??= this.#write().finally(() => (this.#writing = null));
  }

  async idle(): Promise<void> {
    while (this.#writing) await this.#writing;
  }

  async #write(): Promise<void> {
    // Each is in the journal by now: those of the same moment share a transaction.
    while (this.#waiting.length > 0) {
      await setTimeout(gatherMs);
      const batch = this.#waiting.splice(0, 500);
      for (const [orgId, own] of Map.groupBy(batch, (one) => one.orgId)) {
        await this.#writeOne(
          orgId,
          own.map((one) => one.result),
        );
      }
    }
  }

  async #writeOne(orgId: string, results: readonly AttemptResult[]): Promise<void> {
    const ctx = systemCtx(this.#platform, orgId, 'delivery');
    for (let tries = 1; ; tries++) {
      try {
        await inTransaction(ctx, (tx) => recordAttempts(tx, results));
        this.#journal?.settle(results.map(({ message, token }) => `${message.id} ${token}`));
        return;
      } catch (error) {
        this.#platform.log.error({ err: error, tries }, 'results of sending could not be written');
        // Given up: the leases run out, and the messages are sent again under the same key.
        if (tries >= 5) return;
        await setTimeout(200 * tries);
      }
    }
  }
}
