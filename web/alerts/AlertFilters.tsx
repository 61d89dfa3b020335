import { useEffect, useRef, useState } from 'react';

import { useCommands } from '../client/commands.ts';
import { FilterChip } from '../ui/Chip.tsx';
import { Field } from '../ui/Field.tsx';
import { Key } from '../ui/Key.tsx';
import { t } from './messages.en.ts';

import styles from './AlertsPage.module.css';

type Filters = Partial<Record<'q' | 'service' | 'severity' | 'source', string>>;

/** What narrows the list: words, and chips that can be taken off. Typed words wait 250 ms. */
export function AlertFilters({
  address,
  onChange,
}: {
  address: Filters;
  onChange: (change: Record<string, string | undefined>) => void;
}) {
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(address.q ?? '');
  useCommands([
    {
      id: 'filter',
      name: t('filter'),
      keys: '/',
      group: t('rows.keys'),
      run: () => field.current?.focus(),
    },
  ]);
  useEffect(() => {
    if (text === (address.q ?? '')) return undefined;
    const timer = setTimeout(
      () => onChange({ q: text.trim() === '' ? undefined : text.trim(), at: undefined }),
      250,
    );
    return () => clearTimeout(timer);
  }, [text, address.q, onChange]);
  const chips = (['service', 'severity', 'source'] as const).flatMap((name) => {
    const value = address[name];
    return value === undefined ? [] : [{ name, value }];
  });
  return (
    <div className={styles.filters}>
      {chips.map((chip) => (
        <FilterChip key={chip.name} onRemove={() => onChange({ [chip.name]: undefined })}>
          {t('filter.chip', chip)}
        </FilterChip>
      ))}
      <Field
        className={styles.filter ?? ''}
        label={t('filter')}
        hideLabel
        type="search"
        ask={t('filter')}
        value={text}
        onChange={setText}
        inputRef={field}
        zone={<Key keys="/" />}
      />
    </div>
  );
}
