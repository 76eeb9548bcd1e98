import './data-grid.css';
import {
  useEffect,
  useId,
  useImperativeHandle,
  useMemo,
  useRef,
  type CSSProperties,
  type DragEvent,
  type ReactNode,
  type Ref,
} from 'react';
import { rowWindow, scrollToRow } from '../lib/index.ts';
import { GridHead, type GridColumn, type GridHeadProps } from './grid-head.tsx';
import { GridRow } from './grid-row.tsx';
import { rowOf, useGridKeys, type GridInput } from './use-grid-keys.ts';
import { useScrollFrame } from './use-scroll-frame.ts';

export type { GridColumn } from './grid-head.tsx';
export type { GridReach } from './use-grid-keys.ts';

export interface GridHandle {
  readonly focus: () => void;
  /** Where a menu for the focused row opens, in window coordinates. */
  readonly focusPoint: () => { readonly x: number; readonly y: number };
}

export interface DataGridProps extends GridInput, GridHeadProps {
  readonly label: string;
  /** More rows are still coming: assistive technology is told that the count is not final. */
  readonly isCountOpen?: boolean;
  readonly renderCell: (row: number, column: string) => ReactNode;
  readonly rowClass?: (row: number) => string;
  readonly isDraggable?: boolean;
  readonly onDragStart?: (row: number, event: DragEvent) => void;
  readonly onDragOver?: (row: number, event: DragEvent) => void;
  readonly onDrop?: (row: number, event: DragEvent) => void;
  readonly onDragLeave?: () => void;
  readonly handle?: Ref<GridHandle>;
  /** Beneath the rows. */
  readonly children?: ReactNode;
}

const headerHeight = 28;
const overscan = 2;
/** Rows are placed from the start of a block of so many: pixels far down a long table lose their precision. */
const blockRows = 1024;

const tracksOf = (columns: readonly GridColumn[]): string => columns.map(({ track }) => track).join(' ');

/** Elements are used again for other rows as these scroll past: the least number that the rows in sight fit into. */
function poolFor(count: number): number {
  let pool = 32;
  while (pool < count) pool *= 2;
  return pool;
}

/**
 * A table of any length as an ARIA grid with one tab stop. The focus stays on the grid and `aria-activedescendant`
 * names the row, so that no refresh, filter or scroll can lose it; only the rows in sight are in the page.
 */
export function DataGrid(props: DataGridProps): ReactNode {
  const { label, columns, rowCount, isCountOpen = false, focusedRow, isDraggable = false, children } = props;
  const baseId = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [frame, scrolled] = useScrollFrame(scroller, headerHeight);
  const { rowHeight, height: viewport, scrollTop } = frame;
  const shown = rowWindow({ rowCount, rowHeight, viewport, scrollTop, overscan });

  // The focused row is brought into sight when it changes, not while the user scrolls elsewhere.
  const lastFocused = useRef(-1);
  useEffect(() => {
    const element = scroller.current;
    if (element === null || focusedRow < 0 || focusedRow === lastFocused.current) {
      lastFocused.current = focusedRow;
      return;
    }
    lastFocused.current = focusedRow;
    const at = scrollToRow(focusedRow, { rowCount, rowHeight, viewport, scrollTop: element.scrollTop });
    if (Math.abs(at - element.scrollTop) > 0.5) element.scrollTop = at;
  }, [focusedRow, rowCount, rowHeight, viewport]);

  const rowId = (row: number): string => `${baseId}-row-${row}`;
  const elementOf = (row: number): Element | null => document.querySelector(`#${CSS.escape(rowId(row))}`);
  useImperativeHandle(
    props.handle,
    () => ({
      focus: () => scroller.current?.focus({ preventScroll: true }),
      focusPoint: () => {
        const row = document.querySelector(`#${CSS.escape(`${baseId}-row-${focusedRow}`)}`);
        const box = (row ?? scroller.current)?.getBoundingClientRect();
        return { x: (box?.left ?? 0) + 40, y: (row === null ? (box?.top ?? 0) + 60 : box?.bottom) ?? 0 };
      },
    }),
    [baseId, focusedRow],
  );
  const page = Math.max(1, Math.floor(viewport / rowHeight) - 1);
  const handlers = useGridKeys(props, { perLine: 1, page, elementOf });

  const visible: number[] = [];
  for (let row = shown.first; row < shown.end; row += 1) visible.push(row);
  const pool = poolFor(visible.length);
  // What `aria-activedescendant` names must be in the page even when it is scrolled out of sight.
  const isFocusedThere = focusedRow >= 0 && focusedRow < rowCount;
  const isFocusedAside = isFocusedThere && (focusedRow < shown.first || focusedRow >= shown.end);
  const block = Math.floor(shown.first / blockRows) * blockRows;
  const drawn = (row: number, key: number | string): ReactNode => (
    <GridRow
      key={key}
      id={rowId(row)}
      row={row}
      columns={columns}
      isSelected={props.isSelected(row)}
      isFocused={row === focusedRow}
      isDraggable={isDraggable}
      className={props.rowClass?.(row) ?? ''}
      top={(row - block) * rowHeight}
      height={rowHeight}
      renderCell={props.renderCell}
    />
  );

  const tracks = useMemo((): CSSProperties => {
    const medium = columns.filter(({ hidesBelow }) => hidesBelow !== 'medium');
    return {
      ['--grid-tracks' as string]: tracksOf(columns),
      ['--grid-tracks-medium' as string]: tracksOf(medium),
      ['--grid-tracks-narrow' as string]: tracksOf(medium.filter(({ hidesBelow }) => hidesBelow === undefined)),
    };
  }, [columns]);

  return (
    <div
      ref={scroller}
      role="grid"
      aria-label={label}
      aria-multiselectable
      aria-rowcount={isCountOpen ? -1 : rowCount + 1}
      aria-colcount={columns.length}
      tabIndex={0}
      className="data-grid"
      style={tracks}
      {...(isFocusedThere ? { 'aria-activedescendant': rowId(focusedRow) } : {})}
      onScroll={scrolled}
      {...handlers}
      onDragStart={(event) => props.onDragStart?.(rowOf(event), event)}
      onDragOver={(event) => props.onDragOver?.(rowOf(event), event)}
      onDragLeave={(event) => {
        if (!(event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget))) {
          props.onDragLeave?.();
        }
      }}
      onDrop={(event) => props.onDrop?.(rowOf(event), event)}
    >
      <div role="rowgroup" className="data-grid-head">
        <GridHead columns={columns} sort={props.sort} onSort={props.onSort} onResize={props.onResize} />
      </div>
      <div role="rowgroup" className="data-grid-body" style={{ height: shown.bodyHeight }}>
        <div role="presentation" className="data-grid-block" style={{ transform: `translateY(${shown.top(block)}px)` }}>
          {visible.map((row) => drawn(row, row % pool))}
          {isFocusedAside ? drawn(focusedRow, 'focused') : null}
        </div>
      </div>
      {children}
    </div>
  );
}
