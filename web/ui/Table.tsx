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
  foot?: ReactNode;
}

/** Hairlines across, no boxes; the first column heads its row. */
export function Table<T>({ caption, columns, rows, rowKey, dense = false, picked }: TableProps<T>) {
  return (
    <div className={styles.scroll}>
      <table className={cx(styles.table, dense && styles.dense)}>
        <caption className="hidden-text">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th
                key={column.id}
                scope="col"
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
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)} data-picked={rowKey(row) === picked || undefined}>
              {columns.map((column, index) => {
                const className = cx(column.end && styles.end, column.wideOnly && styles.wideOnly);
                return index === 0 ? (
                  <th key={column.id} scope="row" className={className}>
                    {column.cell(row)}
                  </th>
                ) : (
                  <td key={column.id} className={className}>
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
