import { Search, type LucideIcon } from 'lucide-react';
import { useId, useState, type KeyboardEvent, type ReactNode } from 'react';

import { cx } from './cx.ts';
import { Icon } from './Icon.tsx';
import { Key } from './Key.tsx';
import { t } from './messages.en.ts';

import styles from './Palette.module.css';

export interface PaletteItem {
  id: string;
  icon?: LucideIcon | undefined;
  name: ReactNode;
  hint?: ReactNode;
  keys?: string | undefined;
  run: () => void;
}

interface PaletteProps {
  query: string;
  onQuery: (query: string) => void;
  items: readonly PaletteItem[];
  /** Where it is drawn inside a page rather than over it, the field does not take the focus. */
  still?: boolean;
}

/** Go, find, do: one field, rows of 36, the answer first, keys at the right. */
export function Palette({ query, onQuery, items, still = false }: PaletteProps) {
  const [at, setAt] = useState(0);
  const id = useId();
  const active = Math.min(at, Math.max(0, items.length - 1));
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setAt((active + 1) % Math.max(1, items.length));
    else if (event.key === 'ArrowUp')
      setAt((active - 1 + items.length) % Math.max(1, items.length));
    else if (event.key === 'Enter') items[active]?.run();
    else return;
    event.preventDefault();
  };
  return (
    <div className={styles.palette}>
      <div className={styles.ask}>
        <Icon of={Search} />
        <input
          className={styles.input}
          role="combobox"
          aria-expanded="true"
          aria-controls={id}
          aria-activedescendant={items[active] ? `${id}-${active}` : undefined}
          aria-label={t('palette.label')}
          placeholder={t('palette.ask')}
          value={query}
          onChange={(event) => {
            setAt(0);
            onQuery(event.target.value);
          }}
          onKeyDown={onKeyDown}
          autoFocus={!still}
          autoComplete="off"
          spellCheck={false}
        />
      </div>
      <ul className={styles.list} id={id} role="listbox" aria-label={t('palette.label')}>
        {items.map((item, index) => (
          <li
            key={item.id}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === active}
            className={cx(styles.item, index === active && styles.active)}
            onPointerMove={() => setAt(index)}
            onClick={item.run}
            onKeyDown={(event) => event.key === 'Enter' && item.run()}
          >
            {item.icon ? <Icon of={item.icon} /> : <span className={styles.noIcon} />}
            <span className={styles.name}>{item.name}</span>
            {item.hint ? <span className={styles.hint}>{item.hint}</span> : null}
            {index === active && !item.keys ? <Key keys="Enter" /> : null}
            {item.keys ? <Key keys={item.keys} /> : null}
          </li>
        ))}
      </ul>
      {items.length === 0 ? <p className={styles.none}>{t('palette.none')}</p> : null}
    </div>
  );
}
