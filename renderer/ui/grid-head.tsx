import { ArrowDown, ArrowUp } from 'lucide-react';
import type { PointerEvent, ReactNode } from 'react';

export interface GridColumn {
  readonly id: string;
  readonly label: string;
  /** A track of CSS grid, such as `minmax(160px, 1fr)`. */
  readonly track: string;
  readonly align?: 'start' | 'end';
  readonly isSortable?: boolean;
  /** Lower goes first when the pane is narrow; absent: always shown. */
  readonly hidesBelow?: 'narrow' | 'medium';
  /** Pixels, where the edge may be dragged. */
  readonly width?: number;
}

export interface GridHeadProps {
  readonly columns: readonly GridColumn[];
  readonly sort?: { readonly column: string; readonly isDescending: boolean } | undefined;
  readonly onSort?: ((column: string) => void) | undefined;
  readonly onResize?: ((column: string, width: number) => void) | undefined;
}

/** Pixels that the width of a column may have. */
export const columnWidths = { min: 56, max: 640 };

/** The row of headers: names to sort by, and edges to drag. */
export function GridHead({ columns, sort, onSort, onResize }: GridHeadProps): ReactNode {
  const drag = (column: GridColumn) => (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0 || column.width === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const handle = event.currentTarget;
    const { width } = column;
    const from = event.clientX;
    // Columns stand at the end of the row: their leading edge is the one that moves.
    const sign = getComputedStyle(handle).direction === 'rtl' ? 1 : -1;
    handle.setPointerCapture(event.pointerId);
    const move = (moved: globalThis.PointerEvent): void => {
      const next = Math.round(width + sign * (moved.clientX - from));
      onResize?.(column.id, Math.min(columnWidths.max, Math.max(columnWidths.min, next)));
    };
    const end = (): void => {
      handle.removeEventListener('pointermove', move);
      handle.removeEventListener('pointerup', end);
      handle.removeEventListener('pointercancel', end);
    };
    handle.addEventListener('pointermove', move);
    handle.addEventListener('pointerup', end);
    handle.addEventListener('pointercancel', end);
  };
  return (
    <div role="row" aria-rowindex={1} className="data-grid-row">
      {columns.map((column, index) => {
        const isSorted = sort?.column === column.id;
        const direction = isSorted ? (sort.isDescending ? 'descending' : 'ascending') : 'none';
        return (
          <div
            key={column.id}
            role="columnheader"
            aria-colindex={index + 1}
            className={`data-grid-cell is-${column.align ?? 'start'} hides-${column.hidesBelow ?? 'never'}`}
            {...(column.isSortable === true ? { 'aria-sort': direction } : {})}
          >
            {column.width !== undefined && onResize !== undefined ? (
              // Widths are set by keyboard in the dialog of columns.
              <span aria-hidden className="data-grid-edge" onPointerDown={drag(column)} />
            ) : null}
            {column.isSortable === true ? (
              <button
                type="button"
                tabIndex={-1}
                className="data-grid-sort"
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => onSort?.(column.id)}
              >
                {column.label}
                {isSorted ? sort.isDescending ? <ArrowDown aria-hidden /> : <ArrowUp aria-hidden /> : null}
              </button>
            ) : (
              column.label
            )}
          </div>
        );
      })}
    </div>
  );
}
