// The one loud sentence of the page behind a signed link: what has become of it.
import { html, type Markup } from '#platform/html';

import type { AcknowledgeFacts } from '../reads/acknowledge.ts';
import { clock, nextWords, onlyYou, seconds } from './acknowledge-times.ts';
import type { AcknowledgeWords, Notice } from './acknowledge-words.ts';

/** The one loud sentence about what has become of it; nothing while it waits for this person. */
export function statement(
  facts: AcknowledgeFacts,
  notice: Notice | null,
  words: AcknowledgeWords,
): Markup | null {
  const [loud, quiet] = sentences(facts, notice, words);
  if (loud === undefined) return null;
  return html`<p class="say" role="status">
    ${loud}${quiet !== undefined && html`<span>${quiet}</span>`}
  </p>`;
}

type Sentences = [loud?: string | undefined, quiet?: string | undefined];

function sentences(
  facts: AcknowledgeFacts,
  notice: Notice | null,
  words: AcknowledgeWords,
): Sentences {
  const { run } = facts.page;
  if (notice === 'unknownAction') return [words.unknownAction];
  if (run.state === 'resolved') {
    const by = facts.holder === null ? undefined : words.overBy(facts.holder);
    return [words.over(seconds(run.resolvedAt ?? facts.now, facts)), by];
  }
  return notice === null ? standing(facts, words) : answer(facts, notice, words);
}

/** What a button has just done. */
function answer(
  facts: AcknowledgeFacts,
  notice: Exclude<Notice, 'unknownAction'>,
  words: AcknowledgeWords,
): Sentences {
  // The step has not fired yet, or just has: whoever was next is meant.
  const who = nextWords(facts.next, words) ?? words.nobodyNext;
  if (notice === 'escalated') {
    return [onlyYou(facts.next) ? words.callingYou : words.calling(who)];
  }
  if (notice === 'calledMeanwhile') return [words.called(who)];
  return [words.handedOn, words.youOnlyAsLast];
}

/** How the page stands; nothing while it waits for this person. */
function standing(facts: AcknowledgeFacts, words: AcknowledgeWords): Sentences {
  const { page, holder, mine } = facts;
  const { run } = page;
  if (run.state === 'snoozed' && run.snoozedUntil) {
    return [words.quietUntil(clock(run.snoozedUntil, facts)), holder ?? undefined];
  }
  if (run.state === 'acknowledged') {
    const at = seconds(run.acknowledgedAt ?? facts.now, facts);
    if (!mine) return [words.has(holder ?? words.nobodyNext, at)];
    const who = nextWords(facts.next, words);
    const others = who === null ? words.nobodyWillBeCalled : words.willNotBeCalled(who);
    const called = onlyYou(facts.next) ? words.youWillNotBeCalled : others;
    const proof = page.kind === 'test' ? words.testProven : undefined;
    return [`${words.confirmed(at)} ${called}`, proof];
  }
  if (!run.ackers.includes(facts.me.id)) return [];
  const needed = (page.policy.steps[run.step - 1]?.acks ?? 1) - run.ackers.length;
  const at = seconds(facts.now, facts);
  return [words.confirmed(at), words.othersNeeded(Math.max(needed, 1))];
}
