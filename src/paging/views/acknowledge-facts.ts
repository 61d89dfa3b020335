// The facts of the page behind a signed link, one short line each, and the fuse below them.
import { html, type Markup } from '#platform/html';

import type { AcknowledgeFacts } from '../reads/acknowledge.ts';
import { clip, clock, nextWords, seconds, span } from './acknowledge-times.ts';
import type { AcknowledgeWords } from './acknowledge-words.ts';

/** Since when, how big, what changed, who is awake, who is next. */
export function factList(facts: AcknowledgeFacts, words: AcknowledgeWords): Markup {
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
  return html`<div class="fz">
    <svg
      class="fuse"
      viewBox="0 0 100 15"
      preserveAspectRatio="none"
      role="img"
      aria-label="${label}"
    >
      ${line('g', path(0, passed))}${line('r', path(passed + 1, ticks))}${line('n', mark)}
    </svg>
  </div>`;
}
