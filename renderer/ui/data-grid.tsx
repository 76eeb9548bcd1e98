import './data-grid.css';
import { ArrowDown, ArrowUp } from 'lucide-react';
import {
  useCallback,
  useEffect,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
  type CSSProperties,
  type DragEvent,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  type Ref,
} from 'react';
import { rowWindow, scrollToRow } from '../lib/index.ts';

export interface GridColumn {
  readonly id: string;
  readonly label: string;
  /** A track of CSS grid, such as `minmax(160px, 1fr)`. */
  readonly track: string;
  readonly align?: 'start' | 'end';
  readonly isSortable?: boolean;
  /** Lower goes first when the pane is narrow; absent: always shown. */
  readonly hidesBelow?: 'narrow' | 'medium';
}

export interface GridHandle {
  readonly focus: () => void;
  /** Where a menu for the focused row opens, in window coordinates. */
  readonly focusPoint: () => { readonly x: number; readonly y: number };
}

/** How a row was reached: alone, as the end of a range, added or taken off, or without touching the selection. */
export type GridReach = 'only' | 'range' | 'toggle' | 'move';

export interface DataGridProps {
  readonly label: string;
  readonly columns: readonly GridColumn[];
  readonly rowCount: number;
  /** More rows are still coming: assistive technology is told that the count is not final. */
  readonly isCountOpen?: boolean;
  readonly sort?: { readonly column: string; readonly isDescending: boolean };
  readonly onSort?: (column: string) => void;
  /** Position of the focused row; -1 for none. */
  readonly focusedRow: number;
  readonly isSelected: (row: number) => boolean;
  readonly onReach: (row: number, reach: GridReach) => void;
  readonly onSelectAll: () => void;
  readonly onClear: () => void;
  readonly onOpen: (row: number) => void;
  readonly onTypeAhead: (text: string) => void;
  /** `row` is -1 where the menu is for the place itself. */
  readonly onMenu: (row: number, at: { readonly x: number; readonly y: number }) => void;
  /** Keys that the grid does not know itself; true: taken. */
  readonly onKey?: (event: KeyboardEvent) => boolean;
  readonly renderCell: (row: number, column: string) => ReactNode;
  /** A key that stays with the row while others come and go. */
  readonly rowKey: (row: number) => string | number;
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
const overscan = 8;
/** Milliseconds after which typed letters begin a new search. */
const typeAheadPause = 800;
/** One character that a name is likely to begin with; others are left to shortcuts such as `?` and `/`. */
const startsName = /^[\p{L}\p{N}\p{M}\p{So}._\-+%#@()]$/u;

function rowHeightOf(element: Element): number {
  const height = Number.parseFloat(getComputedStyle(element).getPropertyValue('--row-height'));
  return Number.isFinite(height) && height > 0 ? height : 28;
}

/**
 * A table of any length as an ARIA grid with one tab stop. The focus stays on the grid and `aria-activedescendant`
 * names the row, so that no refresh, filter or scroll can lose it; only the rows in sight are in the page.
 */
export function DataGrid(props: DataGridProps): ReactNode {
  const { label, columns, rowCount, isCountOpen = false, sort, focusedRow, children } = props;
  const baseId = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const typed = useRef({ text: '', at: 0 });
  const [frame, setFrame] = useState({ scrollTop: 0, viewport: 600, rowHeight: 28 });

  const measure = useCallback(() => {
    const element = scroller.current;
    if (element === null) return;
    const next = {
      scrollTop: element.scrollTop,
      viewport: Math.max(0, element.clientHeight - headerHeight),
      rowHeight: rowHeightOf(element),
    };
    setFrame((now) =>
      now.scrollTop === next.scrollTop && now.viewport === next.viewport && now.rowHeight === next.rowHeight
        ? now
        : next,
    );
  }, []);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [measure]);

  const shown = rowWindow({ rowCount, overscan, ...frame });

  // The focused row is brought into sight when it changes, not while the user scrolls elsewhere.
  const lastFocused = useRef(-1);
  useEffect(() => {
    const element = scroller.current;
    if (element === null || focusedRow < 0 || focusedRow === lastFocused.current) {
      lastFocused.current = focusedRow;
      return;
    }
    lastFocused.current = focusedRow;
    const scrollTop = scrollToRow(focusedRow, { rowCount, ...frame, scrollTop: element.scrollTop });
    if (Math.abs(scrollTop - element.scrollTop) > 0.5) element.scrollTop = scrollTop;
  }, [focusedRow, rowCount, frame]);

  const rowId = (row: number): string => `${baseId}-row-${row}`;

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

  const rowOf = (event: { readonly target: EventTarget }): number => {
    const row = event.target instanceof Element ? event.target.closest('[data-row]') : null;
    return row === null ? -1 : Number(row.getAttribute('data-row'));
  };
  const isInField = (event: { readonly target: EventTarget }): boolean =>
    event.target instanceof HTMLElement && event.target.closest('input, textarea, button') !== null;

  const page = Math.max(1, Math.floor(frame.viewport / frame.rowHeight) - 1);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (isInField(event) || event.nativeEvent.isComposing) return;
    const isMod = event.ctrlKey || event.metaKey;
    const go = (row: number): void => {
      if (rowCount === 0) return;
      const bounded = Math.min(rowCount - 1, Math.max(0, row));
      props.onReach(bounded, event.shiftKey ? 'range' : isMod ? 'move' : 'only');
    };
    if (props.onKey?.(event) === true) {
      typed.current = { text: '', at: 0 };
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    const isPlain = !event.altKey;
    if (event.key === 'ArrowDown' && isPlain) go(focusedRow + 1);
    else if (event.key === 'ArrowUp' && isPlain) go(focusedRow < 0 ? rowCount - 1 : focusedRow - 1);
    else if (event.key === 'Home' && isPlain) go(0);
    else if (event.key === 'End' && isPlain) go(rowCount - 1);
    else if (event.key === 'PageDown' && isPlain) go(focusedRow + page);
    else if (event.key === 'PageUp' && isPlain) go(focusedRow - page);
    else if (event.key === ' ' && typed.current.text === '' && focusedRow >= 0) {
      props.onReach(focusedRow, event.shiftKey ? 'range' : 'toggle');
    } else if (event.key === 'a' && isMod && !event.shiftKey && isPlain) props.onSelectAll();
    else if (event.key === 'Escape') props.onClear();
    else if (event.key === 'Enter' && focusedRow >= 0 && isPlain && !isMod) props.onOpen(focusedRow);
    else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
      const row = document.querySelector(`#${CSS.escape(rowId(focusedRow))}`);
      const box = (row ?? event.currentTarget).getBoundingClientRect();
      props.onMenu(focusedRow, { x: box.left + 40, y: row === null ? box.top + 60 : box.bottom });
    } else if (startsName.test(event.key) && !isMod && isPlain) {
      const now = performance.now();
      const text = now - typed.current.at > typeAheadPause ? event.key : typed.current.text + event.key;
      typed.current = { text, at: now };
      setTimeout(() => {
        if (performance.now() - typed.current.at >= typeAheadPause) typed.current = { text: '', at: 0 };
      }, typeAheadPause + 10);
      props.onTypeAhead(text);
      event.preventDefault();
      return;
    } else return;
    typed.current = { text: '', at: 0 };
    event.preventDefault();
  };

