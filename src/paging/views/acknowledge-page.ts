// The page behind a signed link: six short lines and one button, for somebody who was just woken. Plain
// HTML, no script, under 15 kB.
import { html, type Markup, raw } from '#platform/html';

import type { AcknowledgeFacts } from '../reads/acknowledge.ts';
import { factList } from './acknowledge-facts.ts';
import { statement } from './acknowledge-statement.ts';
import { acknowledgeStyle } from './acknowledge-style.ts';
import { clip, nextWords, onlyYou, seconds } from './acknowledge-times.ts';
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

function severity(word: string, words: AcknowledgeWords): Markup {
  const known = words.severity[word] ?? words.severity['unknown'];
  return html`<div class="sev">
    ${shapes[word] ?? shapes['unknown']}<b>${known?.level}</b><span>${known?.word}</span>
  </div>`;
}

const shape = (path: string, level: string, numeral: string): Markup =>
  raw(
    `<svg viewBox="0 0 34 32" aria-hidden="true"><path class="${level}" d="${path}"/><text x="17" y="25">${numeral}</text></svg>`,
  );

const triangle = 'M17 1.5 33 30.5H1z';
const shapes: Readonly<Record<string, Markup>> = {
  critical: shape('M11 1h12l9 9v12l-9 9H11l-9-9V10z', 's1', '1'),
  error: shape(triangle, 's2', '2'),
  warning: shape('m17 0 16 16-16 16L1 16z', 's3', '3'),
  info: shape('M17 1a15 15 0 1 1 0 30 15 15 0 0 1 0-30z', 's4', '4'),
  unknown: shape(triangle, 's2', '?'),
};

function form(
  facts: AcknowledgeFacts,
  options: PageOptions,
  words: AcknowledgeWords,
): Markup | null {
  const { page, mine } = facts;
  const { state, generation, round, step } = page.run;
  if (state === 'resolved') return null;
  const held = mine && state === 'acknowledged';
  const who = nextWords(facts.help, words);
  const help = button(
    'escalate',
    words.getHelp,
    onlyYou(facts.help) ? words.callsYou : who === null ? words.callsNext : words.callsNow(who),
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
