// The vocabulary of the demo's story: what somebody or something did, and how long before the present.

/** First name of somebody of the cast. */
export type Who =
  | 'ana'
  | 'ben'
  | 'cai'
  | 'dina'
  | 'emre'
  | 'eli'
  | 'fay'
  | 'goran'
  | 'hana'
  | 'jon'
  | 'lena'
  | 'mira';

export type DemoSeverity = 'critical' | 'error' | 'warning' | 'info';
type Sev = 'sev1' | 'sev2' | 'sev3' | 'sev4';

/** One of the four questions that a postmortem asks, answered. */
export interface DemoFactor {
  readonly stage: 'introduced' | 'missed' | 'impact' | 'recovery';
  readonly text: string;
}

/** An action item; `dueIn` is in days from the story's present, negative: overdue. */
export interface DemoAction {
  readonly text: string;
  readonly owner: Who | null;
  readonly dueIn: number | null;
  readonly state: 'open' | 'inProgress' | 'done';
  readonly kind: 'prevent' | 'detect' | 'limit' | 'recover' | 'learn';
}

/** What happened. Incidents and alerts are named by words of the story, not by ids. */
export type DemoAct =
  | {
      readonly kind: 'signal';
      readonly alert: string;
      readonly service: string;
      readonly status: 'firing' | 'resolved';
      readonly severity: DemoSeverity;
      readonly title: string;
      readonly body?: string;
    }
  | { readonly kind: 'acknowledge'; readonly alert: string; readonly by: Who }
  | { readonly kind: 'snooze'; readonly alert: string; readonly by: Who; readonly minutes: number }
  | {
      readonly kind: 'change';
      readonly change: 'deploy' | 'config' | 'flag' | 'migration' | 'infrastructure' | 'vendor';
      readonly service: string;
      readonly summary: string;
      readonly by: string;
      readonly undo?: string;
      readonly percent?: number;
    }
  | {
      readonly kind: 'declare';
      readonly incident: string;
      readonly title: string;
      readonly severity: Sev;
      readonly services: readonly string[];
      readonly alerts: readonly string[];
      readonly by: Who;
      /** Minutes before the declaration. */
      readonly impactMinutes: number;
    }
  | {
      readonly kind: 'entry';
      readonly incident: string;
      readonly entry: 'symptom' | 'hypothesis' | 'action' | 'result' | 'decision' | 'note';
      readonly text: string;
      readonly by: Who;
      readonly mitigation?: boolean;
    }
  | {
      readonly kind: 'severity';
      readonly incident: string;
      readonly severity: Sev;
      readonly by: Who;
    }
  | { readonly kind: 'impact'; readonly incident: string; readonly text: string; readonly by: Who }
  | {
      readonly kind: 'addAlerts';
      readonly incident: string;
      readonly alerts: readonly string[];
      readonly by: Who;
    }
  | {
      readonly kind: 'role';
      readonly incident: string;
      readonly role: 'commander' | 'operations' | 'communications' | 'scribe';
      readonly person: Who;
      readonly by: Who;
    }
  | {
      readonly kind: 'update';
      readonly incident: string;
      readonly status: 'investigating' | 'identified' | 'monitoring' | 'resolved';
      readonly impact: string;
      readonly action: string;
      /** Minutes until the next one; null with `resolved`. */
      readonly next: number | null;
      readonly public: boolean;
      readonly by: Who;
    }
  | { readonly kind: 'mitigate'; readonly incident: string; readonly by: Who }
  | { readonly kind: 'verify'; readonly incident: string; readonly how: string; readonly by: Who }
  | { readonly kind: 'resolve'; readonly incident: string; readonly by: Who }
  | {
      readonly kind: 'postmortem';
      readonly incident: string;
      readonly by: Who;
      readonly summary: string;
      readonly wentWell: readonly string[];
      readonly factors: readonly DemoFactor[];
      readonly actions: readonly DemoAction[];
      readonly publish: boolean;
    }
  | {
      readonly kind: 'cover';
      readonly schedule: string;
      readonly user: Who;
      readonly replaces: Who;
      readonly fromHours: number;
      readonly hours: number;
    }
  /** Everybody who would serve in this stretch is away: a gap. Hours from the present. */
  | {
      readonly kind: 'away';
      readonly schedule: string;
      readonly fromHours: number;
      readonly hours: number;
    };

/** An act and when: seconds before the story's present. */
export interface DemoStep {
  readonly secondsAgo: number;
  readonly act: DemoAct;
}

/** Oldest first; acts of the same second keep their order. */
export function inOrder(steps: readonly DemoStep[]): DemoStep[] {
  return [...steps].sort((a, b) => b.secondsAgo - a.secondsAgo);
}

/** Seconds in a number of days, hours and minutes. */
export function ago({
  days = 0,
  hours = 0,
  minutes = 0,
}: {
  days?: number;
  hours?: number;
  minutes?: number;
}): number {
  return Math.round(((days * 24 + hours) * 60 + minutes) * 60);
}
