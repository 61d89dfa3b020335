import { html, type Markup } from '#platform/html';

import { BAR_DAYS, type DayBar, type DayHistory } from '../decide/days.ts';
import type { ComponentState } from '../model.ts';
import type { StatusMessages } from './messages.ts';
import type { PageTimes } from './times.ts';

const DRAWN: readonly ComponentState[] = [
  'operational',
  'maintenance',
  'degraded',
  'partial',
  'major',
];
const HEIGHT: Readonly<Record<ComponentState, number>> = {
  operational: 20,
  maintenance: 20,
  degraded: 10,
  partial: 15,
  major: 20,
};

/**
 * Ninety days as one path a state. A run of equal days is one dashed line, a day a dash, which keeps
 * thirty components small; the height repeats the colour; the words say the same.
 */
export function bars(history: DayHistory, messages: StatusMessages): Markup {
  const paths = DRAWN.flatMap((state) => {
    const d = runs(history.bars, state);
    return d === '' ? [] : [html`<path class="${state}" d="${d}" />`];
  });
  return html`<svg
    class="bars"
    viewBox="0 0 ${BAR_DAYS} 20"
    preserveAspectRatio="none"
    role="img"
    aria-label="${summary(history, messages)}"
  >
    ${paths}
  </svg>`;
}

function runs(days: readonly DayBar[], state: ComponentState): string {
  const middle = 20 - HEIGHT[state] / 2;
  let d = '';
  for (let index = 0; index < days.length; index += 1) {
    if (days[index]?.state !== state) continue;
    let end = index + 1;
    while (end < days.length && days[end]?.state === state) end += 1;
    d += `M${index} ${middle}H${end}`;
    index = end - 1;
  }
  return d;
}

/** "Last 90 days: outage on 1 day, slow on 2 days." */
export function summary(history: DayHistory, messages: StatusMessages): string {
  const parts = (['major', 'partial', 'degraded', 'maintenance'] as const).flatMap((state) => {
    const count = history.bars.filter((bar) => bar.state === state).length;
    return count === 0 ? [] : [messages.dayCount(messages.legend[state], count)];
  });
  return messages.bars({ known: history.daysKnown, days: BAR_DAYS, parts });
}

/** The axis under the bars, the same for every component: defined once, used by reference. */
export function scaleSheet(
  days: readonly DayBar[],
  times: PageTimes,
  messages: StatusMessages,
): Markup {
  const first = days[0];
  if (first === undefined) return html``;
  const marks = days.flatMap((bar, index) =>
    bar.date.day === 1 && index > 12 && index < BAR_DAYS - 17
      ? [
          html`<line
              x1="${place(index)}%"
              x2="${place(index)}%"
              y1="0"
              y2="5"
              stroke="currentColor"
            /><text x="${place(index)}%" y="16"> ${times.monthName(bar.date)} </text>`,
        ]
      : [],
  );
  return html`<svg width="0" height="0" class="sheet" aria-hidden="true">
    <defs>
      <symbol id="scale" overflow="visible">
        <line x1="0" x2="100%" y1="1" y2="1" stroke="currentColor" />
        <text x="0" y="16">${times.date(first.date)}</text>
        ${marks}
        <text text-anchor="end" x="100%" y="16">${messages.today}</text>
      </symbol>
    </defs>
  </svg>`;
}

export const scale = html`<svg class="scale" aria-hidden="true">
  <use href="#scale" width="100%" height="20" />
</svg>`;

function place(index: number): number {
  return Math.round((index / BAR_DAYS) * 10_000) / 100;
}
