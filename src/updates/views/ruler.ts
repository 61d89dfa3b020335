import { html, type Markup } from '#platform/html';

import type { ComponentState } from '../model.ts';
import type { StatusMessages } from './messages.ts';
import type { PageTimes } from './times.ts';

const STEPS_MINUTES = [5, 10, 15, 30, 60, 120, 240, 360, 720, 1440, 2880, 7200, 14_400] as const;
const MOST_STEPS = 7;
/** What the words of the beginning take of the width of a phone, in per cent; a mark goes below them. */
const BEGAN_SHARE = 25;

/** The moments of an open incident that stand on the ruler. */
export interface RulerFacts {
  readonly state: ComponentState;
  readonly began: Temporal.Instant;
  readonly lastUpdate: Temporal.Instant;
  readonly next: Temporal.Instant | null;
  readonly now: Temporal.Instant;
}

interface Axis {
  readonly from: number;
  readonly step: number;
  readonly steps: number;
}

/**
 * The time of an incident on an axis: from the beginning to now, the last update, the next promise.
 * Positions are shares of the width, so it fits every screen without a script.
 */
export function ruler(facts: RulerFacts, times: PageTimes, messages: StatusMessages): Markup {
  const axis = axisFor(facts, times);
  const at = (instant: Temporal.Instant) => position(axis, minutes(instant));
  const began = at(facts.began);
  const now = at(facts.now);
  const update = at(facts.lastUpdate);
  const next = facts.next === null ? null : at(facts.next);
  const late = facts.next !== null && Temporal.Instant.compare(facts.next, facts.now) < 0;
  return html`<svg class="ruler" role="img" aria-label="${sentence(facts, times, messages)}">
    <rect
      class="bar ${facts.state}"
      x="${began}%"
      y="24"
      width="${round(now - began)}%"
      height="10"
      rx="3"
    />
    ${
      next !== null && next > now
        ? html`<rect class="rest" x="${now}%" y="24.5" width="${round(next - now)}%" height="9" />`
        : null
    }
    <line class="axis" x1="0" x2="100%" y1="40" y2="40" />
    ${ticks(axis, times, facts.now)}
    ${labels({ facts, began, now, next, late, at }, times, messages)}
    <line
      class="mark"
      x1="${update}%"
      x2="${update}%"
      y1="${update - began > BEGAN_SHARE ? 8 : 20}"
      y2="40"
    />
    ${next === null ? null : html`<line class="mark" x1="${next}%" x2="${next}%" y1="4" y2="40" />`}
    <svg x="${now}%" overflow="visible">
      <rect class="n" x="-1" y="20" width="2" height="32" />
      <rect class="n" x="-24" y="50" width="48" height="20" rx="4" />
      <text class="nt m" y="64">${clockOf(facts.now, times)}</text>
    </svg>
  </svg>`;
}

function labels(
  spot: {
    facts: RulerFacts;
    began: number;
    now: number;
    next: number | null;
    late: boolean;
    at: (instant: Temporal.Instant) => number;
  },
  times: PageTimes,
  messages: StatusMessages,
): Markup {
  const { facts, began, next, late } = spot;
  const update = spot.at(facts.lastUpdate);
  const end = next ?? 100;
  const flip = end > 45;
  const beganFits = end - began > (flip ? 48 : BEGAN_SHARE);
  const updateFits =
    update - began > BEGAN_SHARE && (next === null ? update < 84 : end - update > 44);
  const nextWords = late ? messages.wasDue : messages.nextBy;
  return html`${
    beganFits && began < 80
      ? html`<text class="${end - began < 80 ? 'wide' : ''}" x="${began}%" y="14"
          >${messages.began(times.time(facts.began))}</text
        >`
      : null
  }
  ${
    updateFits
      ? html`<text class="wide" x="${round(update + 0.8)}%" y="14">
          ${messages.updateAt(clockOf(facts.lastUpdate, times))}
        </text>`
      : null
  }
  ${
    facts.next === null || next === null
      ? null
      : html`<text class="b ${flip ? 'e' : ''}" x="${round(next + (flip ? -0.8 : 0.8))}%" y="14">
          ${nextWords(times.time(facts.next))}
        </text>`
  }`;
}

function ticks(axis: Axis, times: PageTimes, now: Temporal.Instant): Markup[] {
  const marks: Markup[] = [];
  const nowAt = position(axis, minutes(now));
  for (let index = 0; index <= axis.steps; index += 1) {
    const x = round((index / axis.steps) * 100);
    const instant = Temporal.Instant.fromEpochMilliseconds(
      (axis.from + index * axis.step) * 60_000,
    );
    const side = index === 0 ? '' : index === axis.steps ? 'e' : 'm';
    const hidden = Math.abs(x - nowAt) < 9;
    const wide = index % 2 === 1 ? ' wide' : '';
    marks.push(
      html`<line class="axis" x1="${x}%" x2="${x}%" y1="40" y2="48" />${
          hidden
            ? null
            : html`<text class="${side}${wide}" x="${x}%" y="64"
                >${tickWords(axis, instant, times)}</text
              >`
        }`,
    );
  }
  return marks;
}

function tickWords(axis: Axis, instant: Temporal.Instant, times: PageTimes): string {
  if (axis.step < 1440) return clockOf(instant, times);
  return times.date(instant.toZonedDateTimeISO(times.zone).toPlainDate());
}

function axisFor(facts: RulerFacts, times: PageTimes): Axis {
  const first = minutes(facts.began);
  const last = Math.max(minutes(facts.now), facts.next === null ? 0 : minutes(facts.next)) + 1;
  const zone = facts.began.toZonedDateTimeISO(times.zone);
  const shift = zone.offsetNanoseconds / 60e9;
  for (const step of STEPS_MINUTES) {
    const from = Math.floor((first + shift) / step) * step - shift;
    const steps = Math.ceil((last - from) / step);
    if (steps <= MOST_STEPS) return { from, step, steps };
  }
  return { from: first, step: Math.ceil((last - first) / MOST_STEPS), steps: MOST_STEPS };
}

function sentence(facts: RulerFacts, times: PageTimes, messages: StatusMessages): string {
  const late = facts.next !== null && Temporal.Instant.compare(facts.next, facts.now) < 0;
  return messages.rulerSentence([
    messages.began(times.time(facts.began)),
    messages.updateAt(times.time(facts.lastUpdate)),
    messages.nowAt(times.time(facts.now)),
    ...(facts.next === null
      ? []
      : [(late ? messages.wasDue : messages.nextBy)(times.time(facts.next))]),
  ]);
}

function position(axis: Axis, at: number): number {
  return round(Math.min(100, Math.max(0, ((at - axis.from) / (axis.step * axis.steps)) * 100)));
}

function clockOf(instant: Temporal.Instant, times: PageTimes): string {
  return instant.toZonedDateTimeISO(times.zone).toPlainTime().toString({ smallestUnit: 'minute' });
}

function minutes(instant: Temporal.Instant): number {
  return instant.epochMilliseconds / 60_000;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
