// A timeline of test/cases or the shared fixtures on the real program: alerts come in over HTTP,
// people are reached by signed webhooks, and who was told when is what the receivers saw.
import { alertsApi } from '#alerts/contract';
import { startTestApp, type TestApp } from '#harness/app';
import { type HttpFake, listenHttp } from '#harness/listen';
import { putIngestKey } from '#intake';
import { oncallApi } from '#oncall/contract';
import { putPolicy, type TargetInput } from '#paging';
import { pagesApi } from '#paging/contract';
import { putPerson, reachOf } from '#people';
import { ApiError } from '#platform/client';
import { inTransaction } from '#platform/context';
import { sql } from '#platform/db';
import { formatDuration } from '#platform/duration';
import { putService } from '#services';

import type { Timeline, TimelineEvent } from '../fixtures/escalations.ts';

/** `one` node, `two` that share the work, or one that is stopped and replaced before every event. */
export type Nodes = 'one' | 'two' | 'restarted';

const ingestKey = 'timelinetimelinetimeline00000001';

/** Runs a timeline; the first disagreement as a sentence, or null. */
export async function runOnProgram(timeline: Timeline, nodes: Nodes): Promise<string | null> {
  const start = Temporal.Instant.from(timeline.events[0]?.at ?? timeline.until);
  await using first = await startTestApp({ now: start.subtract({ minutes: 1 }).toString() });
  const rig = new TimelineRig(first, timeline);
  try {
    await rig.setUp();
    return await rig.run(nodes);
  } finally {
    await rig.close();
  }
}

class TimelineRig {
  readonly #first: TestApp;
  readonly #timeline: Timeline;
  readonly #refs = new Map<string, string>();
  readonly #received: string[] = [];
  #running: TestApp[];
  #down = false;
  #sink: HttpFake | null = null;

  constructor(first: TestApp, timeline: Timeline) {
    this.#first = first;
    this.#timeline = timeline;
    this.#running = [first];
  }

