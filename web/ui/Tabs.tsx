import { useId, useRef, type KeyboardEvent, type ReactNode } from 'react';

import styles from './Tabs.module.css';

export interface TabItem {
  id: string;
  name: string;
  count?: ReactNode;
}

interface TabsProps {
  label: string;
  tabs: readonly TabItem[];
  value: string;
  onChange: (id: string) => void;
  /** What stands under the tabs for the chosen one. */
  children: ReactNode;
  /** Right of the tabs: filters, a view switch. */
  beside?: ReactNode;
}

/** Where a key leads from the tab `at`, of `count`. */
function nextTab(key: string, at: number, count: number): number | null {
  switch (key) {
    case 'ArrowRight':
      return (at + 1) % count;
    case 'ArrowLeft':
      return (at + count - 1) % count;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}

/** Tabs over one panel; which one is chosen belongs in the address. One stop of Tab, arrows choose. */
export function Tabs({ label, tabs, value, onChange, children, beside }: TabsProps) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const chosen = tabs.findIndex((tab) => tab.id === value);
  const move = (event: KeyboardEvent) => {
    const next = nextTab(event.key, Math.max(0, chosen), tabs.length);
    const tab = next === null ? undefined : tabs[next];
    if (next === null || !tab || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    onChange(tab.id);
    (list.current?.children[next] as HTMLElement | undefined)?.focus();
  };
  return (
    <div className={styles.tabs}>
      <div className={styles.head}>
        <div ref={list} role="tablist" aria-label={label} className={styles.list}>
          {tabs.map((tab, index) => (
            <button
              key={tab.id}
              type="button"
              role="tab"
              id={`${id}-${tab.id}`}
              className={styles.tab}
              aria-selected={tab.id === value}
              aria-controls={`${id}-panel`}
              tabIndex={index === Math.max(0, chosen) ? 0 : -1}
              onClick={() => onChange(tab.id)}
              onKeyDown={move}
            >
              <span className={styles.name} data-text={tab.name}>
                {tab.name}
              </span>
              {tab.count === undefined ? null : <span className={styles.count}>{tab.count}</span>}
            </button>
          ))}
        </div>
        {beside ? <div className={styles.beside}>{beside}</div> : null}
      </div>
      <div
        role="tabpanel"
        id={`${id}-panel`}
        aria-labelledby={`${id}-${value}`}
        className={styles.panel}
        tabIndex={0}
        data-scroll
      >
        {children}
      </div>
    </div>
  );
}
