import './tile-grid.css';
import { useEffect, useId, useImperativeHandle, useRef, type DragEvent, type ReactNode, type Ref } from 'react';
import { rowWindow, scrollToRow } from '../lib/index.ts';
import type { GridHandle } from './data-grid.tsx';
import { rowOf, useGridKeys, type GridInput } from './use-grid-keys.ts';
import { useScrollFrame } from './use-scroll-frame.ts';

export interface TileGridProps extends GridInput {
  readonly label: string;
  /** Pixels, the gap to the next one included. */
  readonly tile: { readonly width: number; readonly height: number };
  readonly renderTile: (item: number) => ReactNode;
  readonly tileKey: (item: number) => string;
  readonly tileName: (item: number) => string;
  readonly tileClass?: (item: number) => string;
  readonly isDraggable?: boolean;
  readonly onDragStart?: (item: number, event: DragEvent) => void;
  readonly onDragOver?: (item: number, event: DragEvent) => void;
  readonly onDrop?: (item: number, event: DragEvent) => void;
  readonly onDragLeave?: () => void;
  readonly handle?: Ref<GridHandle>;
}

/** Lines of tiles above and below what is in sight. */
const overscan = 1;
const padding = 8;

/** Items of any number as tiles: an ARIA list box with one tab stop; only the tiles in sight are in the page. */
export function TileGrid(props: TileGridProps): ReactNode {
  const { label, tile, rowCount, focusedRow, isDraggable = false } = props;
  const baseId = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [frame, scrolled] = useScrollFrame(scroller, 0);
  const perLine = Math.max(1, Math.floor((frame.width - padding * 2) / tile.width));
  const lines = Math.ceil(rowCount / perLine);
  const focusedLine = focusedRow < 0 ? -1 : Math.floor(focusedRow / perLine);
  const view = { rowCount: lines, rowHeight: tile.height, viewport: frame.height };
  const shown = rowWindow({ ...view, scrollTop: frame.scrollTop, overscan });

  const lastFocused = useRef(-1);
  useEffect(() => {
    const element = scroller.current;
    if (element === null || focusedLine < 0 || focusedLine === lastFocused.current) {
      lastFocused.current = focusedLine;
      return;
    }
    lastFocused.current = focusedLine;
    const at = scrollToRow(focusedLine, {
      rowCount: lines,
      rowHeight: tile.height,
      viewport: frame.height,
      scrollTop: element.scrollTop,
    });
    if (Math.abs(at - element.scrollTop) > 0.5) element.scrollTop = at;
  }, [focusedLine, lines, tile.height, frame.height]);

  const itemId = (item: number): string => `${baseId}-tile-${item}`;
  const elementOf = (item: number): Element | null => document.querySelector(`#${CSS.escape(itemId(item))}`);
  useImperativeHandle(
    props.handle,
    () => ({
      focus: () => scroller.current?.focus({ preventScroll: true }),
      focusPoint: () => {
        const box = (
          document.querySelector(`#${CSS.escape(`${baseId}-tile-${focusedRow}`)}`) ?? scroller.current
        )?.getBoundingClientRect();
        return { x: (box?.left ?? 0) + 40, y: (box?.top ?? 0) + 60 };
      },
    }),
    [baseId, focusedRow],
  );
  const page = Math.max(1, Math.floor(frame.height / tile.height)) * perLine;
  const handlers = useGridKeys(props, { perLine, page, elementOf });

  const visible: number[] = [];
  for (let item = shown.first * perLine; item < Math.min(rowCount, shown.end * perLine); item += 1) visible.push(item);
  const isFocusedThere = focusedRow >= 0 && focusedRow < rowCount;
  if (isFocusedThere && !visible.includes(focusedRow)) visible.push(focusedRow);
  return (
    <div
      ref={scroller}
      role="listbox"
      aria-label={label}
      aria-multiselectable
      tabIndex={0}
      className="tile-grid"
      {...(isFocusedThere ? { 'aria-activedescendant': itemId(focusedRow) } : {})}
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
      <div role="presentation" className="tile-grid-body" style={{ height: shown.bodyHeight }}>
        {visible.map((item) => (
          <div
            key={props.tileKey(item)}
            id={itemId(item)}
            role="option"
            data-row={item}
            aria-label={props.tileName(item)}
            aria-selected={props.isSelected(item)}
            aria-posinset={item + 1}
            aria-setsize={rowCount}
            draggable={isDraggable}
            className={`tile ${item === focusedRow ? 'is-focused' : ''} ${props.tileClass?.(item) ?? ''}`}
            style={{
              width: tile.width,
              height: tile.height,
              insetInlineStart: padding + (item % perLine) * tile.width,
              transform: `translateY(${shown.top(Math.floor(item / perLine))}px)`,
            }}
          >
            {props.renderTile(item)}
          </div>
        ))}
      </div>
    </div>
  );
}
