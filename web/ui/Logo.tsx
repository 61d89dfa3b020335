import styles from './Logo.module.css';

/** The load line: a circle crossed by a level line, a ship's mark for safe loading. */
export function LoadLine({ size = 24, label }: { size?: number; label?: string }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.9}
      role={label ? 'img' : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
    >
      <circle cx={12} cy={12} r={7.2} />
      <path d="M0 12h24" />
    </svg>
  );
}

/** The mark with the name. */
export function Logo() {
  return (
    <span className={styles.logo}>
      <LoadLine />
      <span className={styles.name}>evenkeel</span>
    </span>
  );
}
