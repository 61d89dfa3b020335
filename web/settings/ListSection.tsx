import type { UseQueryResult } from '@tanstack/react-query';
import type { ComponentProps, ReactNode } from 'react';

import { CopyYaml } from '../client/CopyYaml.tsx';
import { Read } from '../client/Read.tsx';
import { Empty } from '../ui/States.tsx';
import { type Column, Table } from '../ui/Table.tsx';
import { Section } from './Section.tsx';

import styles from './Settings.module.css';

interface ListSectionProps<T extends { id: string }> {
  title: string;
  query: UseQueryResult<{ items: T[] }>;
  columns: readonly Column<T>[];
  /** The button that makes another; while there is none it stands in the middle. */
  add: ReactNode;
  /** Of what kind they are in a config file, where they can be copied as one. */
  yaml?: ComponentProps<typeof CopyYaml>['kind'];
  /** What is said when there is none, and whether that is good. */
  none: { good: boolean; title: string; text: string };
  /** Dialogs. */
  children: ReactNode;
}

/** A part of the settings that is a list: its head, its table, and what to do while it is empty. */
export function ListSection<T extends { id: string }>({
  title,
  query,
  columns,
  add,
  yaml,
  none,
  children,
}: ListSectionProps<T>) {
  const some = (query.data?.items.length ?? 0) > 0;
  const action = yaml ? (
    <div className={styles.actions}>
      <CopyYaml kind={yaml} name={title} />
      {add}
    </div>
  ) : (
    add
  );
  return (
    <Section title={title} action={some ? action : undefined}>
      <Read query={query} what={title}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty good={none.good} title={none.title} button={add}>
              {none.text}
            </Empty>
          ) : (
            <Table caption={title} rows={items} rowKey={(one) => one.id} columns={columns} />
          )
        }
      </Read>
      {children}
    </Section>
  );
}
