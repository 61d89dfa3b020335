import { type ReactNode } from 'react';

import { cx } from './cx.ts';
import { clock, day, fields, startOfDay } from './time.ts';
import { useWidth } from './width.ts';
import { useZone } from './zone.tsx';

import styles from './Ruler.module.css';

const minute = 60e3;
const hour = 60 * minute;
/** Pixels that the longest name of a day takes (`Wed 23 Sept`), with its margin. */
const dayNameWidth = 76;

/** Long ticks with a label, short ticks between, so that a ruler of any span reads alike. */
function steps(span: number, labels: number): { long: number; short: number } {
  const choices: [long: number, short: number][] = [
    [minute, 0.2 * minute],
    [5 * minute, minute],
    [10 * minute, 5 * minute],
    [15 * minute, 5 * minute],
    [30 * minute, 10 * minute],
    [hour, 10 * minute],
    [2 * hour, 30 * minute],
    [3 * hour, hour],
    [6 * hour, hour],
    [12 * hour, 3 * hour],
    [24 * hour, 6 * hour],
  ];
  const [long, short] = choices.find(([step]) => span / step <= labels) ?? [
    7 * 24 * hour,
    24 * hour,
  ];
  return { long, short };
}

/** Instants at which ticks stand, on round wall-clock times of the zone. */
function tickTimes(from: number, to: number, step: number, zone: string): number[] {
  const found: number[] = [];
  const start = startOfDay(from, zone);
  for (let at = start + Math.ceil((from - start) / step) * step; at <= to + 1; at += step)
    found.push(at);
  return found;
}

/** Where `at` stands between `from` and `to`, in percent, kept inside. */
export function place(at: number, from: number, to: number): number {
  return Math.max(0, Math.min(100, ((at - from) / (to - from)) * 100));
}

interface RulerProps {
  from: number;
  to: number;
  /** Draws the tide line with its flag. */
  now?: number | undefined;
  /** What stands above the axis: bars and marks placed by `place`. */
  children?: ReactNode;
  height?: number;
  /** Names the days above, for spans that cross midnight. */
  days?: boolean;
  /** Shades what has not happened yet. */
  future?: boolean;
}

/** The one axis of the product: draft marks under everything that has a time. Times are ms, in the reader's zone. */
export function Ruler({
  from,
  to,
  now,
  children,
  height = 8,
  days = false,
  future = false,
}: RulerProps) {
  const zone = useZone();
  const [box, width] = useWidth();
  const { long, short } = steps(to - from, Math.max(2, Math.min(14, Math.floor(width / 84))));
  const longs = tickTimes(from, to, long, zone);
  const shorts = tickTimes(from, to, short, zone);
  const left = (at: number) => ({ insetInlineStart: `${place(at, from, to)}%` });
  const midnights = days
    ? [from, ...tickTimes(from, to, 24 * hour, zone).filter((at) => at > from && at < to)]
    : [];
  const px = (at: number) => (place(at, from, to) / 100) * width;
  // A day is named where its name has room: after the name before it, and before the edge.
  const named: number[] = [];
  for (const at of midnights) {
    const free = px(named.at(-1) ?? Number.NEGATIVE_INFINITY) + dayNameWidth;
    if ((named.length === 0 || px(at) >= free) && px(at) + dayNameWidth <= width) named.push(at);
  }
  const edge = (at: number) => (px(at) < 14 ? 'first' : px(at) > width - 14 ? 'last' : 'between');
  const middle = (at: number) =>
    px(at) + (edge(at) === 'first' ? 16 : edge(at) === 'last' ? -16 : 0);
  // A label the flag of now would cover is left out.
  const hidden = (at: number) => now !== undefined && Math.abs(middle(at) - px(now)) < 38;
  const inside = now !== undefined && now >= from && now <= to;
  return (
    <div className={styles.ruler} ref={box}>
      {days ? (
        <div className={styles.days}>
          {named.map((at) => (
            <span key={at} className={styles.day} style={left(at)}>
              {day(at, zone)}
            </span>
          ))}
        </div>
      ) : null}
      <div className={styles.above} style={{ blockSize: height }}>
        {midnights.slice(1).map((at) => (
          <span key={at} className={styles.midnight} style={left(at)} />
        ))}
        {future && inside ? <span className={styles.future} style={left(now)} /> : null}
        {children}
      </div>
      <svg className={styles.ticks} aria-hidden="true">
        <line x1="0" x2="100%" y1="0.5" y2="0.5" />
        {shorts.map((at) => (
          <line
            key={at}
            x1={`${place(at, from, to)}%`}
            x2={`${place(at, from, to)}%`}
            y1="0"
            y2={longs.includes(at) ? 9 : 4}
            className={longs.includes(at) ? undefined : styles.short}
          />
        ))}
      </svg>
      <div className={styles.labels}>
        {longs.map((at) =>
          inside && hidden(at) ? null : (
            <span
              key={at}
              className={cx(
                styles.label,
                edge(at) === 'first' && styles.first,
                edge(at) === 'last' && styles.last,
              )}
              style={left(at)}
            >
              {fields(at, zone).hour === 0 && long >= 24 * hour ? day(at, zone) : clock(at, zone)}
            </span>
          ),
        )}
      </div>
      {inside ? (
        <div className={styles.now} style={left(now)}>
          <span className={styles.flag}>{clock(now, zone)}</span>
        </div>
      ) : null}
    </div>
  );
}
