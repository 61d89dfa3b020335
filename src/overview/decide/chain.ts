/** Is the paging chain healthy? Each problem says what is wrong and what to do. */
import type { ChainFacts, ChainProblem, Reachability } from '../model.ts';

const lateSeconds = 30;
const skewLimitMs = 5000;

/** Problems, the worst first; none means that a page would go through. */
export function chainProblems(facts: ChainFacts): ChainProblem[] {
  const problems: ChainProblem[] = [];
  const say = (severity: ChainProblem['severity'], text: string, fix: string): void => {
    problems.push({ severity, text, fix });
  };
  const mail = facts.channels.find((channel) => channel.id === 'email');
  if (!facts.demo && mail && !mail.configured) {
    say(
      'critical',
      'No mail server: nobody can be paged by e-mail.',
      'Set SMTP_URL and MAIL_FROM, then start again.',
    );
  }
  if (facts.oldestWaitingSeconds > lateSeconds) {
    say(
      'critical',
      `Messages wait: the oldest is ${facts.oldestWaitingSeconds} s late.`,
      'Look at the pages that wait; a provider may be down.',
    );
  }
  if (facts.unreachablePages > 0) {
    say(
      'critical',
      `${count(facts.unreachablePages, 'page')} reached nobody.`,
      'Open the page, take it, and give its people a method that works.',
    );
  }
  if (facts.exhaustedPages > 0) {
    say(
      'critical',
      `${count(facts.exhaustedPages, 'page')} went through the whole policy without an answer.`,
      'Take it.',
    );
  }
  for (const schedule of facts.schedulesWithNobody) {
    say('critical', `Nobody is on call in ${schedule.name}.`, 'Cover the gap in the schedule.');
  }
  for (const person of facts.unreachablePeople) {
    say(
      'warning',
      `${person.name} is on call and has no verified way to be reached.`,
      'Add and verify a contact method.',
    );
  }
  if (facts.servicesWithoutPolicy.length > 0) {
    say(
      'warning',
      `Without an escalation policy: ${facts.servicesWithoutPolicy.slice(0, 5).join(', ')}. Their alerts page the owners.`,
      'Give each service a policy.',
    );
  }
  for (const webhook of facts.failedWebhooks) {
    say(
      'warning',
      `The webhook ${webhook.name} was switched off. ${webhook.reason}`,
      'Mend its receiver, switch it on under Settings, Webhooks, and replay what it missed.',
    );
  }
  if (Math.abs(facts.skewMs) > skewLimitMs) {
    say(
      'warning',
      `This machine's clock is ${Math.round(facts.skewMs / 1000)} s off the database's.`,
      'Set the clock.',
    );
  }
  return problems.toSorted(
    (a, b) => Number(b.severity === 'critical') - Number(a.severity === 'critical'),
  );
}

function count(n: number, word: string): string {
  return `${n} ${word}${n === 1 ? '' : 's'}`;
}

/**
 * Would a page wake this person? Push alone may be swallowed by silent mode, and mail wakes nobody,
 * so only a call, a text or an outgoing webhook counts as loud.
 */
export function reachability(
  methods: readonly { readonly kind: string; readonly usable: boolean }[],
): Reachability {
  const kinds = new Set(methods.filter((method) => method.usable).map((method) => method.kind));
  if (kinds.size === 0) return 'none';
  return [...kinds].every((kind) => kind === 'webPush') ? 'pushOnly' : 'ok';
}
