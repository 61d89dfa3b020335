import { createContext, useContext, useEffect, useId, useRef, type ReactNode } from 'react';

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
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (input.current) input.current.indeterminate = some;
  }, [some]);
  return (
    <label className={styles.choice}>
      <input
        ref={input}
        type="checkbox"
        className={styles.input}
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.target.checked)}
        {...(label && { 'aria-label': label })}
      />
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
    </label>
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
    <button
      type="button"
      role="switch"
      aria-checked={on}
      className={styles.choice}
      onClick={() => onChange(!on)}
    >
      <span className={styles.track}>
        <span className={styles.knob} />
      </span>
      <span className={styles.words}>{children}</span>
    </button>
  );
}

interface Group {
  name: string;
  value: string | null;
  onChange: (value: string) => void;
}

const GroupContext = createContext<Group>({ name: '', value: null, onChange: () => undefined });

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
  const name = useId();
  return (
    <div
      role="radiogroup"
      aria-labelledby={`${name}-label`}
      className={cx(styles.group, className)}
    >
      <span id={`${name}-label`} className={cx(styles.groupLabel, hideLabel && 'hidden-text')}>
        {label}
      </span>
      <GroupContext value={{ name, value, onChange }}>{children}</GroupContext>
    </div>
  );
}

function RadioInput({ value }: { value: string }) {
  const group = useContext(GroupContext);
  return (
    <input
      type="radio"
      className={styles.input}
      name={group.name}
      value={value}
      checked={group.value === value}
      onChange={() => group.onChange(value)}
    />
  );
}

export function Radio({ value, children }: { value: string; children: ReactNode }) {
  return (
    <label className={styles.choice}>
      <RadioInput value={value} />
      <span className={styles.ring} />
      <span className={styles.words}>{children}</span>
    </label>
  );
}

/** A radio drawn as a whole row, for picking one of a few with a sentence each (severity). */
export function RadioRow({ value, children }: { value: string; children: ReactNode }) {
  return (
    <label className={styles.row}>
      <RadioInput value={value} />
      {children}
    </label>
  );
}
