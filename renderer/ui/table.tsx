import './table.css';
import type { ReactNode } from 'react';

export interface TableColumn<R> {
  readonly id: string;
  readonly label: string;
  /** Hides the heading from sight, for columns of buttons. */
  readonly isLabelHidden?: boolean;
  readonly align?: 'start' | 'end';
  /** A CSS length; columns without one share what is left. */
  readonly width?: string;
  readonly isRowHeader?: boolean;
  readonly render: (row: R) => ReactNode;
}
export interface TableProps<R> {
  readonly label: string;
  readonly columns: readonly TableColumn<R>[];
  readonly rows: readonly R[];
  readonly rowId: (row: R) => string;
}

/** A plain table for short lists (up to a few hundred rows); long ones use DataGrid. */
export function Table<R>({ label, columns, rows, rowId }: TableProps<R>): ReactNode {
  return (
    <table className="table" aria-label={label}>
      <colgroup>
        {columns.map((column) => (
          <col key={column.id} {...(column.width === undefined ? {} : { style: { width: column.width } })} />
        ))}
      </colgroup>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column.id} scope="col" className={column.align === 'end' ? 'is-end' : ''}>
              {column.isLabelHidden === true ? <span className="visually-hidden">{column.label}</span> : column.label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={rowId(row)}>
            {columns.map((column) => {
              const className = column.align === 'end' ? 'is-end' : '';
              return column.isRowHeader === true ? (
                <th key={column.id} scope="row" className={className}>
                  {column.render(row)}
                </th>
              ) : (
                <td key={column.id} className={className}>
                  {column.render(row)}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
