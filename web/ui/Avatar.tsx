import { cx } from './cx.ts';

import styles from './Avatar.module.css';

/** "AR" for Ana Ruiz. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const first = words[0] ?? '';
  const last = words.length > 1 ? (words.at(-1) ?? '') : '';
  return (first.slice(0, 1) + (last.slice(0, 1) || first.slice(1, 2))).toUpperCase();
}

/** Initials on grey; the reader's own face has a tide ring. Silent: the name stands beside it unless `alone`. */
export function Avatar({
  name,
  own = false,
  size = 20,
  alone = false,
}: {
  name: string;
  own?: boolean;
  size?: 18 | 20 | 24;
  alone?: boolean;
}) {
  return (
    <span
      className={cx(styles.face, own && styles.own)}
      data-size={size}
      role={alone ? 'img' : undefined}
      aria-label={alone ? name : undefined}
      aria-hidden={alone ? undefined : true}
      title={alone ? name : undefined}
    >
      {initials(name)}
    </span>
  );
}

/** Face and name. */
export function Person({
  name,
  own = false,
  meta,
}: {
  name: string;
  own?: boolean;
  meta?: string | undefined;
}) {
  return (
    <span className={styles.person}>
      <Avatar name={name} own={own} />
      <span className={styles.name}>{name}</span>
      {meta ? <span className={styles.meta}>{meta}</span> : null}
    </span>
  );
}
