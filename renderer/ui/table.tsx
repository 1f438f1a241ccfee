import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import styles from './table.module.css';

export interface Column<R> {
  readonly key: string;
  readonly head: ReactNode;
  /** Numbers are right-aligned. */
  readonly numeric?: boolean;
  /** CSS width, such as `120px`; the rest shares what is left. */
  readonly width?: string;
  /** The text may wrap instead of being cut. */
  readonly wrap?: boolean;
  readonly cell: (row: R) => ReactNode;
}

export interface TableProps<R> {
  label: string;
  columns: readonly Column<R>[];
  rows: readonly R[];
  rowKey: (row: R) => string | number;
  selectedKey?: string | number | undefined;
  onSelect?: (row: R) => void;
  /** Rows of 34 px instead of 26, where cells hold controls. */
  roomy?: boolean;
}

/** A plain table for up to a few hundred rows; longer lists are virtual (see VirtualGrid). */
export function Table<R>(props: TableProps<R>) {
  const { label, columns, rows, rowKey, selectedKey, onSelect, roomy } = props;
  return (
    <table className={classNames(styles.table, roomy && styles.roomy)} aria-label={label}>
      <thead>
        <tr>
          {columns.map((column) => (
            <th
              key={column.key}
              scope="col"
              className={classNames(column.numeric && styles.numeric)}
              style={column.width ? { width: column.width } : undefined}
            >
              {column.head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const key = rowKey(row);
          return (
            <tr
              key={key}
              className={classNames(key === selectedKey && styles.selected)}
              onClick={onSelect ? () => onSelect(row) : undefined}
            >
              {columns.map((column) => (
                <td
                  key={column.key}
                  className={classNames(column.numeric && styles.numeric, column.wrap && styles.wrap)}
                >
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
