import type { LucideIcon } from 'lucide-react';
import type { ReactNode, Ref } from 'react';
import {
  Button as AriaButton,
  Link as AriaLink,
  type ButtonProps as AriaButtonProps,
} from 'react-aria-components';

import { cx } from './cx.ts';
import { Icon } from './Icon.tsx';
import { Key } from './Key.tsx';
import { t } from './messages.en.ts';
import { SeverityShape } from './Severity.tsx';

import styles from './Button.module.css';

interface Look {
  /** One primary per screen; `danger` is an outline with an octagon, its dialog asks. */
  kind?: 'primary' | 'secondary' | 'quiet' | 'danger' | 'link';
  size?: 'small' | 'normal' | 'hero' | 'touch';
  icon?: LucideIcon;
  keys?: string;
  children: ReactNode;
}

interface ButtonProps extends Look, Omit<AriaButtonProps, 'children' | 'className' | 'style'> {
  /** The write is on its way: same width, a spinner and the word, and no second press. */
  sending?: boolean;
  className?: string;
}

function Inside({ icon, keys, kind, children }: Look) {
  return (
    <>
      {kind === 'danger' ? <SeverityShape state="sev1" size={14} /> : null}
      {icon ? <Icon of={icon} /> : null}
      <span>{children}</span>
      {keys ? <Key keys={keys} /> : null}
    </>
  );
}

export function Button({
  kind = 'secondary',
  size = 'normal',
  icon,
  keys,
  sending = false,
  className,
  children,
  ...rest
}: ButtonProps) {
  return (
    <AriaButton
      {...rest}
      isPending={sending}
      className={cx(styles.button, styles[kind], styles[size], className)}
      aria-keyshortcuts={ariaKeys(keys)}
    >
      <span className={cx(styles.inside, sending && styles.away)}>
        <Inside {...({ icon, keys, kind } as Look)}>{children}</Inside>
      </span>
      {sending ? (
        <span className={styles.sending}>
          <Spinner />
          {t('sending')}
        </span>
      ) : null}
    </AriaButton>
  );
}

/** A button's look on something that goes to another place. */
export function ButtonLink({
  kind = 'secondary',
  size = 'normal',
  icon,
  keys,
  href,
  children,
}: Look & { href: string }) {
  return (
    <AriaLink
      href={href}
      className={cx(styles.button, styles[kind], styles[size])}
      aria-keyshortcuts={ariaKeys(keys)}
    >
      <span className={styles.inside}>
        <Inside {...({ icon, keys, kind } as Look)}>{children}</Inside>
      </span>
    </AriaLink>
  );
}

/** A square button with an icon alone; the label is spoken. */
export function IconButton({
  icon,
  label,
  className,
  ...rest
}: {
  icon: LucideIcon;
  label: string;
  className?: string;
  ref?: Ref<HTMLButtonElement>;
} & Omit<AriaButtonProps, 'children' | 'className' | 'style'>) {
  return (
    <AriaButton {...rest} aria-label={label} className={cx(styles.button, styles.icon, className)}>
      <Icon of={icon} />
    </AriaButton>
  );
}

/** Three quarters of a ring; turns, unless motion is reduced. Never alone: a word stands beside it. */
export function Spinner() {
  return (
    <svg className={styles.spinner} width={14} height={14} viewBox="0 0 14 14" aria-hidden="true">
      <circle
        cx={7}
        cy={7}
        r={5.5}
        fill="none"
        stroke="currentColor"
        strokeWidth={1.5}
        strokeDasharray="26 9"
        strokeLinecap="round"
      />
    </svg>
  );
}

function ariaKeys(keys: string | undefined): string | undefined {
  return keys?.replace('Ctrl', 'Control');
}
