import { cx } from './cx.ts';

import styles from './Key.module.css';

const glyphs: Record<string, string> = { Enter: '↵', Up: '↑', Down: '↓' };

/** Printed keys: `c`, `Ctrl+k`, `g n`. For the eye only; `aria-keyshortcuts` tells machines. */
export function Key({ keys, className }: { keys: string; className?: string }) {
  const parts = keys.split(/[+ ]/).filter(Boolean);
  return (
    <span className={cx(styles.keys, className)} aria-hidden="true">
      {parts.map((part, index) => (
        <kbd key={index} className={styles.key}>
          {glyphs[part] ?? (part.length === 1 ? part.toUpperCase() : part)}
        </kbd>
      ))}
    </span>
  );
}
