// Whom the targets of a step come to: looked up when it fires, each person once.
import type { PageRun, PolicyStep, SkipReason, StepReach, Target } from '../model.ts';
import { ringFrom, ringKey } from './rings.ts';
import { inWindow, windowText } from './window.ts';

/** What has to be known of the world to fire a step, all of it at the moment of firing. */
export interface World {
  /** People on call per schedule; a schedule that is gone is missing. */
  readonly onCall: ReadonlyMap<string, readonly string[]>;
  /** Members per team; a team that is gone is missing. */
  readonly teams: ReadonlyMap<string, readonly string[]>;
  /** Whether a webhook is on; one that is gone is missing. */
  readonly webhooks?: ReadonlyMap<string, boolean>;
  /** Why a person cannot be paged, or null when they can. */
  trouble(person: string): SkipReason | null;
}

/** `step` is counted from 1. */
export function reachOf(input: {
  step: number;
  definition: PolicyStep;
  run: Pick<PageRun, 'rings'>;
  world: World;
  /** When it fires; a step that is out of its hours comes to nobody. */
  at: Temporal.Instant;
}): StepReach {
  const { when } = input.definition;
  if (when && !inWindow(when, input.at)) {
    return { people: [], skipped: [{ who: windowText(when), why: 'outsideHours' }] };
  }
  const people: string[] = [];
  const webhooks: string[] = [];
  const skipped: { who: string; why: SkipReason }[] = [];
  for (const [place, target] of input.definition.targets.entries()) {
    if (target.kind === 'roundRobin') {
      const position = input.run.rings[ringKey(input.step, place + 1)] ?? 0;
      takeFirst(ringFrom(target, position));
    } else if (target.kind === 'webhook') {
      takeWebhook(target.webhook);
    } else {
      takeAll(membersOf(target));
    }
  }
  return { people, ...(webhooks.length > 0 && { webhooks }), skipped };

  function takeWebhook(id: string): void {
    const isOn = input.world.webhooks?.get(id);
    if (isOn !== true) skipped.push({ who: id, why: isOn === false ? 'webhookOff' : 'gone' });
    else if (!webhooks.includes(id)) webhooks.push(id);
  }

  function takeFirst(candidates: readonly string[]): void {
    for (const person of candidates) if (take(person)) return;
  }

  function takeAll({
    found,
    why,
    who,
  }: {
    found: readonly string[];
    why: SkipReason;
    who: string;
  }) {
    if (found.length === 0) skipped.push({ who, why });
    for (const person of found) take(person);
  }

  /** False when this person cannot be reached. Somebody named twice is paged once. */
  function take(person: string): boolean {
    if (people.includes(person)) return true;
    const why = input.world.trouble(person);
    if (why === null) people.push(person);
    else if (!skipped.some(({ who }) => who === person)) skipped.push({ who: person, why });
    return why === null;
  }

  function membersOf(target: Exclude<Target, { kind: 'roundRobin' | 'webhook' }>) {
    if (target.kind === 'person') {
      return { found: [target.person], why: 'gone' as const, who: target.person };
    }
    if (target.kind === 'schedule') {
      const found = input.world.onCall.get(target.schedule);
      const why: SkipReason = found ? 'nobodyOnCall' : 'gone';
      return { found: found ?? [], why, who: target.schedule };
    }
    const found = input.world.teams.get(target.team);
    const why: SkipReason = found ? 'emptyTeam' : 'gone';
    return { found: found ?? [], why, who: target.team };
  }
}
