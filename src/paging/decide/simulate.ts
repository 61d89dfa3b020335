// Who would be paged, when, and how, if this happened: the same decisions on a clock of their own.
import type { FrozenPolicy, PageRun, Plan, RuleMessage, StepReach, Urgency } from '../model.ts';
import { planAcknowledge, planResolve } from './commands.ts';
import type { QuietHours } from './messages.ts';
import { timeMessages } from './messages.ts';
import { planOpen } from './run.ts';
import { planTimer } from './timers.ts';

/** What somebody is assumed to do, so long after the start. */
export interface AssumedAnswer {
  readonly do: 'acknowledge' | 'resolve';
  readonly by: string;
  readonly afterSeconds: number;
}

export interface SimulatedMessage {
  readonly kind: 'message';
  readonly at: Temporal.Instant;
  readonly person: string;
  readonly methodId: string;
  readonly step: number;
  readonly round: number;
  readonly reason: string;
}

export interface SimulatedMoment {
  readonly kind: 'moment';
  readonly at: Temporal.Instant;
  readonly reason: Plan['reason'];
  readonly step: number;
  readonly round: number;
  readonly people: readonly string[];
  readonly webhooks: readonly string[];
  readonly skipped: StepReach['skipped'];
}

export type SimulatedLine = SimulatedMessage | SimulatedMoment;

/** The answers that the decisions need, looked up before: nothing is paged by a simulation. */
export interface SimulatedWorld {
  reach(run: PageRun, step: number, at: Temporal.Instant): StepReach;
  /** Whom the fallback comes to. */
  fallback(at: Temporal.Instant): StepReach;
  messages(person: string, urgency: Urgency): readonly RuleMessage[];
  quiet(person: string): QuietHours | null;
}

/** A policy without end is shown so far. */
const mostMoments = 1000;

/**
 * Everything that happens from `start` on, in order of time. Messages that an answer would stop are
 * left out. At most until `horizonSeconds` after the start.
 */
export function simulate(input: {
  policy: FrozenPolicy;
  urgency: Urgency;
  rings: Readonly<Record<string, number>>;
  start: Temporal.Instant;
  answer: AssumedAnswer | null;
  horizonSeconds: number;
  world: SimulatedWorld;
}): SimulatedLine[] {
  const { policy, urgency, start, answer, world } = input;
  const end = start.add({ seconds: input.horizonSeconds });
  const lines: SimulatedLine[] = [];
  let pending: { message: SimulatedMessage; generation: number }[] = [];
  let run = planOpen({ urgency, rings: input.rings, now: start });
  let answerAt = answer ? start.add({ seconds: answer.afterSeconds }) : null;
  for (let moments = 0; moments < mostMoments; moments += 1) {
    const at = earliest(run.next?.at ?? null, answerAt);
    if (at === null || isAfter(at, end)) break;
    if (answer && answerAt && at.equals(answerAt)) {
      answerAt = null;
      take(planAnswer(run, policy, answer, at), at, nobody);
      continue;
    }
    const next = run.next;
    if (next === null) break;
    const reach = next.kind === 'step' ? world.reach(run, next.step, at) : nobody;
    const event = { ...next, generation: run.generation };
    take(planTimer({ run, policy, event, reach, now: at }), at, reach);
  }
  return [...lines, ...pending.map(({ message }) => message)]
    .filter((line) => !isAfter(line.at, end))
    .toSorted((a, b) => Temporal.Instant.compare(a.at, b.at));

  function take(plan: Plan, at: Temporal.Instant, reach: StepReach): void {
    run = plan.run;
    const people: string[] = [];
    const webhooks: string[] = [];
    for (const effect of plan.effects) {
      if (effect.kind === 'page') {
        people.push(...effect.people);
        webhooks.push(...(effect.webhooks ?? []));
      }
      if (effect.kind === 'fallback') people.push(...world.fallback(at).people);
      if (effect.kind === 'cancel') {
        pending = pending.filter(
          ({ generation, message }) => generation === run.generation || !isAfter(message.at, at),
        );
      }
      if (effect.kind === 'cancelFor') {
        pending = pending.filter(
          ({ message }) => message.person !== effect.person || !isAfter(message.at, at),
        );
      }
    }
    const { step, round } = run;
    lines.push({
      kind: 'moment',
      at,
      reason: plan.reason,
      step,
      round,
      people,
      webhooks,
      skipped: reach.skipped,
    });
    for (const person of people) queue(person, at, { step: run.exhausted ? 0 : step, round });
  }

  function queue(
    person: string,
    at: Temporal.Instant,
    place: { step: number; round: number },
  ): void {
    const messages = world.messages(person, run.urgency);
    const timed = timeMessages({
      messages,
      urgency: run.urgency,
      firedAt: at,
      quiet: world.quiet(person),
    });
    for (const { methodId, dueAt, reason } of timed) {
      const message = { kind: 'message', at: dueAt, person, methodId, reason, ...place } as const;
      pending.push({ message, generation: run.generation });
    }
  }
}

const nobody: StepReach = { people: [], skipped: [] };

function planAnswer(
  run: PageRun,
  policy: FrozenPolicy,
  answer: AssumedAnswer,
  now: Temporal.Instant,
): Plan {
  const command = { run, policy, now, by: answer.by };
  return answer.do === 'acknowledge' ? planAcknowledge(command) : planResolve(command);
}

function earliest(a: Temporal.Instant | null, b: Temporal.Instant | null): Temporal.Instant | null {
  if (a === null || b === null) return a ?? b;
  return isAfter(a, b) ? b : a;
}

function isAfter(a: Temporal.Instant, b: Temporal.Instant): boolean {
  return Temporal.Instant.compare(a, b) > 0;
}
