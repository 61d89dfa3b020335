import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

import { Avatar } from './Avatar.tsx';
import { cx } from './cx.ts';
import { Icon } from './Icon.tsx';
import { SeverityShape, type State } from './Severity.tsx';
import { clock } from './time.ts';
import { useZone } from './zone.tsx';

import styles from './EscalationLadder.module.css';

export interface Rung {
  id: string;
  /** When it happened or will happen (ms). */
  at: number;
  icon?: LucideIcon;
  face?: string;
  own?: boolean;
  shape?: State;
  words: ReactNode;
  under?: ReactNode;
  delay?: ReactNode;
  /** Begins a step: a head over a hairline, before this rung. */
  head?: ReactNode;
}

/** What was sent and what is to come, by clock time; the tide line is now. */
export function EscalationLadder({
  rungs,
  now,
  label,
}: {
  rungs: readonly Rung[];
  now: number;
  label: string;
}) {
  const zone = useZone();
  const split = rungs.findIndex((rung) => rung.at > now);
  const past = split < 0 ? rungs : rungs.slice(0, split);
  const coming = split < 0 ? [] : rungs.slice(split);
  const draw = (rung: Rung, state: 'past' | 'coming') => (
    <li
      key={rung.id}
      className={cx(styles.rung, rung.head !== undefined && styles.headed)}
      data-state={state}
    >
      {rung.head === undefined ? null : <h3 className={styles.head}>{rung.head}</h3>}
      <time className={styles.time} dateTime={new Date(rung.at).toISOString()}>
        {clock(rung.at, zone, true)}
      </time>
      <span className={styles.mark}>
        {rung.face ? (
          <Avatar name={rung.face} own={rung.own ?? false} />
        ) : rung.shape ? (
          <SeverityShape state={rung.shape} />
        ) : rung.icon ? (
          <Icon of={rung.icon} />
        ) : null}
      </span>
      <span className={styles.words}>
        <span>{rung.words}</span>
        {rung.under ? <span className={styles.under}>{rung.under}</span> : null}
      </span>
      {rung.delay ? <span className={styles.delay}>{rung.delay}</span> : null}
    </li>
  );
  return (
    <ol className={styles.ladder} aria-label={label}>
      {past.map((rung) => draw(rung, 'past'))}
      {coming.length > 0 ? (
        <li className={styles.now}>
          <span className={styles.nowTime}>{clock(now, zone, true)}</span>
        </li>
      ) : null}
      {coming.map((rung) => draw(rung, 'coming'))}
    </ol>
  );
}
