// Pages in memory: the decisions of src/paging/decide on a virtual clock, with a store that knows only
// conditional updates, jobs that may be handled twice, and engines that die half-way.
import {
  planAcknowledge,
  planDecline,
  planEscalate,
  planJoin,
  planResolve,
  planSnooze,
  planUnacknowledge,
} from '../../src/paging/decide/commands.ts';
import { timeMessages } from '../../src/paging/decide/messages.ts';
import { reachOf } from '../../src/paging/decide/reach.ts';
import { ringKeys } from '../../src/paging/decide/rings.ts';
import { planOpen } from '../../src/paging/decide/run.ts';
import type { planTimer } from '../../src/paging/decide/timers.ts';
import type {
  FrozenPolicy,
  PageRun,
  Plan,
  RuleMessage,
  StepReach,
  Target,
  TimerEvent,
} from '../../src/paging/model.ts';

/** How many engines handle each job at once, and where one of them dies. */
export interface Weather {
  readonly engines: 1 | 2;
  /** The job (counted from 0, over the whole run) during which an engine is killed and restarted. */
  readonly kill?: { readonly job: number; readonly when: 'beforeCommit' | 'afterCommit' };
}

export interface SentMessage {
  readonly at: Temporal.Instant;
  readonly page: string;
  readonly person: string;
  readonly methodId: string;
  readonly step: number;
  readonly round: number;
}

export interface SimulatorOptions {
  readonly policy: FrozenPolicy;
  readonly start: Temporal.Instant;
  readonly weather: Weather;
  /** The production decision; tests put wrong ones here to see that the timelines notice. */
  readonly timer: typeof planTimer;
  readonly onCall: (schedule: string, at: Temporal.Instant) => readonly string[];
  readonly messages: (person: string) => readonly RuleMessage[];
}

interface Job {
  readonly at: Temporal.Instant;
  readonly page: string;
  readonly event: TimerEvent;
  done: boolean;
}

interface Queued {
  readonly dueAt: Temporal.Instant;
  readonly message: Omit<SentMessage, 'at'>;
  readonly generation: number;
  state: 'queued' | 'sent' | 'cancelled';
}

export class EscalationSimulator {
  readonly sent: SentMessage[] = [];
  /** Alarms and fallbacks, which the timelines do not list as notifications. */
  readonly loud: { at: Temporal.Instant; page: string; what: 'alarm' | 'fallback' }[] = [];
  readonly runs = new Map<string, PageRun>();
  running = true;
  handled = 0;
  #now: Temporal.Instant;
  readonly #options: SimulatorOptions;
  readonly #jobs: Job[] = [];
  readonly #queue: Queued[] = [];
  readonly #pointers = new Map<string, number>();

  constructor(options: SimulatorOptions) {
    this.#options = options;
    this.#now = options.start;
  }

