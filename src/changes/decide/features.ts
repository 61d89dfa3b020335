import type { RankedChange, SuspectQuestion } from '../model.ts';
import { conceptsOf, type Concept } from './concepts.ts';
import { viewNone, type NoneView } from './no-change.ts';
import { minutesOf, readPicture, type Picture } from './onset.ts';
import { expectedDensity, placeOf } from './place.ts';

/** Names of the numbers that the ranker weighs for one change. */
export const CHANGE_FEATURES = [
  'time',
  'timeTail',
  'after',
  'afterDetection',
  'response',
  'same',
  'direct',
  'far',
  'caller',
  'apart',
  'rootShare',
  'coverage',
  'tightness',
  'rolledTo',
  'rolledElsewhere',
  'nonProduction',
  'nonProductionAlone',
  'otherRegion',
  'sameRegion',
  'regionButSpread',
  'smallStep',
  'config',
  'infrastructure',
  'migration',
  'flag',
  'vendor',
  'fit',
  'misfit',
  'callerLoad',
  'rollback',
  'routine',
  'slowKind',
] as const;

/** What was found out about one change, kept for the reasons. */
export interface ChangeView<C extends RankedChange> {
  readonly change: C;
  readonly minutesBefore: number;
  readonly place: 'same' | 'direct' | 'far' | 'caller' | 'apart';
  readonly hops: number;
  /** the hurt service nearest to the change */
  readonly nearest: string | undefined;
  readonly values: readonly number[];
  readonly features: Readonly<Record<(typeof CHANGE_FEATURES)[number], number>>;
  readonly covered: readonly string[];
  readonly shared: readonly Concept[];
}

export interface Views<C extends RankedChange> {
  readonly picture: Picture;
  readonly changes: readonly ChangeView<C>[];
  readonly none: NoneView;
}

/** Turns a question into numbers: pure, linear in changes times hurt services. */
export function viewQuestion<C extends RankedChange>(
  question: SuspectQuestion & { readonly changes: readonly C[] },
): Views<C> {
  const picture = readPicture(question);
  const symptomConcepts = new Set<Concept>();
  const rootConcepts = new Set<Concept>();
  for (const hurt of picture.hurts) {
    for (const concept of conceptsOf(hurt.alert.detail)) {
      symptomConcepts.add(concept);
      if (hurt.root) rootConcepts.add(concept);
    }
  }
  const history = historyOf(question.changes);
  const detected = minutesOf(question.detectedAt);
  const context = { picture, detected, rootConcepts, symptomConcepts, history };
  const asked = minutesOf(question.askedAt);
  const known: readonly C[] = question.changes;
  const changes = known
    .filter((change) => minutesOf(change.happenedAt) <= asked)
    .map((change) => viewChange<C>(change, context));
  return { picture, changes, none: viewNone(question, picture) };
}

/** What people do once they know: seldom a cause when it comes with or after the first symptom. */
const RESPONSE =
  /\b(hotfix|restart\w*|clear\w* cache|flush\w*|raise limits?|scale out|scale up|roll(?:ed)? ?back|revert)/i;

interface Context {
  readonly detected: number;
  readonly picture: Picture;
  readonly rootConcepts: ReadonlySet<Concept>;
  readonly symptomConcepts: ReadonlySet<Concept>;
  readonly history: ReadonlyMap<string, readonly RankedChange[]>;
}

function historyOf(changes: readonly RankedChange[]) {
  const history = new Map<string, RankedChange[]>();
  for (const change of changes) {
    const key = sameWork(change);
    const list = history.get(key);
    if (list === undefined) history.set(key, [change]);
    else list.push(change);
  }
  return history;
}

/** The same work on the same service, whatever environment, version or step. */
export function sameWork(change: RankedChange): string {
  return `${change.service}\u0000${change.kind}\u0000${change.summary.toLowerCase().replaceAll(/\d+(\.\d+)*( ?%)?/g, '#')}`;
}

export function isProduction(environment: string): boolean {
  return /^(prod|production|live|prd)\b/i.test(environment);
}

type ChangeFeatures = Record<(typeof CHANGE_FEATURES)[number], number>;
type Place = ReturnType<typeof placeOf>;

