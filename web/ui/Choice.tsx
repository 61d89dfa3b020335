import type { ReactNode } from 'react';
import {
  Checkbox as AriaCheckbox,
  Label,
  Radio as AriaRadio,
  RadioGroup as AriaRadioGroup,
  Switch as AriaSwitch,
} from 'react-aria-components';

import { cx } from './cx.ts';

import styles from './Choice.module.css';

interface CheckboxProps {
  checked: boolean;
  onChange: (checked: boolean) => void;
  /** Some of many: a level bar. */
  some?: boolean;
  label?: string;
  disabled?: boolean;
  children?: ReactNode;
}

/** A box to tick. Give `label` when no words stand beside it. */
export function Checkbox({
  checked,
  onChange,
  some = false,
  label,
  disabled = false,
  children,
}: CheckboxProps) {
  return (
    <AriaCheckbox
      className={styles.choice}
      isSelected={checked}
      isIndeterminate={some}
      onChange={onChange}
      isDisabled={disabled}
      {...(label && { 'aria-label': label })}
    >
      <span className={styles.box}>
        <svg
          width={12}
          height={12}
          viewBox="0 0 12 12"
          fill="none"
          stroke="currentColor"
          strokeWidth={1.8}
          strokeLinecap="round"
          strokeLinejoin="round"
          aria-hidden="true"
        >
          {some ? <path d="M2.5 6h7" /> : checked ? <path d="M2.2 6.4 4.8 9 9.8 3.4" /> : null}
        </svg>
      </span>
      {children ? <span className={styles.words}>{children}</span> : null}
    </AriaCheckbox>
  );
}

/** On or off, at once. */
export function Switch({
  on,
  onChange,
  children,
}: {
  on: boolean;
  onChange: (on: boolean) => void;
  children: ReactNode;
}) {
  return (
    <AriaSwitch className={styles.choice} isSelected={on} onChange={onChange}>
      <span className={styles.track}>
        <span className={styles.knob} />
      </span>
      <span className={styles.words}>{children}</span>
    </AriaSwitch>
  );
}

interface RadioGroupProps {
  label: string;
  value: string | null;
  onChange: (value: string) => void;
  hideLabel?: boolean;
  children: ReactNode;
  className?: string;
}

export function RadioGroup({
  label,
  value,
  onChange,
  hideLabel = false,
  children,
  className,
}: RadioGroupProps) {
  return (
    <AriaRadioGroup className={cx(styles.group, className)} value={value} onChange={onChange}>
      <Label className={cx(styles.groupLabel, hideLabel && 'hidden-text')}>{label}</Label>
      {children}
    </AriaRadioGroup>
  );
}

export function Radio({ value, children }: { value: string; children: ReactNode }) {
  return (
    <AriaRadio className={styles.choice} value={value}>
      <span className={styles.ring} />
      <span className={styles.words}>{children}</span>
    </AriaRadio>
  );
}

/** A radio drawn as a whole row, for picking one of a few with a sentence each (severity). */
export function RadioRow({ value, children }: { value: string; children: ReactNode }) {
  return (
    <AriaRadio className={styles.row} value={value}>
      {children}
    </AriaRadio>
  );
}
