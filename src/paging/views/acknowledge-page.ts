// The page behind a signed link: six short lines and one button, for somebody who was just woken. Plain
// HTML, no script, under 15 kB.
import { html, type Markup, raw } from '#platform/html';

import type { AcknowledgeFacts, NextCall } from '../reads/acknowledge.ts';
import { acknowledgeStyle } from './acknowledge-style.ts';
import { type AcknowledgeWords, english, type Notice } from './acknowledge-words.ts';

/** A document and the sheet in it, whose hash the policy of the response carries. */
export interface AcknowledgePage {
  readonly body: string;
  readonly style: string;
}

export interface PageOptions {
  /** What was just done, if this answers a button. */
  readonly notice: Notice | null;
  /** True when an SMS to the pager number can answer. */
  readonly canReply: boolean;
}

/** The page as it stands at `facts.now`. */
export function acknowledgePage(facts: AcknowledgeFacts, options: PageOptions): AcknowledgePage {
  const words = english;
  const { page, me } = facts;
  const style = acknowledgeStyle(facts.night);
  const head = page.kind === 'test' ? words.testFor(me.name) : words.pageFor(me.name);
  const main = html`<header>
      ${loadLine}<span>${head}</span><time>${seconds(facts.now, facts)}</time>
    </header>
    ${statement(facts, options.notice, words)}${severity(page.severity, words)}
    <h1>${clip(page.title)}</h1>
    ${factList(facts, words)}${form(facts, options, words)}`;
  return {
    body: document({ title: `${facts.ref} ${clip(page.title)}`, style, main, words }),
    style,
  };
}

/** What is shown when there is nothing to act on: run out, unknown, or asked too often. */
export function closedPage(kind: 'gone' | 'unknown' | 'slow'): AcknowledgePage {
  const words = english;
  const { title, text } = words[kind];
  const style = acknowledgeStyle(false);
  const main = html`<header>${loadLine}<span>evenkeel</span></header>
    <h1>${title}</h1>
    <p>${text}</p>
    <p><a href="/">${words.signIn}</a></p>`;
  return { body: document({ title, style, main, words }), style };
}

interface Parts {
  title: string;
  style: string;
  main: Markup;
  words: AcknowledgeWords;
}

function document({ title, style, main, words }: Parts): string {
  // As one text: the policy holds the hash of exactly what stands between the tags.
  const sheet = raw(`<style>${style}</style>`);
  return html`<!doctype html>
    <html lang="${words.locale}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title}</title>
        ${sheet}
      </head>
      <body>
        <main>${main}</main>
      </body>
    </html>`.toString();
}

const loadLine = raw(
  '<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.9" aria-hidden="true"><circle cx="12" cy="12" r="7.2"/><path d="M1 12h22"/></svg>',
);