function viewChange<C extends RankedChange>(change: C, context: Context): ChangeView<C> {
  const place = placeOf(change, context.picture.hurts);
  const topic = topicOf(change, place, context);
  const features: ChangeFeatures = {
    ...whenFeatures(change, context),
    ...whereFeatures(change, place, context.picture),
    ...environmentFeatures(change, context),
    ...kindFeatures(change),
    ...topic.features,
  };
  return {
    change,
    minutesBefore: context.picture.onsetAt - minutesOf(change.happenedAt),
    place: place.place,
    hops: place.hops,
    nearest: place.nearest,
    values: CHANGE_FEATURES.map((name) => features[name]),
    features,
    covered: place.covered,
    shared: topic.shared,
  };
}

/** Kinds of work whose effect waits for the next peak. */
const SLOW =
  /\b(pool|limits?|lifetime|size|smaller|ttl|retention|quota|timeouts?|memory|capacity|certificate)\b/i;

function whenFeatures(change: RankedChange, { picture, detected, history }: Context) {
  const happened = minutesOf(change.happenedAt);
  const before = picture.onsetAt - happened;
  const earlier = (history.get(sameWork(change)) ?? []).filter(
    (other) =>
      other.environment === change.environment &&
      other.region === change.region &&
      minutesOf(other.happenedAt) < happened - 30,
  ).length;
  return {
    time: Math.log(expectedDensity(picture, happened)),
    timeTail: before > 60 ? Math.log(before / 60) : 0,
    after: before < -1 ? Math.min(10, -before) / 10 : 0,
    afterDetection: Number(happened > detected + 0.5),
    response: Number(before < 1 && RESPONSE.test(change.summary)),
    routine: Math.log(1 + earlier),
    slowKind: Number(before > 30 && SLOW.test(change.summary)),
  };
}

function whereFeatures(change: RankedChange, place: Place, picture: Picture) {
  const isHurt = (slug: string) => picture.hurts.some((hurt) => hurt.alert.service === slug);
  const startsIn = (slug: string) =>
    picture.hurts.some((hurt) => hurt.root && hurt.alert.service === slug);
  const dependents = picture.graph.callers.get(change.service) ?? [];
  const hurtDependents = dependents.filter(isHurt).length;
  const rolled = change.rolledOutTo ?? [];
  const rolledHits = rolled.some(startsIn);
  return {
    same: Number(place.place === 'same'),
    direct: Number(place.place === 'direct'),
    far: place.place === 'far' ? place.hops - 1 : 0,
    caller: Number(place.place === 'caller'),
    apart: Number(place.place === 'apart'),
    rootShare: place.rootShare,
    coverage: picture.hurts.length === 0 ? 0 : place.covered.length / picture.hurts.length,
    tightness: place.hops === 99 ? 0 : Math.log((hurtDependents + 1) / (dependents.length + 2)),
    rolledTo: Number(rolledHits),
    rolledElsewhere: Number(rolled.length > 0 && !rolledHits),
  };
}

function environmentFeatures(change: RankedChange, { picture, history }: Context) {
  const production = isProduction(change.environment);
  const twin = (history.get(sameWork(change)) ?? []).some(
    (other) => other !== change && isProduction(other.environment),
  );
  const regional = change.region !== undefined;
  const here = regional && picture.regions.has(change.region);
  return {
    nonProduction: Number(!production),
    nonProductionAlone: Number(!production && !twin),
    otherRegion: Number(regional && picture.regions.size > 0 && !here),
    sameRegion: Number(here),
    regionButSpread: Number(regional && picture.regions.size === 0),
  };
}

function kindFeatures(change: RankedChange) {
  return {
    smallStep: Number(change.percent !== undefined && change.percent <= 5),
    config: Number(change.kind === 'config'),
    infrastructure: Number(change.kind === 'infrastructure'),
    migration: Number(change.kind === 'migration'),
    flag: Number(change.kind === 'flag'),
    vendor: Number(change.kind === 'vendor'),
    rollback: Number(/\b(roll(?:ed)? ?back|revert|undo|again:|re-?appl)/i.test(change.summary)),
  };
}

function topicOf(change: RankedChange, place: Place, { rootConcepts, symptomConcepts }: Context) {
  const own = conceptsOf(`${change.summary} ${change.service}`);
  const shared = [...rootConcepts].filter((concept) => own.has(concept));
  const sharedAny = [...symptomConcepts].filter((concept) => own.has(concept));
  const loads = own.has('traffic') || own.has('memory') || own.has('cache');
  return {
    shared: shared.length > 0 ? shared : sharedAny,
    features: {
      fit: Math.min(2, shared.length),
      misfit: Number(rootConcepts.size > 0 && sharedAny.length === 0),
      callerLoad: Number(loads && (place.place === 'caller' || place.place === 'apart')),
    },
  };
}
