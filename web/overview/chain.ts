import type { Now } from '#overview/contract';

import type { State } from '../ui/Severity.tsx';
import { length, ms } from '../ui/time.ts';
import { t } from './messages.en.ts';
import { methodName } from './method-name.ts';

/** The paging chain in one state and a few short facts, for the foot of every screen. */
export function chainFacts(now: Now, at: number): { state: State; facts: string[] } {
  const { chain, lastEvent } = now;
  const state: State = chain.problems.some((problem) => problem.severity === 'critical')
    ? 'sev1'
    : chain.healthy
      ? 'ok'
      : 'sev2';
  const [worst, ...further] = chain.problems;
  const facts = worst
    ? [further.length > 0 ? t('foot.more', { text: worst.text, n: further.length }) : worst.text]
    : [];
  const test = chain.lastTestPage;
  if (test && test.seconds !== null)
    facts.push(t('foot.test', { name: test.person, seconds: test.seconds }));
  const working = chain.channels
    .filter((channel) => channel.configured)
    .map((channel) => methodName(channel.id));
  if (working.length > 0) facts.push(t('foot.channels', { names: working.join(', ') }));
  if (lastEvent)
    facts.push(t('foot.event', { source: lastEvent.source, time: length(at - ms(lastEvent.at)) }));
  return { state, facts: facts.slice(0, 3) };
}