  /** Moves time to `to`, letting everything that is due happen at its own instant. */
  advance(to: Temporal.Instant): void {
    for (;;) {
      if (this.running) this.#runDue();
      const due = this.running ? this.#nextDue() : null;
      if (due === null || isAfter(due, to)) break;
      if (isAfter(due, this.#now)) this.#now = due;
    }
    this.#now = to;
    if (this.running) this.#runDue();
  }

  open(page: string, urgency: 'high' | 'low' = 'high'): void {
    const rings: Record<string, number> = {};
    for (const key of ringKeys(this.#options.policy.steps)) {
      rings[key] = this.#pointers.get(key) ?? 0;
      this.#pointers.set(key, rings[key] + 1);
    }
    this.#commit(page, null, {
      changed: true,
      reason: { code: 'opened' },
      run: planOpen({ urgency, rings, now: this.#now }),
      effects: [],
    });
  }

  /** A person's or the source's command; refused ones change nothing. */
  command(
    page: string,
    what: 'acknowledge' | 'unacknowledge' | 'escalate' | 'decline' | 'resolve' | 'snooze' | 'join',
    more: { by?: string; until?: Temporal.Instant; urgency?: 'high' | 'low' } = {},
  ): Plan {
    const run = this.#run(page);
    const command = { run, policy: this.#options.policy, now: this.#now, by: more.by ?? null };
    const plan = this.#decide(what, command, more);
    this.#commit(page, run, plan);
    return plan;
  }

  #decide(
    what: string,
    command: Parameters<typeof planResolve>[0],
    more: { until?: Temporal.Instant; urgency?: 'high' | 'low' },
  ): Plan {
    if (what === 'acknowledge') return planAcknowledge(command);
    if (what === 'unacknowledge') return planUnacknowledge(command);
    if (what === 'escalate') return planEscalate(command);
    if (what === 'decline') return planDecline(command);
    if (what === 'snooze') return planSnooze({ ...command, until: more.until ?? this.#now });
    if (what === 'join') return planJoin({ ...command, urgency: more.urgency ?? 'high' });
    return planResolve(command);
  }

  #runDue(): void {
    for (;;) {
      const due = [
        ...this.#jobs
          .filter((job) => !job.done)
          .map((job) => ({ at: job.at, go: () => this.#handle(job) })),
        ...this.#queue
          .filter(({ state }) => state === 'queued')
          .map((queued) => ({ at: queued.dueAt, go: () => this.#send(queued) })),
      ]
        .filter(({ at }) => !isAfter(at, this.#now))
        .toSorted((a, b) => Temporal.Instant.compare(a.at, b.at));
      if (!due[0]) return;
      due[0].go();
    }
  }

  /** Both engines read before either commits; the loser of the conditional update plans again. */
  #handle(job: Job): void {
    const { weather } = this.#options;
    const killed = weather.kill?.job === this.handled ? weather.kill.when : null;
    this.handled += 1;
    const readings = Array.from({ length: weather.engines }, () => this.#run(job.page));
    for (const read of readings) {
      if (killed === 'beforeCommit') return;
      if (!this.#commit(job.page, read, this.#planFor(job, read))) {
        const fresh = this.#run(job.page);
        this.#commit(job.page, fresh, this.#planFor(job, fresh));
      }
      // The job was never reported as done, so the next engine gets it once more.
      if (killed === 'afterCommit') return;
    }
    job.done = true;
  }

  #planFor(job: Job, run: PageRun): Plan {
    const { policy } = this.#options;
    const next = run.next;
    const reach = next?.kind === 'step' ? this.#reach(run, next.step) : { people: [], skipped: [] };
    return this.#options.timer({ run, policy, event: job.event, reach, now: this.#now });
  }

  #reach(run: PageRun, step: number): StepReach {
    const definition = this.#options.policy.steps[step - 1];
    if (!definition) return { people: [], skipped: [] };
    return this.#reachTargets(definition.targets, step, run);
  }

  #reachTargets(targets: readonly Target[], step: number, run: Pick<PageRun, 'rings'>): StepReach {
    const schedules = targets.flatMap((target) =>
      target.kind === 'schedule' ? [target.schedule] : [],
    );
    const onCall = new Map(schedules.map((name) => [name, this.#options.onCall(name, this.#now)]));
    const trouble = (person: string) =>
      this.#options.messages(person).length === 0 ? ('noMethod' as const) : null;
    const world = { onCall, teams: new Map<string, readonly string[]>(), trouble };
    return reachOf({ step, definition: { targets, delaySeconds: 0 }, run, world, at: this.#now });
  }

  /** False when the page is no longer as it was read. */
  #commit(page: string, read: PageRun | null, plan: Plan): boolean {
    if (read !== null && this.runs.get(page) !== read) return false;
    if (!plan.changed) return true;
    this.runs.set(page, plan.run);
    if (plan.run.next && plan.run.next !== read?.next) this.#enqueue(page, plan.run);
    for (const effect of plan.effects) this.#apply(page, plan.run, effect);
    return true;
  }

  #apply(page: string, run: PageRun, effect: Plan['effects'][number]): void {
    if (effect.kind === 'page') this.#page(page, run, effect.people);
    if (effect.kind === 'cancel' || effect.kind === 'cancelFor') {
      for (const queued of this.#queue) {
        const whose = effect.kind === 'cancel' || queued.message.person === effect.person;
        const old = effect.kind === 'cancelFor' || queued.generation !== run.generation;
        if (queued.message.page === page && queued.state === 'queued' && whose && old) {
          queued.state = 'cancelled';
        }
      }
    }
    if (effect.kind === 'alarm') this.loud.push({ at: this.#now, page, what: 'alarm' });
    if (effect.kind === 'fallback') this.loud.push({ at: this.#now, page, what: 'fallback' });
  }

  #page(page: string, run: PageRun, people: readonly string[]): void {
    for (const person of people) {
      const timed = timeMessages({
        messages: this.#options.messages(person),
        urgency: run.urgency,
        firedAt: this.#now,
        quiet: null,
      });
      for (const { methodId, dueAt } of timed) {
        const { step, round, generation } = run;
        const message = { page, person, methodId, step, round };
        this.#queue.push({ dueAt, generation, state: 'queued', message });
      }
    }
  }

  /** The leasing statement: still queued, generation current, page not taken. */
  #send(queued: Queued): void {
    const run = this.#run(queued.message.page);
    const wanted = run.state === 'triggered' && run.generation === queued.generation;
    queued.state = wanted ? 'sent' : 'cancelled';
    if (wanted) this.sent.push({ at: this.#now, ...queued.message });
  }

  #enqueue(page: string, run: PageRun): void {
    const next = run.next;
    if (next === null) return;
    const { kind, step, round, at } = next;
    const event = { kind, step, round, generation: run.generation };
    this.#jobs.push({ at, page, event, done: false });
  }

  #nextDue(): Temporal.Instant | null {
    const instants = [
      ...this.#jobs.filter(({ done }) => !done).map(({ at }) => at),
      ...this.#queue.filter(({ state }) => state === 'queued').map(({ dueAt }) => dueAt),
    ];
    return instants.toSorted((a, b) => Temporal.Instant.compare(a, b))[0] ?? null;
  }

  #run(page: string): PageRun {
    const run = this.runs.get(page);
    if (!run) throw new Error(`no page ${page}`);
    return run;
  }
}

function isAfter(a: Temporal.Instant, b: Temporal.Instant): boolean {
  return Temporal.Instant.compare(a, b) > 0;
}
