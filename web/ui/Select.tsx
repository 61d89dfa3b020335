import { Check, ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import {
  Button,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Select as AriaSelect,
  SelectValue,
} from 'react-aria-components';

import { cx } from './cx.ts';
import { Icon } from './Icon.tsx';
import { t } from './messages.en.ts';

import styles from './Select.module.css';

export interface Option {
  id: string;
  name: string;
  /** Said behind the name, in meta. */
  hint?: ReactNode;
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

/** One of a list; opens with a key, types ahead. */
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
  return (
    <AriaSelect
      className={cx(styles.select, inline && styles.inline)}
      value={value}
      onChange={(key) => key !== null && onChange(String(key))}
      placeholder={ask}
      isDisabled={disabled}
    >
      <Label className={cx(styles.label, hideLabel && 'hidden-text')}>{label}</Label>
      <Button className={styles.button}>
        <SelectValue className={styles.value}>
          {({ selectedText, defaultChildren }) => selectedText || defaultChildren}
        </SelectValue>
        <Icon of={ChevronDown} />
      </Button>
      <Popover className={styles.popover} offset={4}>
        <ListBox className={styles.list} items={options}>
          {(option) => (
            <ListBoxItem className={styles.option} id={option.id} textValue={option.name}>
              {({ isSelected }) => (
                <>
                  <span className={styles.name}>{option.name}</span>
                  {option.hint ? <span className={styles.hint}>{option.hint}</span> : null}
                  <span className={styles.mark}>
                    {isSelected ? <Icon of={Check} size={14} /> : null}
                  </span>
                </>
              )}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
