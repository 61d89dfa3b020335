import { X, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button as AriaButton, ToggleButton } from 'react-aria-components';

import { cx } from './cx.ts';
import { Icon } from './Icon.tsx';
import { Key } from './Key.tsx';
import { t } from './messages.en.ts';

import styles from './Chip.module.css';

/** A small outlined fact. Dashed stands for practice. */
export function Chip({
  icon,
  dashed = false,
  children,
}: {
  icon?: LucideIcon;
  dashed?: boolean;
  children: ReactNode;
}) {
  return (
    <span className={cx(styles.chip, dashed && styles.dashed)}>
      {icon ? <Icon of={icon} size={14} /> : null}
      {children}
    </span>
  );
}

interface ChipButtonProps {
  icon?: LucideIcon;
  keys?: string;
  on?: boolean;
  onChange: (on: boolean) => void;
  children: ReactNode;
}

/** A chip that can be on: tide outline and picked fill. */
export function ChipButton({ icon, keys, on = false, onChange, children }: ChipButtonProps) {
  return (
    <ToggleButton
      className={cx(styles.chip, styles.press)}
      isSelected={on}
      onChange={onChange}
      aria-keyshortcuts={keys}
    >
      {icon ? <Icon of={icon} size={14} /> : null}
      {children}
      {keys ? <Key keys={keys} /> : null}
    </ToggleButton>
  );
}

/** A filter that is on and can be taken off. */
export function FilterChip({ children, onRemove }: { children: string; onRemove: () => void }) {
  return (
    <span className={cx(styles.chip, styles.filter)}>
      {children}
      <AriaButton
        className={styles.remove}
        aria-label={t('remove', { what: children })}
        onPress={onRemove}
      >
        <Icon of={X} size={14} />
      </AriaButton>
    </span>
  );
}
