import type { ReactNode } from 'react';

import { cx } from './cx.ts';
import { t } from './messages.en.ts';

import styles from './Table.module.css';

export interface Column<T> {
  id: string;
  head: ReactNode;
  cell: (row: T) => ReactNode;
  /** Numbers stand right. */
  end?: boolean;
  width?: string;
  /** Left out on a phone. */
  wideOnly?: boolean;
}

interface TableProps<T> {
  caption: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  rowKey: (row: T) => string;
  dense?: boolean;
  picked?: string | undefined;
  /** On a phone a block for each row, even with few columns: for long texts and for fields. */
  stack?: boolean;
}

/**
 * Hairlines across, no boxes; the first column heads its row. With more than three columns to show, a
 * phone gets a block for each row, its values below its head.
 */
export function Table<T>({
  caption,
  columns,
  rows,
  rowKey,
  dense = false,
  picked,
  stack = false,
}: TableProps<T>) {
  const onPhone = columns.filter((column) => column.wideOnly !== true);
  const stacks = stack || onPhone.length > 3 || onPhone.some((column) => column.head === '');
  // Blocks in place of rows make some browsers forget that it is a table.
  const as = (role: string) => (stacks ? { role } : {});
  const named = (column: Column<T>) =>
    stacks && typeof column.head === 'string' && column.head !== '' ? column.head : undefined;
  return (
    <div className={cx(styles.scroll, stacks && styles.stacks)}>
      <table {...as('table')} className={cx(styles.table, dense && styles.dense)}>
        <caption className="hidden-text">{caption}</caption>
        <thead {...as('rowgroup')}>
          <tr {...as('row')}>
            {columns.map((column) => (
              <th
                key={column.id}
                scope="col"
                {...as('columnheader')}
                style={column.width ? { inlineSize: column.width } : undefined}
                className={cx(column.end && styles.end, column.wideOnly && styles.wideOnly)}
              >
                {column.head === '' ? (
                  <span className="hidden-text">{t('table.actions')}</span>
                ) : (
                  column.head
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody {...as('rowgroup')}>
          {rows.map((row) => (
            <tr key={rowKey(row)} {...as('row')} data-picked={rowKey(row) === picked || undefined}>
              {columns.map((column, index) => {
                const className = cx(column.end && styles.end, column.wideOnly && styles.wideOnly);
                return index === 0 ? (
                  <th key={column.id} scope="row" {...as('rowheader')} className={className}>
                    {column.cell(row)}
                  </th>
                ) : (
                  <td
                    key={column.id}
                    {...as('cell')}
                    className={className}
                    data-head={named(column)}
                  >
                    {column.cell(row)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