  const reachOf = (event: MouseEvent): GridReach =>
    event.shiftKey ? 'range' : event.ctrlKey || event.metaKey ? 'toggle' : 'only';
  const onMouseDown = (event: MouseEvent): void => {
    if (isInField(event)) return;
    const row = rowOf(event);
    // A press on what is selected already may begin a drag of all of it: the click decides then.
    if (row >= 0 && event.button === 0 && !(props.isSelected(row) && reachOf(event) === 'only')) {
      props.onReach(row, reachOf(event));
    }
  };
  const onClick = (event: MouseEvent): void => {
    if (isInField(event)) return;
    const row = rowOf(event);
    if (row >= 0 && reachOf(event) === 'only') props.onReach(row, 'only');
    else if (row < 0 && event.target instanceof Element && event.target.closest('[role=columnheader]') === null) {
      props.onClear();
    }
  };

  const visible: number[] = [];
  for (let row = shown.first; row < shown.end; row += 1) visible.push(row);
  // What `aria-activedescendant` names must be in the page even when it is scrolled out of sight.
  const isFocusedThere = focusedRow >= 0 && focusedRow < rowCount;
  if (isFocusedThere && (focusedRow < shown.first || focusedRow >= shown.end)) visible.push(focusedRow);

  const tracks: CSSProperties = {
    ['--grid-tracks' as string]: columns.map((column) => column.track).join(' '),
    ['--grid-tracks-medium' as string]: columns
      .filter((column) => column.hidesBelow !== 'medium')
      .map((column) => column.track)
      .join(' '),
    ['--grid-tracks-narrow' as string]: columns
      .filter((column) => column.hidesBelow === undefined)
      .map((column) => column.track)
      .join(' '),
  };

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
      onScroll={measure}
      onKeyDown={onKeyDown}
      onMouseDown={onMouseDown}
      onClick={onClick}
      onDoubleClick={(event) => {
        const row = rowOf(event);
        if (row >= 0 && !isInField(event)) props.onOpen(row);
      }}
      onContextMenu={(event) => {
        if (isInField(event)) return;
        event.preventDefault();
        const row = rowOf(event);
        if (row >= 0 && !props.isSelected(row)) props.onReach(row, 'only');
        props.onMenu(row, { x: event.clientX, y: event.clientY });
      }}
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
                {column.isSortable === true ? (
                  <button
                    type="button"
                    tabIndex={-1}
                    className="data-grid-sort"
                    onMouseDown={(event) => event.preventDefault()}
                    onClick={() => props.onSort?.(column.id)}
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
      </div>
      <div role="rowgroup" className="data-grid-body" style={{ height: shown.bodyHeight }}>
        {visible.map((row) => (
          <div
            key={props.rowKey(row)}
            id={rowId(row)}
            role="row"
            data-row={row}
            aria-rowindex={row + 2}
            aria-selected={props.isSelected(row)}
            draggable={props.isDraggable === true}
            className={`data-grid-row ${row === focusedRow ? 'is-focused' : ''} ${props.rowClass?.(row) ?? ''}`}
            style={{ transform: `translateY(${shown.top(row)}px)`, height: frame.rowHeight }}
          >
            {columns.map((column, index) => (
              <div
                key={column.id}
                role="gridcell"
                aria-colindex={index + 1}
                className={`data-grid-cell is-${column.align ?? 'start'} hides-${column.hidesBelow ?? 'never'}`}
              >
                {props.renderCell(row, column.id)}
              </div>
            ))}
          </div>
        ))}
      </div>
      {children}
    </div>
  );
}
