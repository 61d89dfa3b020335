import {
  CADENCE_MINIMUM_MINUTES,
  type Cadence,
  type CadenceSettings,
  type RoleHolders,
  type Severity,
} from '../model.ts';

/** First update 10 min after declaring, then by severity. SEV3 has a first one, then on change. */
export const DEFAULT_CADENCE: CadenceSettings = {
  sev1: { firstMinutes: 10, everyMinutes: 30 },
  sev2: { firstMinutes: 10, everyMinutes: 60 },
  sev3: { firstMinutes: 10, everyMinutes: null },
  sev4: { firstMinutes: null, everyMinutes: null },
};

/** Why a cadence is refused, or undefined when it is fine. Minutes are whole and at least 10. */
export function cadenceProblem(cadence: Cadence): string | undefined {
  for (const minutes of [cadence.firstMinutes, cadence.everyMinutes]) {
    if (minutes === null) continue;
    if (!Number.isInteger(minutes) || minutes < CADENCE_MINIMUM_MINUTES) {
      return `A rhythm is a whole number of minutes, at least ${CADENCE_MINIMUM_MINUTES}.`;
    }
  }
  return undefined;
}

/**
 * When the next update is due. `promisedAt` is what the last update said and wins: people were told.
 * Before any update it is the declaration plus the first delay. null: no promise, an update comes on
 * change.
 */
export function nextUpdateDue(input: {
  readonly declaredAt: Temporal.Instant;
  readonly severity: Severity;
  readonly settings: CadenceSettings;
  readonly lastUpdate: {
    readonly at: Temporal.Instant;
    readonly promisedAt: Temporal.Instant | null;
  } | null;
}): Temporal.Instant | null {
  const { firstMinutes, everyMinutes } = input.settings[input.severity];
  const { lastUpdate } = input;
  if (lastUpdate === null) {
    return firstMinutes === null ? null : input.declaredAt.add({ minutes: firstMinutes });
  }
  if (lastUpdate.promisedAt !== null) return lastUpdate.promisedAt;
  return everyMinutes === null ? null : lastUpdate.at.add({ minutes: everyMinutes });
}

/**
 * The due time after a change of severity: raised, the shorter rhythm counts from the last update
 * (or from the change before any), so the promise can only move nearer; lowered, what was promised
 * stays promised.
 */
export function dueAfterSeverityChange(input: {
  readonly current: Temporal.Instant | null;
  readonly changedAt: Temporal.Instant;
  readonly lastUpdateAt: Temporal.Instant | null;
  readonly severity: Severity;
  readonly settings: CadenceSettings;
}): Temporal.Instant | null {
  const { firstMinutes, everyMinutes } = input.settings[input.severity];
  const minutes = input.lastUpdateAt === null ? firstMinutes : everyMinutes;
  if (minutes === null) return input.current;
  const base = input.lastUpdateAt ?? input.changedAt;
  const wanted = base.add({ minutes });
  const soonest = input.changedAt.add({ minutes: Math.min(minutes, CADENCE_MINIMUM_MINUTES) });
  const due = Temporal.Instant.compare(wanted, soonest) < 0 ? soonest : wanted;
  if (input.current === null || Temporal.Instant.compare(due, input.current) < 0) return due;
  return input.current;
}

export const REMINDER_STEPS = ['owner', 'communications', 'commander', 'manager'] as const;
export type ReminderStep = (typeof REMINDER_STEPS)[number];

/** One step of the chase after an update: who, when, and whether their phone rings. */
export interface Reminder {
  readonly step: ReminderStep;
  readonly at: Temporal.Instant;
  /** person id; null for the manager, or when no role is filled: then it is found at that time */
  readonly person: string | null;
  readonly pages: boolean;
}

const OFFSETS: Readonly<Record<ReminderStep, number>> = {
  owner: -5,
  communications: 0,
  commander: 5,
  manager: 10,
};

/**
 * The chase for one due time: its owner 5 minutes before, the communications lead at it, the
 * commander 5 minutes late, the manager paged 10 minutes late. The owner of an update is the
 * communications lead, else the commander; a step whose time lay before the promise was made is
 * left out. Each reminder names somebody: an empty role falls to the commander.
 */
export function reminderPlan(input: {
  readonly dueAt: Temporal.Instant;
  readonly promisedAt: Temporal.Instant;
  readonly roles: RoleHolders;
}): Reminder[] {
  const owner = updateOwner(input.roles);
  const person: Readonly<Record<ReminderStep, string | null>> = {
    owner,
    communications: owner,
    commander: input.roles.commander,
    manager: null,
  };
  return REMINDER_STEPS.map((step) => ({
    step,
    at: input.dueAt.add({ minutes: OFFSETS[step] }),
    person: person[step],
    pages: step === 'manager',
  })).filter((reminder) => Temporal.Instant.compare(reminder.at, input.promisedAt) > 0);
}

/** Who writes the next update. */
export function updateOwner(roles: RoleHolders): string | null {
  return roles.communications ?? roles.commander;
}

export type CountdownState = 'none' | 'running' | 'close' | 'late';

/** The countdown on screen: close under 5 minutes, late from the due time on, seconds then negative. */
export function countdown(
  now: Temporal.Instant,
  dueAt: Temporal.Instant | null,
): { readonly state: CountdownState; readonly seconds: number | null } {
  if (dueAt === null) return { state: 'none', seconds: null };
  const seconds = Math.floor(now.until(dueAt).total('seconds'));
  if (seconds <= 0) return { state: 'late', seconds };
  return { state: seconds <= 300 ? 'close' : 'running', seconds };
}
