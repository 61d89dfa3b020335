import type { ReactNode } from 'react';
import { Tab, TabList, TabPanel, Tabs as AriaTabs } from 'react-aria-components';

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

/** Tabs over one panel; which one is chosen belongs in the address. */
export function Tabs({ label, tabs, value, onChange, children, beside }: TabsProps) {
  return (
    <AriaTabs
      className={styles.tabs}
      selectedKey={value}
      onSelectionChange={(key) => onChange(String(key))}
    >
      <div className={styles.head}>
        <TabList aria-label={label} className={styles.list} items={tabs}>
          {(tab) => (
            <Tab id={tab.id} className={styles.tab}>
              <span className={styles.name} data-text={tab.name}>
                {tab.name}
              </span>
              {tab.count === undefined ? null : <span className={styles.count}>{tab.count}</span>}
            </Tab>
          )}
        </TabList>
        {beside ? <div className={styles.beside}>{beside}</div> : null}
      </div>
      <TabPanel id={value} className={styles.panel} data-scroll>
        {children}
      </TabPanel>
    </AriaTabs>
  );
}