  async setUp(): Promise<void> {
    this.#sink = await listenHttp((request) => {
      const [, person = '', channel = ''] = request.path.split('/');
      const body = JSON.parse(request.body.toString('utf8')) as {
        type: string;
        page: string;
        step: number;
      };
      const at = this.#first.now().toString();
      // Reminders are no pages; the timelines list pages only.
      if (body.type === 'page') {
        this.#received.push([at, body.page, `step ${body.step}`, person, channel].join(' '));
      }
      return { status: 200, body: 'ok' };
    });
    for (const name of this.#people()) await this.#putPerson(name);
    for (const name of this.#schedules()) {
      const known = this.#timeline.schedules?.[name];
      const layers = (known?.layers ?? []).map((layer) => ({
        ...layer,
        users: layer.users.map((entry) =>
          entry === null ? null : typeof entry === 'string' ? mail(entry) : entry.map(mail),
        ),
      }));
      await this.#first.api(oncallApi.create, {
        body: {
          slug: name,
          timezone: known?.timezone ?? 'UTC',
          layers: layers as never,
        },
      });
    }
    await inTransaction(this.#first.ctx(), async (tx) => {
      const { policy } = this.#timeline;
      const { id } = await putPolicy(tx, {
        slug: 'timeline',
        steps: policy.steps.map((step) => ({
          targets: step.targets.map(targetOf),
          delaySeconds: seconds(step.after),
        })),
        repeat: policy.repeat,
        ...(policy.ackTimeout && { acknowledgeTimeoutSeconds: seconds(policy.ackTimeout) }),
      });
      await putService(tx, { slug: 'shop', escalationPolicyId: id });
      await putIngestKey(tx, { service: 'shop', source: 'generic', key: ingestKey });
    });
    await this.#withoutDuties();
  }

  async run(nodes: Nodes): Promise<string | null> {
    if (nodes === 'two') await this.#join();
    const checks = (this.#timeline.states ?? []).map((check) => ({ at: check.at, check }));
    const events = this.#timeline.events.map((event) => ({ at: event.at, event }));
    const moments = [...events, ...checks].toSorted((a, b) => (a.at < b.at ? -1 : 1));
    for (const moment of moments) {
      await this.#advance(Temporal.Instant.from(moment.at));
      if (nodes === 'restarted') await this.#restart();
      if ('event' in moment) await this.#apply(moment.event);
      else {
        const { state } = await this.#page(moment.check.incident);
        const expected = moment.check.state === 'acked' ? 'acknowledged' : moment.check.state;
        if (state !== expected) return `${moment.at}: expected ${expected}, got ${state}`;
      }
    }
    await this.#advance(Temporal.Instant.from(this.#timeline.until).subtract({ milliseconds: 1 }));
    return this.#problem();
  }

  async close(): Promise<void> {
    for (const node of this.#running) if (node !== this.#first) await node[Symbol.asyncDispose]();
    await this.#sink?.close();
  }

  #problem(): string | null {
    const expected = this.#timeline.expect
      .map(({ at, incident, step, notify, channel }) =>
        [
          at,
          this.#refs.get(incident) ?? incident,
          `step ${step}`,
          notify,
          channel ?? 'default',
        ].join(' '),
      )
      .toSorted();
    const got = this.#received.toSorted();
    return expected.join('\n') === got.join('\n')
      ? null
      : `expected ${JSON.stringify(expected)}, got ${JSON.stringify(got)}`;
  }

  /** Each due job at its own instant, on every node that runs. */
  async #advance(to: Temporal.Instant): Promise<void> {
    const { clock } = this.#first;
    const settle = async (): Promise<void> => {
      if (this.#down) return;
      await Promise.all(this.#running.map((node) => node.settle()));
    };
    for (;;) {
      await settle();
      const node = this.#running[0];
      const due = this.#down || !node ? null : await node.app.jobs.nextDue();
      if (due === null || Temporal.Instant.compare(due, to) > 0) break;
      if (Temporal.Instant.compare(due, clock.now()) > 0) await this.#setTime(due);
    }
    if (Temporal.Instant.compare(to, clock.now()) > 0) await this.#setTime(to);
    await settle();
  }

  async #setTime(at: Temporal.Instant): Promise<void> {
    this.#first.clock.set(at);
    for (const node of this.#running) await node.app.jobs.setTime(at);
  }

  async #join(): Promise<void> {
    this.#running.push(await startTestApp({ beside: this.#first }));
    await this.#withoutDuties();
  }

  /** The node dies with what it has not finished, and another one starts on the same database. */
  async #restart(): Promise<void> {
    const old = this.#running;
    this.#running = [await startTestApp({ beside: this.#first })];
    for (const node of old) await node.app.stop();
    await this.#withoutDuties();
  }

  /** Duties ring every minute and have nothing to do here; a day would take long. */
  async #withoutDuties(): Promise<void> {
    const node = this.#running.at(-1) ?? this.#first;
    await sql`delete from pgboss.job where name = 'app.duty'`.execute(node.platform.db);
  }

  async #apply(event: TimelineEvent): Promise<void> {
    const ref = this.#refs.get(event.incident ?? '');
    const by = event.by === undefined ? {} : { by: mail(event.by) };
    if (event.do === 'engine-stop' || event.do === 'engine-start') {
      this.#down = event.do === 'engine-stop';
    } else if (event.do === 'trigger' || event.do === 'resolve') {
      await this.#send(event);
    } else {
      if (ref === undefined) throw new Error(`nothing has been opened for ${event.incident ?? ''}`);
      const { api } = this.#node();
      const params = { id: ref };
      if (event.do === 'ack') await api(pagesApi.acknowledge, { params, body: by });
      else if (event.do === 'escalate')
        await orRefused(api(pagesApi.escalate, { params, body: by }));
      else if (event.do === 'snooze') {
        const body = { ...by, for: formatDuration(seconds(event.for ?? 'PT1H')) };
        await orRefused(api(pagesApi.snooze, { params, body }));
      } else throw new Error(`unknown event ${event.do}`);
    }
    if (!this.#down) await this.#advance(this.#first.now());
  }

  async #send(event: TimelineEvent): Promise<void> {
    const page = event.incident ?? '';
    const dedupKey =
      this.#timeline.events.find((one) => one.do === 'trigger' && one.incident === page)?.key ??
      page;
    const status = event.do === 'trigger' ? 'firing' : 'resolved';
    const response = await fetch(`${this.#node().url}/in/generic/${ingestKey}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ title: page, dedupKey, status, severity: 'critical' }),
    });
    if (response.status !== 202) throw new Error(`ingest answered ${response.status}`);
    const { alerts } = (await response.json()) as { alerts: { ref: string }[] };
    const alert = await this.#node().api(alertsApi.get, { params: { id: alerts[0]?.ref ?? '' } });
    if (alert.page !== null) this.#refs.set(page, alert.page);
  }

  async #page(name: string) {
    return this.#node().api(pagesApi.get, { params: { id: this.#refs.get(name) ?? name } });
  }

  #node(): TestApp {
    const [node] = this.#running;
    if (!node) throw new Error('no node runs');
    return node;
  }

  async #putPerson(name: string): Promise<void> {
    const { orgId } = this.#first;
    const rules = this.#timeline.rules?.[name];
    const channels = rules ? [...new Set(rules.map(({ channel }) => channel))] : ['default'];
    const url = (channel: string) => `${this.#sink?.origin ?? ''}/${name}/${channel}`;
    await inTransaction(this.#first.ctx(), async (tx) => {
      const { id } = await putPerson(tx, {
        email: mail(name),
        name,
        role: 'responder',
        contactMethods: channels.map((channel) => ({
          kind: 'webhook' as const,
          address: url(channel),
        })),
      });
      if (!rules) return;
      const methods = (await reachOf(tx.q, orgId, [id])).get(id)?.methods ?? [];
      await putPerson(tx, {
        id,
        notificationRules: rules.map(({ after, channel }) => ({
          urgency: 'high' as const,
          after: formatDuration(seconds(after)),
          by: methods.find((method) => method.address === url(channel))?.id ?? channel,
        })),
      });
    });
  }

  #people(): string[] {
    const targets = this.#timeline.policy.steps.flatMap((step) => step.targets);
    const named = targets.flatMap((target) => {
      if ('user' in target) return [target.user];
      return 'roundRobin' in target ? target.roundRobin : [];
    });
    const serving = Object.values(this.#timeline.schedules ?? {}).flatMap((schedule) =>
      schedule.layers.flatMap((layer) => layer.users.flatMap((entry) => entry ?? [])),
    );
    const acting = this.#timeline.events.flatMap(({ by }) => by ?? []);
    return [...new Set([...named, ...serving, ...acting])];
  }

  #schedules(): string[] {
    const targets = this.#timeline.policy.steps.flatMap((step) => step.targets);
    const named = targets.flatMap((target) => ('schedule' in target ? [target.schedule] : []));
    return [...new Set(named)];
  }
}

type NamedTarget = Timeline['policy']['steps'][number]['targets'][number];

function targetOf(target: NamedTarget): TargetInput {
  if ('user' in target) return { person: mail(target.user) };
  if ('schedule' in target) return { schedule: target.schedule };
  return { roundRobin: target.roundRobin.map(mail) };
}

/** A command that the page refuses, such as escalating what is resolved, is an answer like others. */
async function orRefused(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 409) throw error;
  }
}

function mail(name: string): string {
  return `${name}@example.com`;
}

function seconds(duration: string): number {
  return Temporal.Duration.from(duration).total('seconds');
}
