import type { ReactNode } from 'react';

import { cx } from './cx.ts';
import { Link } from './Link.tsx';
import { SeverityShape, stateShort, type State } from './Severity.tsx';

import styles from './Row.module.css';

/** Rows divided by hairlines. */
export function List({ label, children }: { label?: string; children: ReactNode }) {
  return (
    <ul className={styles.list} aria-label={label}>
      {children}
    </ul>
  );
}

interface RowProps {
  state?: State;
  subject: ReactNode;
  sentence?: ReactNode;
  meta?: ReactNode;
  href?: string;
  picked?: boolean;
  children?: ReactNode;
}

/** One line: shape, bold subject, sentence (which gives way first), meta at the right. */
export function Row({ state, subject, sentence, meta, href, picked = false, children }: RowProps) {
  return (
    <li className={cx(styles.row, picked && styles.picked)}>
      {state ? <SeverityShape state={state} label={stateShort(state)} /> : null}
      <span className={styles.line}>
        <b className={styles.subject}>
          {href ? (
            <Link ink href={href}>
              {subject}
            </Link>
          ) : (
            subject
          )}
        </b>
        {sentence ? <span className={styles.sentence}>{sentence}</span> : null}
      </span>
      {meta === undefined ? null : <span className={styles.meta}>{meta}</span>}
      {children}
    </li>
  );
}

interface FactRowProps {
  mark?: ReactNode;
  title: ReactNode;
  text?: ReactNode;
  right?: ReactNode;
  rightBelow?: ReactNode;
}

/** Two lines: what, and what about it; two short facts at the right. */
export function FactRow({ mark, title, text, right, rightBelow }: FactRowProps) {
  return (
    <li className={styles.fact}>
      {mark ? <span className={styles.mark}>{mark}</span> : null}
      <span className={styles.factText}>
        <span className={styles.factTitle}>{title}</span>
        {text ? <span className={styles.under}>{text}</span> : null}
      </span>
      {right || rightBelow ? (
        <span className={styles.factRight}>
          {right ? <span>{right}</span> : null}
          {rightBelow ? <span className={styles.under}>{rightBelow}</span> : null}
        </span>
      ) : null}
    </li>
  );
}
