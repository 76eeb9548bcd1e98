import { useRef, type KeyboardEvent, type MouseEvent } from 'react';

/** How a row was reached: alone, as the end of a range, added or taken off, or without touching the selection. */
export type GridReach = 'only' | 'range' | 'toggle' | 'move';

export interface GridInput {
  readonly rowCount: number;
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
}

export interface GridGeometry {
  /** Items side by side: 1 for rows. */
  readonly perLine: number;
  /** Items that a page moves by. */
  readonly page: number;
  readonly elementOf: (row: number) => Element | null;
}

/** Milliseconds after which typed letters begin a new search. */
const typeAheadPause = 800;
/** One character that a name is likely to begin with; others are left to shortcuts such as `?` and `/`. */
const startsName = /^[\p{L}\p{N}\p{M}\p{So}._\-+%#@()]$/u;

export const isInField = (event: { readonly target: EventTarget }): boolean =>
  event.target instanceof HTMLElement && event.target.closest('input, textarea, button') !== null;

export const rowOf = (event: { readonly target: EventTarget }): number => {
  const row = event.target instanceof Element ? event.target.closest('[data-row]') : null;
  return row === null ? -1 : Number(row.getAttribute('data-row'));
};

export interface GridHandlers {
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onMouseDown: (event: MouseEvent) => void;
  readonly onClick: (event: MouseEvent) => void;
  readonly onDoubleClick: (event: MouseEvent) => void;
  readonly onContextMenu: (event: MouseEvent) => void;
}

/** What keys and the mouse mean in a list of items with one tab stop, as rows or as tiles. */
export function useGridKeys(input: GridInput, { perLine, page, elementOf }: GridGeometry): GridHandlers {
  const { rowCount, focusedRow } = input;
  const typed = useRef({ text: '', at: 0 });

  const onKeyDown = (event: KeyboardEvent): void => {
    if (isInField(event) || event.nativeEvent.isComposing) return;
    const isMod = event.ctrlKey || event.metaKey;
    const go = (row: number): void => {
      if (rowCount === 0) return;
      const bounded = Math.min(rowCount - 1, Math.max(0, row));
      input.onReach(bounded, event.shiftKey ? 'range' : isMod ? 'move' : 'only');
    };
    const taken = (): void => {
      typed.current = { text: '', at: 0 };
      event.preventDefault();
      event.stopPropagation();
    };
    if (input.onKey?.(event) === true) return taken();
    const isPlain = !event.altKey;
    const openMenu = (): void => {
      const row = elementOf(focusedRow);
      const box = (row ?? event.currentTarget).getBoundingClientRect();
      input.onMenu(focusedRow, { x: box.left + 40, y: row === null ? box.top + 60 : box.bottom });
    };
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: focusedRow < 0 ? 0 : focusedRow + perLine,
      ArrowUp: focusedRow < 0 ? rowCount - 1 : focusedRow - perLine,
      ...(perLine > 1 ? { ArrowRight: focusedRow + 1, ArrowLeft: focusedRow - 1 } : {}),
      Home: 0,
      End: rowCount - 1,
      PageDown: focusedRow + page,
      PageUp: focusedRow - page,
    };
    const target = Object.hasOwn(moves, event.key) ? moves[event.key] : undefined;
    if (target !== undefined && isPlain) go(target);
    else if (event.key === ' ' && typed.current.text === '' && focusedRow >= 0) {
      input.onReach(focusedRow, event.shiftKey ? 'range' : 'toggle');
    } else if (event.key === 'a' && isMod && !event.shiftKey && isPlain) input.onSelectAll();
    else if (event.key === 'Escape') input.onClear();
    else if (event.key === 'Enter' && focusedRow >= 0 && isPlain && !isMod) input.onOpen(focusedRow);
    else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) openMenu();
    else if (startsName.test(event.key) && !isMod && isPlain) {
      const now = performance.now();
      const text = now - typed.current.at > typeAheadPause ? event.key : typed.current.text + event.key;
      typed.current = { text, at: now };
      setTimeout(() => {
        if (performance.now() - typed.current.at >= typeAheadPause) typed.current = { text: '', at: 0 };
      }, typeAheadPause + 10);
      input.onTypeAhead(text);
      event.preventDefault();
      return;
    } else return;
    typed.current = { text: '', at: 0 };
    event.preventDefault();
  };

  const reachOf = (event: MouseEvent): GridReach =>
    event.shiftKey ? 'range' : event.ctrlKey || event.metaKey ? 'toggle' : 'only';
  return {
    onKeyDown,
    onMouseDown: (event) => {
      if (isInField(event)) return;
      const row = rowOf(event);
      // A press on what is selected already may begin a drag of all of it: the click decides then.
      if (row >= 0 && event.button === 0 && !(input.isSelected(row) && reachOf(event) === 'only')) {
        input.onReach(row, reachOf(event));
      }
    },
    onClick: (event) => {
      if (isInField(event)) return;
      const row = rowOf(event);
      if (row >= 0 && reachOf(event) === 'only') input.onReach(row, 'only');
      else if (row < 0 && event.target instanceof Element && event.target.closest('[role=columnheader]') === null) {
        input.onClear();
      }
    },
    onDoubleClick: (event) => {
      const row = rowOf(event);
      if (row >= 0 && !isInField(event)) input.onOpen(row);
    },
    onContextMenu: (event) => {
      if (isInField(event)) return;
      event.preventDefault();
      const row = rowOf(event);
      if (row >= 0 && !input.isSelected(row)) input.onReach(row, 'only');
      input.onMenu(row, { x: event.clientX, y: event.clientY });
    },
  };
}
