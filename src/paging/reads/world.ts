// What has to be known of people, teams and schedules to fire a step, at one moment.
import { whoIsOnCall } from '#oncall';
import { type PlannedMessage, planMessages, type Reach, reachOf, teamsByIds } from '#people';
import type { Queries } from '#platform/db';
import { webhooksByRefs } from '#webhooks';

import type { World } from '../decide/reach.ts';
import type { Target, Urgency } from '../model.ts';

export interface LoadedWorld extends World {
  /** Everybody whom the targets may come to. */
  readonly reach: ReadonlyMap<string, Reach>;
  /** The messages of a person's rules; empty when nothing can reach them. */
  messages(person: string, urgency: Urgency): PlannedMessage[];
}

/** Looks up everybody whom these targets may come to at `at`: a handful of queries for any number. */
export async function loadWorld(
  q: Queries,
  orgId: string,
  targets: readonly Target[],
  at: Temporal.Instant,
): Promise<LoadedWorld> {
  const schedules = targets.flatMap((one) => (one.kind === 'schedule' ? [one.schedule] : []));
  const teamIds = targets.flatMap((one) => (one.kind === 'team' ? [one.team] : []));
  const onCall = await onCallOf(q, orgId, [...new Set(schedules)], at);
  const hooks = targets.flatMap((one) => (one.kind === 'webhook' ? [one.webhook] : []));
  const webhooks = new Map(
    hooks.length === 0
      ? []
      : [...(await webhooksByRefs(q, orgId, hooks))].map(([id, { isOn }]) => [id, isOn]),
  );
  const teams = new Map(
    teamIds.length === 0
      ? []
      : [...(await teamsByIds(q, orgId, teamIds))].map(([id, team]) => [id, team.members]),
  );
  const people = targets.flatMap((one) => {
    if (one.kind === 'person') return [one.person];
    return one.kind === 'roundRobin' ? [...one.ring] : [];
  });
  const everybody = [...people, ...[...onCall.values()].flat(), ...[...teams.values()].flat()];
  const reach = everybody.length === 0 ? new Map() : await reachOf(q, orgId, everybody);
  return worldOf(onCall, teams, { reach, webhooks });
}

function worldOf(
  onCall: LoadedWorld['onCall'],
  teams: LoadedWorld['teams'],
  { reach, webhooks }: { reach: LoadedWorld['reach']; webhooks: ReadonlyMap<string, boolean> },
): LoadedWorld {
  const messages = (person: string, urgency: Urgency): PlannedMessage[] => {
    const known = reach.get(person);
    return known ? planMessages(urgency, known.rules, known.methods) : [];
  };
  return {
    onCall,
    teams,
    webhooks,
    reach,
    messages,
    trouble(person) {
      const known = reach.get(person);
      if (!known) return 'gone';
      if (known.person.deactivatedAt !== null) return 'deactivated';
      return messages(person, 'high').length === 0 ? 'noMethod' : null;
    },
  };
}

/** One schedule that cannot be computed must not keep the others from being asked (G12). */
async function onCallOf(
  q: Queries,
  orgId: string,
  schedules: readonly string[],
  at: Temporal.Instant,
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (schedules.length === 0) return new Map();
  try {
    return await whoIsOnCall(q, orgId, schedules, at);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const found = new Map<string, readonly string[]>();
    for (const schedule of schedules) {
      try {
        for (const [id, people] of await whoIsOnCall(q, orgId, [schedule], at)) {
          found.set(id, people);
        }
      } catch (inner) {
        if (!(inner instanceof RangeError)) throw inner;
        found.set(schedule, []);
      }
    }
    return found;
  }
}
