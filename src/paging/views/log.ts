// The words of a page's log and of reminders.
import type { By, LogDetail, LogKind, LogLine, SkipReason } from '../model.ts';

export const reminderTexts = {
  stillOnIt:
    'Still on it? In five minutes this pages again, unless you acknowledge once more or resolve it.',
  raised: 'This got more urgent while you have it: it pages as high urgency from now on.',
} as const;

/** Names for the ids in a log; an id without a name stands for itself. */
export type Names = ReadonlyMap<string, string>;

/** One line of the log as a sentence. */
export function logText(line: LogLine, names: Names): string {
  const words = sentences[line.kind];
  return words({
    line,
    by: nameOf(line.by),
    people: listOf((line.detail.people ?? []).map((id) => names.get(id) ?? id)),
    webhooks: listOf((line.detail.webhooks ?? []).map((id) => names.get(id) ?? id)),
    skipped: skippedText(line.detail, names),
  });
}

/** Why somebody or something was left out, as a sentence. */
export function skipText(who: string, why: SkipReason): string {
  return skipTexts[why](who);
}

interface Parts {
  readonly line: LogLine;
  readonly by: string;
  readonly people: string;
  readonly webhooks: string;
  readonly skipped: string;
}

const skipTexts: Readonly<Record<SkipReason, (who: string) => string>> = {
  nobodyOnCall: (who) => `Nobody is on call in ${who}.`,
  noMethod: (who) => `${who} has no contact method that works.`,
  deactivated: (who) => `${who} is deactivated.`,
  gone: (who) => `${who} is gone.`,
  emptyTeam: (who) => `Nobody is in ${who}.`,
  outsideHours: (who) => `It fires ${who} only.`,
  webhookOff: (who) => `The webhook ${who} is off.`,
};

const sentences: Readonly<Record<LogKind, (parts: Parts) => string>> = {
  opened: () => 'Opened.',
  noPolicy: ({ line }) =>
    line.detail.instead === 'owners'
      ? 'The service has no escalation policy, so the owners are paged.'
      : `The service has no escalation policy, so ${line.detail.instead ?? 'the default one'} is used.`,
  stepFired: ({ line, people, webhooks, skipped }) => {
    const done = [people && `paged ${people}`, webhooks && `called the webhook ${webhooks}`];
    const what = done.filter(Boolean).join(' and ');
    return `Step ${line.step}${roundText(line)}: ${what}.${lateText(line.detail)}${skipped}`;
  },
  stepEmpty: ({ line, skipped }) =>
    `Step ${line.step}${roundText(line)} reaches nobody, so the next one goes on at once.${skipped}`,
  exhausted: () => 'Every step has been paged and nobody has answered.',
  policyEmpty: ({ skipped }) => `No step of the policy reaches anybody.${skipped}`,
  unreached: () => 'Nobody of this step can be reached, so the next one goes on at once.',
  fallback: ({ people, skipped }) =>
    people === ''
      ? `The fallback reaches nobody.${skipped}`
      : `Fallback: paged ${people}.${skipped}`,
  unreachable: () => 'Nobody could be reached.',
  undeliverable: ({ people }) => `No message gets through to ${people}.`,
  redriven: ({ line }) => `The timer was lost and has been started again.${lateText(line.detail)}`,
  acknowledged: ({ by }) => `${by} acknowledged.`,
  acknowledgedAlso: ({ by, line }) =>
    `${by} acknowledged: ${line.detail.have ?? 1} of ${line.detail.needed ?? 1} that are needed.`,
  takenOver: ({ by }) => `${by} took over.`,
  renewed: ({ by }) => `${by} is still on it.`,
  unacknowledged: ({ by }) => `${by} took the acknowledgement back. Step 1 starts again.`,
  snoozed: ({ by }) => `${by} snoozed it.`,
  snoozeEnded: () => 'The snooze is over. Step 1 starts again.',
  escalated: ({ by }) => `${by} asked for the next step now.`,
  declined: ({ by }) => `${by} cannot take it. The next step goes on now.`,
  resolved: ({ by }) => `Resolved by ${by}.`,
  acknowledgeWarning: ({ people }) =>
    `Asked ${people || 'nobody'} whether they are still on it; in five minutes it pages again.`,
  acknowledgeTimeout: () => 'The acknowledgement ran out. Step 1 starts again.',
  urgencyRaised: () => 'The urgency rose to high. Step 1 starts again.',
  urgencyNoted: ({ people }) => `The urgency rose to high; told ${people || 'nobody'}.`,
  joined: () => 'Another alert joined.',
  alreadyResolved: () => 'It was resolved already.',
  alreadyTriggered: () => 'Nobody had it.',
  alreadyAcknowledged: () => 'It was acknowledged already.',
  notRaised: () => 'The urgency did not rise.',
  nothingToSnooze: () => 'The end of the snooze has passed.',
  stale: () => 'A timer of an earlier time did nothing.',
  early: () => 'A timer rang early and was set again.',
};

function nameOf(by: By | null): string {
  return by?.label ?? 'evenkeel';
}

function roundText({ round }: LogLine): string {
  return round > 1 ? ` of round ${round}` : '';
}

function lateText({ lateSeconds }: LogDetail): string {
  return lateSeconds === undefined ? '' : ` ${lateSeconds} s late.`;
}

function skippedText({ skipped }: LogDetail, names: Names): string {
  return (skipped ?? []).map(({ who, why }) => ` ${skipText(names.get(who) ?? who, why)}`).join('');
}

function listOf(names: readonly string[]): string {
  if (names.length < 2) return names[0] ?? '';
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}
