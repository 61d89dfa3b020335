import type { ChangeKind, RankedChange, SuspectQuestion } from '../model.ts';
import type { Concept } from './concepts.ts';
import { isProduction, sameWork, type ChangeView, type Views } from './features.ts';
import { minutesOf } from './onset.ts';
import { CHANGE_WEIGHTS } from './weights.ts';

const MOST = 4;

interface Weighed {
  readonly text: string;
  readonly against: boolean;
  readonly strength: number;
}

const KIND_WORDS: Readonly<Record<ChangeKind, string>> = {
  deploy: 'Deploy of',
  config: 'Configuration of',
  flag: 'Flag on',
  migration: 'Migration of',
  infrastructure: 'Infrastructure change of',
  vendor: 'Change by',
};

const CONCEPT_WORDS: Readonly<Record<Concept, string>> = {
  tls: 'TLS and certificates',
  names: 'name resolution',
  network: 'the network',
  access: 'credentials and access',
  compute: 'hosts and pods',
  memory: 'memory',
  storage: 'the database',
  connections: 'connections',
  cache: 'caching',
  traffic: 'load and limits',
  messages: 'queues and events',
  edge: 'rules at the edge',
  data: 'data and formats',
};

/**
 * Why a change stands where it stands, in words that can be checked: at most four, those against it
 * first, each side strongest first. Names the change, never a person.
 */
export function reasonsForChange<C extends RankedChange>(
  question: SuspectQuestion,
  views: Views<C>,
  view: ChangeView<C>,
): string[] {
  const all = [
    timeReason(view, views, question),
    placeReason(view, views),
    ...environmentReasons(view, views),
    ...stepReasons(view, views),
    fitReason(view),
    historyReason(view, views),
  ].filter((reason) => reason !== undefined);
  const kept = all.toSorted((a, b) => b.strength - a.strength).slice(0, MOST);
  return kept
    .toSorted((a, b) => Number(b.against) - Number(a.against) || b.strength - a.strength)
    .map((reason) => reason.text);
}

/** "4 min", "3 h 10 min", "2 days": two units at most, rounded to the minute. */
export function spoken(minutes: number): string {
  const whole = Math.max(0, Math.round(Math.abs(minutes)));
  if (whole < 60) return `${whole} min`;
  const hours = Math.floor(whole / 60);
  if (hours < 48) return whole % 60 === 0 ? `${hours} h` : `${hours} h ${whole % 60} min`;
  return `${Math.round(hours / 24)} days`;
}

function timeReason(
  view: ChangeView<RankedChange>,
  views: Views<RankedChange>,
  question: SuspectQuestion,
): Weighed {
  const { change, features } = view;
  // Words refer to what people can look up: the first alert, not our estimate of the onset.
  const first = views.picture.hurts[0]?.since ?? views.picture.onsetAt;
  const before = first - minutesOf(change.happenedAt);
  const name = `${KIND_WORDS[change.kind]} ${change.service}`;
  const unsure = question.onset.uncertaintyMinutes;
  if (features.afterDetection > 0) {
    return {
      text: `${name} came after the trouble was noticed`,
      against: true,
      strength: -CHANGE_WEIGHTS.afterDetection,
    };
  }
  if (before < -0.5) {
    return {
      text: `${name} came ${spoken(before)} after the first errors, whose time is known to ${unsure} min`,
      against: -before > unsure,
      strength: 1.5,
    };
  }
  const when = before < 0.5 ? 'with the first errors' : `${spoken(before)} before the first errors`;
  return {
    text: `${name} took effect ${when}`,
    against: before > 24 * 60,
    strength: before <= 15 ? 4 : before <= 60 ? 2.5 : 1.2,
  };
}

