import { ChevronDown } from 'lucide-react';
import { useId } from 'react';

import { cx } from './cx.ts';
import { Icon } from './Icon.tsx';
import { t } from './messages.en.ts';

import styles from './Select.module.css';

export interface Option {
  id: string;
  name: string;
  /** Said behind the name. */
  hint?: string;
}

interface SelectProps {
  label: string;
  options: readonly Option[];
  value: string | null;
  onChange: (id: string) => void;
  hideLabel?: boolean;
  disabled?: boolean;
  /** A word in a sentence: title type, tide underline (the simulated walk's question). */
  inline?: boolean;
  /** Shown while nothing is chosen. */
  ask?: string;
}

/** No option has this id. */
const nothing = '-';

/** One of a list. The browser's own, so that a phone shows its own wheel and keys work as everywhere. */
export function Select({
  label,
  options,
  value,
  onChange,
  hideLabel = false,
  disabled = false,
  inline = false,
  ask = t('choose'),
}: SelectProps) {
  const id = useId();
  return (
    <div className={cx(styles.select, inline && styles.inline)}>
      <label className={cx(styles.label, hideLabel && 'hidden-text')} htmlFor={id}>
        {label}
      </label>
      <span className={styles.box}>
        <select
          className={styles.native}
          id={id}
          value={value ?? nothing}
          disabled={disabled}
          data-empty={value === null || undefined}
          onChange={(event) => onChange(event.target.value)}
        >
          {value === null ? (
            <option value={nothing} disabled hidden>
              {ask}
            </option>
          ) : null}
          {options.map((option) => (
            <option key={option.id} value={option.id}>
              {option.hint ? `${option.name} · ${option.hint}` : option.name}
            </option>
          ))}
        </select>
        <Icon of={ChevronDown} />
      </span>
    </div>
  );
}
