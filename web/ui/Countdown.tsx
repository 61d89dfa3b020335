import type { ReactNode } from 'react';

import { useNow } from './clock.ts';
import { cx } from './cx.ts';
import { t } from './messages.en.ts';
import { SeverityShape } from './Severity.tsx';
import { clock, ms, running, type Moment } from './time.ts';
import { useZone } from './zone.tsx';

import styles from './Countdown.module.css';

type Nearness = 'calm' | 'close' | 'late';

/** Calm until five minutes before, then close, then late. */
export function nearness(dueMs: number, nowMs: number): Nearness {
  if (dueMs <= nowMs) return 'late';
  return dueMs - nowMs < 5 * 60e3 ? 'close' : 'calm';
}

/** Thirty ticks, one a minute, longer every fifth; past ones pale. Late: all of them, in the state's colour. */
export function TickRuler({ left, state }: { left: number; state: Nearness }) {
  const lit = state === 'late' ? 30 : Math.max(0, Math.min(30, Math.ceil(left / 60e3)));
  return (
    <svg
      className={styles.ticks}
      data-state={state}
      viewBox="0 0 148 9"
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {Array.from({ length: 31 }, (_, index) => (
        <line
          key={index}
          x1={index * 4.9 + 0.5}
          x2={index * 4.9 + 0.5}
          y1={index % 5 === 0 ? 0 : 2.5}
          y2={9}
          className={index >= 30 - lit ? styles.lit : styles.past}
          vectorEffect="non-scaling-stroke"
        />
      ))}
    </svg>
  );
}

interface CountdownProps {
  due: Moment;
  /** Who owes it; named when it gets close. */
  owner?: string | undefined;
  label?: string;
  /** A box of its own, tinted when close or late; else it takes the place it stands in. */
  boxed?: boolean;
  foot?: ReactNode;
}

/** Time until something is promised. It ticks and never pulses; spoken only at five minutes and at zero. */
export function Countdown({
  due,
  owner,
  label = t('countdown.label'),
  boxed = false,
  foot,
}: CountdownProps) {
  const now = useNow();
  const zone = useZone();
  const left = ms(due) - now;
  const state = nearness(ms(due), now);
  const head =
    state === 'late'
      ? t('countdown.late')
      : state === 'close' && owner
        ? t('countdown.close', { owner })
        : label;
  return (
    <div className={cx(styles.countdown, boxed && styles.boxed)} data-state={state}>
      <span className={styles.label}>
        {state === 'late' ? (
          <SeverityShape state="sev1" size={12} />
        ) : state === 'close' ? (
          <SeverityShape state="sev2" size={12} />
        ) : null}
        {head}
      </span>
      <span
        className={styles.figure}
        role="timer"
        aria-label={t('countdown.spoken', { label: head, time: running(Math.abs(left)) })}
      >
        {state === 'late' ? '+' : ''}
        {running(Math.abs(left))}
      </span>
      <TickRuler left={left} state={state} />
      {foot === undefined ? null : (
        <span className={styles.foot}>
          {t('countdown.due', { time: clock(due, zone) })}
          {foot}
        </span>
      )}
      <span className="hidden-text" role="status">
        {state === 'late' ? t('countdown.now') : state === 'close' ? t('countdown.soon') : ''}
      </span>
    </div>
  );
}