function placeReason(view: ChangeView<RankedChange>, views: Views<RankedChange>): Weighed {
  const { change, features, covered } = view;
  const service = change.service;
  if (features.rolledTo > 0) {
    return { text: `Rolled out to ${listed(covered)}`, against: false, strength: 2.2 };
  }
  if (view.place === 'apart') {
    return {
      text: `Nothing that hurts depends on ${service}`,
      against: true,
      strength: -CHANGE_WEIGHTS.apart,
    };
  }
  if (view.place === 'caller') {
    return {
      text: `${service} calls ${view.nearest ?? 'it'}, so it can overload it, but not break it directly`,
      against: true,
      strength: 0.7,
    };
  }
  if (covered.length > 1) {
    const rival = views.changes.some(
      (other) =>
        other.change !== change &&
        isProduction(other.change.environment) &&
        Math.abs(other.minutesBefore) <= 24 * 60 &&
        covered.every((slug) => other.covered.includes(slug)),
    );
    const tail = rival ? '' : '; nothing else that they share has changed in 24 h';
    return {
      text: `${listed(covered)} share it${tail}`,
      against: false,
      strength: rival ? 1.6 : 2.6,
    };
  }
  if (view.place === 'same')
    return { text: `${service} itself is what hurts`, against: false, strength: 1.9 };
  const through = view.hops === 1 ? 'directly' : `over ${view.hops} steps`;
  return {
    text: `${view.nearest ?? 'What hurts'} depends on it ${through}`,
    against: false,
    strength: view.hops === 1 ? 1.8 : 1.2,
  };
}

function environmentReasons(
  view: ChangeView<RankedChange>,
  views: Views<RankedChange>,
): (Weighed | undefined)[] {
  const { change, features } = view;
  const regions = [...views.picture.regions];
  return [
    features.otherRegion > 0
      ? {
          text: `Only in ${change.region ?? ''}; the errors are in ${listed(regions)}`,
          against: true,
          strength: -CHANGE_WEIGHTS.otherRegion,
        }
      : undefined,
    features.sameRegion > 0
      ? { text: `In ${change.region ?? ''}, where the errors are`, against: false, strength: 0.6 }
      : undefined,
    features.rolledElsewhere > 0
      ? {
          text: `Rolled out only to ${listed(change.rolledOutTo ?? [])}`,
          against: true,
          strength: -CHANGE_WEIGHTS.rolledElsewhere,
        }
      : undefined,
    features.nonProduction > 0
      ? {
          text: outsideProduction(change, views),
          against: true,
          strength: -CHANGE_WEIGHTS.nonProduction,
        }
      : undefined,
  ];
}

function outsideProduction(change: RankedChange, views: Views<RankedChange>): string {
  const twin = views.changes.find(
    (other) =>
      isProduction(other.change.environment) && sameWork(other.change) === sameWork(change),
  );
  const only = `In ${change.environment} only, as recorded`;
  if (twin === undefined) return only;
  const gap = minutesOf(change.happenedAt) - minutesOf(twin.change.happenedAt);
  return `${only}; the same change went to production ${spoken(gap)} ${gap > 0 ? 'earlier' : 'later'}`;
}

function stepReasons(
  view: ChangeView<RankedChange>,
  views: Views<RankedChange>,
): (Weighed | undefined)[] {
  const { change } = view;
  if (change.percent === undefined) return [];
  const earlier = views.changes
    .filter(
      (other) =>
        other.change.percent !== undefined &&
        other.change.percent < (change.percent ?? 0) &&
        other.minutesBefore > view.minutesBefore &&
        sameWork(other.change) === sameWork(change),
    )
    .at(-1);
  if (earlier !== undefined) {
    return [
      {
        text: `Step of ${change.percent} %; the step of ${earlier.change.percent ?? 0} % ${spoken(earlier.minutesBefore - view.minutesBefore)} earlier was quiet`,
        against: false,
        strength: 1.4,
      },
    ];
  }
  return [
    {
      text: `Step of ${change.percent} %`,
      against: change.percent <= 5,
      strength: change.percent <= 5 ? 0.6 : 0.4,
    },
  ];
}

function fitReason(view: ChangeView<RankedChange>): Weighed | undefined {
  const [concept] = view.shared;
  if (view.features.fit > 0 && concept !== undefined) {
    return {
      text: `Symptom and change are both about ${CONCEPT_WORDS[concept]}`,
      against: false,
      strength: CHANGE_WEIGHTS.fit * view.features.fit,
    };
  }
  if (view.features.misfit > 0) {
    return {
      text: 'The symptom points to something else',
      against: true,
      strength: -CHANGE_WEIGHTS.misfit,
    };
  }
  return undefined;
}

