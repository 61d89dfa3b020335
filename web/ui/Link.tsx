import type { ReactNode } from 'react';
import { Link as AriaLink } from 'react-aria-components';

import { cx } from './cx.ts';

import styles from './Link.module.css';

/** A link inside the app or out of it; the shell's router takes the inside ones. `ink` keeps text colour. */
export function Link({
  href,
  children,
  ink = false,
  strong = false,
  className,
  label,
}: {
  href: string;
  children: ReactNode;
  ink?: boolean;
  strong?: boolean;
  className?: string | undefined;
  label?: string;
}) {
  return (
    <AriaLink
      href={href}
      className={cx(styles.link, ink && styles.ink, strong && styles.strong, className)}
      {...(label && { 'aria-label': label })}
    >
      {children}
    </AriaLink>
  );
}
