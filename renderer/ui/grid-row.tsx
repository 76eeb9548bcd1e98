import { memo, type ReactNode } from 'react';
import type { GridColumn } from './grid-head.tsx';

export interface GridRowProps {
  readonly id: string;
  readonly row: number;
  readonly columns: readonly GridColumn[];
  readonly isSelected: boolean;
  readonly isFocused: boolean;
  readonly isDraggable: boolean;
  readonly className: string;
  /** Pixels from the top of the block of rows. */
  readonly top: number;
  readonly height: number;
  readonly renderCell: (row: number, column: string) => ReactNode;
}

/** One row; while the table scrolls it is drawn again only where it shows another row. */
export const GridRow = memo(function GridRow(props: GridRowProps): ReactNode {
  const { id, row, columns, isSelected, isFocused, isDraggable, className, top, height, renderCell } = props;
  return (
    <div
      id={id}
      role="row"
      data-row={row}
      aria-rowindex={row + 2}
      aria-selected={isSelected}
      draggable={isDraggable}
      className={`data-grid-row ${isFocused ? 'is-focused' : ''} ${className}`}
      style={{ top, height }}
    >
      {columns.map((column, index) => (
        <div
          key={column.id}
          role="gridcell"
          aria-colindex={index + 1}
          className={`data-grid-cell is-${column.align ?? 'start'} hides-${column.hidesBelow ?? 'never'} is-of-${column.id}`}
        >
          {renderCell(row, column.id)}
        </div>
      ))}
    </div>
  );
});