/** "First change here in 6 days", or that it was rolled back since; never how often people change things. */
function historyReason(
  view: ChangeView<RankedChange>,
  views: Views<RankedChange>,
): Weighed | undefined {
  const { change } = view;
  const summary = change.summary.toLowerCase();
  const undone = views.changes.find(
    (other) =>
      other.change.service === change.service &&
      other.minutesBefore < view.minutesBefore &&
      /\b(roll(?:ed)? ?back|revert)/i.test(other.change.summary) &&
      other.change.summary.toLowerCase().includes(summary),
  );
  if (undone !== undefined) {
    return {
      text: `Rolled back at ${clock(undone.change.happenedAt)}`,
      against: false,
      strength: 1,
    };
  }
  if (view.features.rollback > 0) {
    return { text: 'A rollback is a change too', against: false, strength: 0.8 };
  }
  const before = views.changes.filter(
    (other) => other.change.service === change.service && other.minutesBefore > view.minutesBefore,
  );
  if (before.length > 0) return undefined;
  const oldest = Math.max(...views.changes.map((other) => other.minutesBefore));
  const days = Math.floor((oldest - view.minutesBefore) / (24 * 60));
  if (days < 3) return undefined;
  return { text: `First change here in ${days} days`, against: false, strength: 0.5 };
}

/** Reasons for "no recorded change fits": the vendor event, the symptom's own words, the emptiness. */
export function reasonsForNone<C extends RankedChange>(
  question: SuspectQuestion,
  views: Views<C>,
): string[] {
  const reasons: string[] = [];
  const { none, picture } = views;
  const event = question.vendorEvents.find(({ id }) => id === none.vendorEventId);
  if (event !== undefined) {
    const callers = picture.hurts.filter(
      (hurt) => (hurt.upstream.get(event.vendor) ?? 9) <= 2,
    ).length;
    reasons.push(
      `${event.vendor} reports "${event.title}" since ${clock(event.startedAt)}, ${callers === 1 ? 'one hurt service depends' : `${callers} hurt services depend`} on it`,
    );
  }
  const telling = picture.hurts.find((hurt) => hurt.root) ?? picture.hurts[0];
  const signs = (['expiry', 'limit', 'hardware', 'load', 'input'] as const).filter(
    (sign) => none.features[sign] > 0,
  );
  const [sign] = signs;
  if (sign !== undefined && telling !== undefined) {
    reasons.push(`The symptom speaks of ${SPONTANEOUS_WORDS[sign]}: "${telling.alert.detail}"`);
  }
  reasons.push(emptiness(views));
  return reasons.slice(0, MOST);
}

const SPONTANEOUS_WORDS = {
  expiry: 'something that expired',
  limit: 'something that ran full',
  hardware: 'a machine or a link',
  load: 'more load than usual',
  input: 'unusual input',
} as const;

function emptiness(views: Views<RankedChange>): string {
  const upstream = views.changes.filter(
    (view) =>
      view.place !== 'apart' &&
      view.place !== 'caller' &&
      view.features.otherRegion === 0 &&
      view.features.afterDetection === 0 &&
      view.minutesBefore > -1 &&
      isProduction(view.change.environment),
  );
  const at = clock(
    Temporal.Instant.fromEpochMilliseconds(Math.round(views.picture.onsetAt * 60_000)),
  );
  if (upstream.length === 0)
    return `No production change upstream is recorded in the days before ${at}`;
  const nearest = Math.min(...upstream.map((view) => view.minutesBefore));
  return nearest >= 30
    ? `No production change upstream in the ${spoken(nearest)} before ${at}`
    : `Nearest production change upstream: ${spoken(nearest)} before ${at}`;
}

function clock(instant: Temporal.Instant): string {
  return `${instant.toZonedDateTimeISO('UTC').toPlainTime().toString({ smallestUnit: 'minute' })} UTC`;
}

function listed(names: readonly string[]): string {
  const unique = [...new Set(names)];
  if (unique.length > 3) return `${unique.slice(0, 2).join(', ')} and ${unique.length - 2} more`;
  return unique.length < 2
    ? unique.join('')
    : `${unique.slice(0, -1).join(', ')} and ${unique.at(-1) ?? ''}`;
}
