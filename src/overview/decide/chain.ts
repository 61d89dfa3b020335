/** Is the paging chain healthy? Each problem says what is wrong and what to do. */
import type { ChainFacts, ChainProblem, Reachability, SpoolFact } from '../model.ts';

const lateSeconds = 30;
const skewLimitMs = 5000;
/** How full the spool may be before that is said, and said loudly. */
const spoolWarning = 0.5;
const spoolCritical = 0.8;

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
  problems.push(...spoolProblems(facts.spool));
  return problems.toSorted(
    (a, b) => Number(b.severity === 'critical') - Number(a.severity === 'critical'),
  );
}

function spoolProblems({ records, oldestSeconds, share, damaged }: SpoolFact): ChainProblem[] {
  const problems: ChainProblem[] = [];
  if (records > 0) {
    const full = share >= spoolWarning ? `, which is ${Math.round(share * 100)} % full` : '';
    problems.push({
      severity: share >= spoolCritical || oldestSeconds > lateSeconds ? 'critical' : 'warning',
      text: `${count(records, 'event')} in the spool${full}; the oldest came ${oldestSeconds} s ago.`,
      fix: 'They go into the database by themselves. If the number does not fall, look at the log.',
    });
  }
  if (damaged > 0) {
    problems.push({
      severity: 'critical',
      text: `${count(damaged, 'spool file')} could not be read or stored as a whole.`,
      fix: 'Look at the files *.damaged in DATA_DIR/spool, then move them away and start again.',
    });
  }
  return problems;
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
