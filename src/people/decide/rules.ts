// Personal notification rules: what may be saved, and what they come to.
import {
  type ContactMethod,
  type MethodKind,
  methodKinds,
  type NotificationRule,
  type Urgency,
} from '../model.ts';

/** Rules fire until the page is acknowledged, resolved, or this old: a later one would never fire. */
export const lastRuleSeconds = 3600;
export const mostRules = 50;

/** What is wrong with one rule (or, at index -1, with the list). */
export interface RuleProblem {
  index: number;
  message: string;
}

/**
 * What forbids saving these rules; an empty list when nothing does. No rules at all is fine: then the
 * ready-made ones hold. `methods` are those of the person after the same save; a person without any is
 * reached at their e-mail address.
 */
export function ruleProblems(
  rules: readonly NotificationRule[],
  methods: readonly Pick<ContactMethod, 'id' | 'kind'>[],
): RuleProblem[] {
  if (rules.length === 0) return [];
  const problems: RuleProblem[] = [];
  if (rules.length > mostRules) {
    problems.push({ index: -1, message: `At most ${mostRules} rules.` });
  }
  const known = new Set<string>(methods.flatMap((method) => [method.id, method.kind]));
  if (methods.length === 0) known.add('email');
  const seen = new Set<string>();
  for (const [index, rule] of rules.entries()) {
    if (!Number.isSafeInteger(rule.afterSeconds) || rule.afterSeconds < 0) {
      problems.push({ index, message: 'after is a duration such as 0s, 2m or 1h.' });
    } else if (rule.afterSeconds > lastRuleSeconds) {
      problems.push({ index, message: 'after is at most 1h: later, the page is no longer told.' });
    }
    if (!known.has(rule.by)) {
      const what = (methodKinds as readonly string[]).includes(rule.by)
        ? `There is no contact method of kind ${rule.by}.`
        : `by is one of ${methodKinds.join(', ')}, or the id of a contact method.`;
      problems.push({ index, message: what });
    }
    const same = `${rule.urgency} ${rule.afterSeconds} ${rule.by}`;
    if (seen.has(same)) problems.push({ index, message: 'The same rule stands twice.' });
    seen.add(same);
  }
  if (!rules.some((rule) => rule.urgency === 'high' && rule.afterSeconds === 0)) {
    problems.push({
      index: -1,
      message: 'One rule for high urgency must be at 0s, else nobody is told at once.',
    });
  }
  return problems;
}

/** One message of a step to one person: when, and by which method. */
export interface PlannedMessage {
  afterSeconds: number;
  methodId: string;
  /** Why this one, for the page's log. */
  reason: string;
}

/** Loudest first; the order of methods that are due at the same moment. */
const loudness: Readonly<Record<MethodKind, number>> = {
  voice: 0,
  sms: 1,
  webPush: 2,
  webhook: 3,
  email: 4,
};

/**
 * What reaches a person at this urgency, earliest first. Methods that are not verified or are broken
 * are left out. Without a rule for the urgency, or when no rule leads to a method that works now, the
 * ready-made rule holds: every working method at once, never silence.
 * Empty only when the person has no working method.
 */
export function planMessages(
  urgency: Urgency,
  rules: readonly NotificationRule[],
  methods: readonly ContactMethod[],
): PlannedMessage[] {
  const working = methods
    .filter((method) => method.verifiedAt !== null && method.brokenAt === null)
    .sort((a, b) => loudness[a.kind] - loudness[b.kind]);
  const own = rules.filter((rule) => rule.urgency === urgency);
  const planned = own.flatMap((rule) =>
    working
      .filter((method) => method.id === rule.by || method.kind === rule.by)
      .map((method) => ({
        afterSeconds: rule.afterSeconds,
        methodId: method.id,
        reason: `own rule for ${urgency} urgency`,
      })),
  );
  if (planned.length > 0) return withoutRepeats(planned);
  const reason =
    own.length === 0 ? 'ready-made rule' : 'ready-made rule: no own rule has a working method';
  return working.map((method) => ({ afterSeconds: 0, methodId: method.id, reason }));
}

/** A kind and an id may name one method at one moment: it is told once. */
function withoutRepeats(planned: PlannedMessage[]): PlannedMessage[] {
  const seen = new Set<string>();
  return planned
    .filter(({ afterSeconds, methodId }) => {
      const same = `${afterSeconds} ${methodId}`;
      const fresh = !seen.has(same);
      seen.add(same);
      return fresh;
    })
    .sort((a, b) => a.afterSeconds - b.afterSeconds);
}
