import { useState } from 'react';

import { cx } from '../ui/cx.ts';

import styles from './Postmortem.module.css';

interface WriteTextProps {
  label: string;
  value: string;
  onSave: (value: string) => void;
  ask?: string;
  /** Type of the title, of the summary, of a line. */
  look?: 'title' | 'summary' | 'text';
  disabled?: boolean;
}

/** Text that can be written on in its place: a box only while it is written on; leaving it saves. */
export function WriteText(props: WriteTextProps) {
  const { label, value, onSave, ask, look = 'text', disabled = false } = props;
  const [draft, setDraft] = useState<string | null>(null);
  const commit = () => {
    if (draft !== null && draft !== value) onSave(draft);
    setDraft(null);
  };
  return (
    <textarea
      className={cx(styles.write, styles[look])}
      aria-label={label}
      placeholder={ask}
      rows={1}
      value={draft ?? value}
      readOnly={disabled}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Escape') setDraft(null);
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey || look !== 'summary')) {
          event.preventDefault();
          commit();
        }
      }}
    />
  );
}