/** The one loud sentence about what has become of it; nothing while it waits for this person. */
function statement(
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

function sentences(
  facts: AcknowledgeFacts,
  notice: Notice | null,
  words: AcknowledgeWords,
): [loud?: string | undefined, quiet?: string | undefined] {
  const { page, holder, mine } = facts;
  const { run } = page;
  const who = nextWords(facts.next, words);
  if (notice === 'unknownAction') return [words.unknownAction];
  if (run.state === 'resolved') {
    const by = holder === null ? undefined : words.overBy(holder);
    return [words.over(seconds(run.resolvedAt ?? facts.now, facts)), by];
  }
  // The step has not fired yet, or just has: whoever was next is meant.
  if (notice === 'escalated') return [words.calling(who ?? words.nobodyNext)];
  if (notice === 'declined') return [words.handedOn, words.notYouAgain];
  if (notice === 'calledMeanwhile') return [words.called(who ?? words.nobodyNext)];
  if (run.state === 'snoozed' && run.snoozedUntil) {
    return [words.quietUntil(clock(run.snoozedUntil, facts)), holder ?? undefined];
  }
  if (run.state === 'acknowledged') {
    const at = seconds(run.acknowledgedAt ?? facts.now, facts);
    if (!mine) return [words.has(holder ?? words.nobodyNext, at)];
    const called = who === null ? words.nobodyWillBeCalled : words.willNotBeCalled(who);
    return [
      `${words.confirmed(at)} ${called}`,
      page.kind === 'test' ? words.testProven : undefined,
    ];
  }
  if (run.ackers.includes(facts.me.id)) {
    const needed = (page.policy.steps[run.step - 1]?.acks ?? 1) - run.ackers.length;
    return [words.confirmed(seconds(facts.now, facts)), words.othersNeeded(Math.max(needed, 1))];
  }
  return [];
}

function severity(word: string, words: AcknowledgeWords): Markup {
  const known = words.severity[word] ?? words.severity['unknown'];
  return html`<div class="sev">
    ${shapes[word] ?? shapes['unknown']}<b>${known?.level}</b><span>${known?.word}</span>
  </div>`;
}

const shape = (path: string, fill: string, numeral: string): Markup =>
  raw(
    `<svg viewBox="0 0 34 32" aria-hidden="true"><path d="${path}" fill="${fill}"/><text x="17" y="25" text-anchor="middle" font-size="16" font-weight="700" fill="#0f1419">${numeral}</text></svg>`,
  );

const triangle = 'M17 1.5 33 30.5H1z';
const shapes: Readonly<Record<string, Markup>> = {
  critical: shape('M11 1h12l9 9v12l-9 9H11l-9-9V10z', '#f04c5d', '1'),
  error: shape(triangle, '#f49027', '2'),
  warning: shape('m17 0 16 16-16 16L1 16z', '#fde67e', '3'),
  info: shape('M17 1a15 15 0 1 1 0 30 15 15 0 0 1 0-30z', '#868fa5', '4'),
  unknown: shape(triangle, '#f49027', '?'),
};

function factList(facts: AcknowledgeFacts, words: AcknowledgeWords): Markup {
  const { page } = facts;
  const rows = [
    row(
      words.since,
      words.sinceValue(clock(facts.since, facts), span(facts.since, facts.now, words)),
    ),
    page.kind === 'alert' || facts.service
      ? row(words.howBig, sizeOf(facts, words), serviceOf(facts, words))
      : null,
    facts.service ? changeRow(facts, words) : null,
    facts.service ? awakeRow(facts, words) : null,
  ];
  return html`<dl>${rows}${nextRow(facts, words)}</dl>
    ${fuse(facts, words)}`;
}

function row(label: string, loud: string, quiet: string | null = null): Markup {
  return html`<div>
    <dt>${label}</dt>
    <dd><b>${loud}</b>${quiet !== null && html`<span>${quiet}</span>`}</dd>
  </div>`;
}

function sizeOf({ alerts }: AcknowledgeFacts, words: AcknowledgeWords): string {
  const seen = alerts.occurrences > alerts.count ? words.seen(alerts.occurrences) : '';
  return words.alerts(Math.max(alerts.count, 1)) + seen;
}

function serviceOf(
  { service, dependents }: AcknowledgeFacts,
  words: AcknowledgeWords,
): string | null {
  return service && words.standsOn(service.name, dependents);
}

function changeRow(facts: AcknowledgeFacts, words: AcknowledgeWords): Markup {
  const { suspect, since } = facts;
  if (!suspect) return row(words.changed, words.nothingChanged);
  const earlier = Temporal.Instant.compare(suspect.happenedAt, since) < 0;
  const before = earlier ? words.before(span(suspect.happenedAt, since, words)) : null;
  const at = clock(suspect.happenedAt, facts);
  return row(words.changed, clip(suspect.summary), words.changeAt(suspect.kind, at, before));
}

function awakeRow(facts: AcknowledgeFacts, words: AcknowledgeWords): Markup {
  const lines = facts.colleagues.slice(0, 2).map((one) => {
    const time = facts.now.toZonedDateTimeISO(one.timezone).toPlainTime();
    const clockThere = time.toString({ smallestUnit: 'minute' });
    return (one.awake ? words.awakeOne : words.sleeps)(one.name, one.city, clockThere);
  });
  const [first = words.nobodyElse, second = null] = lines;
  return row(words.awake, first, second);
}

function nextRow(facts: AcknowledgeFacts, words: AcknowledgeWords): Markup | null {
  const { page, next } = facts;
  if (page.run.state !== 'triggered') return null;
  if (!next?.at) {
    return row(
      words.next,
      words.nobodyNext,
      page.unreachable ? words.unreachable : words.exhausted,
    );
  }
  const who = nextWords(next, words) ?? words.nobodyNext;
  const at = words.nextAt(who, seconds(next.at, facts));
  return html`<div class="nx">
    <dt>${words.next}</dt>
    <dd><b>${at}</b><span>${words.ifNoAnswer}</span></dd>
  </div>`;
}

/** `Ben`, `Ben and 2 more`, `You again`; null when nobody would be reached. */
function nextWords(next: NextCall | null, words: AcknowledgeWords): string | null {
  const [first, ...rest] = next?.people ?? [];
  if (first === undefined) return next?.again ? words.you : null;
  return rest.length === 0 ? first : words.andMore(first, rest.length);
}

const ticks = 50;

/** How long until the next person is called: a ruler, with a mark at now. */
function fuse(facts: AcknowledgeFacts, words: AcknowledgeWords): Markup | null {
  const { next, now } = facts;
  if (facts.page.run.state !== 'triggered' || !next?.at || !next.from) return null;
  const whole = next.at.since(next.from).total('seconds');
  if (whole <= 0) return null;
  const share = Math.min(Math.max(now.since(next.from).total('seconds') / whole, 0), 1);
  const path = (from: number, to: number): string => {
    let marks = '';
    for (let tick = from; tick <= to; tick++) marks += `M${tick * 2} ${tick % 10 === 0 ? 0 : 5}V14`;
    return marks;
  };
  const passed = Math.floor(share * ticks);
  const label = words.fuse(seconds(next.from, facts), seconds(next.at, facts), seconds(now, facts));
  const line = (name: string, d: string): Markup =>
    html`<path class="${name}" d="${d}" vector-effect="non-scaling-stroke" />`;
  const mark = `M${(share * ticks * 2).toFixed(1)} 0V15`;
  return html`<svg
    class="fuse"
    viewBox="0 0 100 15"
    preserveAspectRatio="none"
    role="img"
    aria-label="${label}"
  >
    ${line('g', path(0, passed))}${line('r', path(passed + 1, ticks))}${line('n', mark)}
  </svg>`;
}

function form(
  facts: AcknowledgeFacts,
  options: PageOptions,
  words: AcknowledgeWords,
): Markup | null {
  const { page, mine, next } = facts;
  const { state, generation, round, step } = page.run;
  if (state === 'resolved') return null;
  const held = mine && state === 'acknowledged';
  const who = nextWords(next, words);
  const help = button(
    'escalate',
    words.getHelp,
    who === null ? words.callsNext : words.callsNow(who),
  );
  const primary = state === 'acknowledged' && !mine ? words.takeOver : words.acknowledge;
  const [lead, code, rest] = words.plan(`A ${page.number}`);
  const reply =
    options.canReply && state === 'triggered' && html`<p>${lead}<b>${code}</b>${rest}</p>`;
  const second = held
    ? button('resolve', words.resolve, words.resolveHint)
    : state === 'triggered' && button('decline', words.notMe, words.handOver);
  // What the person saw: a button pressed twice, or late, must not call somebody who was not meant.
  const seen = `${generation}.${round}.${step}`;
  return html`<form method="post">
    <input
      type="hidden"
      name="seen"
      value="${seen}"
    />${!held && html`<button class="go" name="action" value="acknowledge">${primary}</button>`}${reply}
    <div class="two">${help}${second}</div>
  </form>`;
}

function button(action: string, loud: string, quiet: string): Markup {
  return html`<button name="action" value="${action}"><b>${loud}</b><span>${quiet}</span></button>`;
}

function clock(at: Temporal.Instant, { me }: AcknowledgeFacts): string {
  return at.toZonedDateTimeISO(me.timezone).toPlainTime().toString({ smallestUnit: 'minute' });
}

function seconds(at: Temporal.Instant, { me }: AcknowledgeFacts): string {
  return at.toZonedDateTimeISO(me.timezone).toPlainTime().toString({ smallestUnit: 'second' });
}

function span(from: Temporal.Instant, to: Temporal.Instant, words: AcknowledgeWords): string {
  const whole = Math.max(0, Math.floor(to.since(from).total('minutes')));
  if (whole < 60) return words.minutes(whole);
  const hours = Math.floor(whole / 60);
  return hours < 48
    ? words.hours(hours, whole % 60)
    : words.days(Math.floor(hours / 24), hours % 24);
}

function clip(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= 160 ? line : `${line.slice(0, 159).toWellFormed()}…`;
}
