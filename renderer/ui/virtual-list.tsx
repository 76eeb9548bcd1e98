import './virtual-list.css';
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';

export interface VirtualListProps {
  readonly label: string;
  readonly count: number;
  /** Pixels; all rows are alike. */
  readonly rowHeight: number;
  /** Stable over insertions and removals, so that focus stays with its row. */
  readonly rowKey: (index: number) => string;
  readonly rowLabel: (index: number) => string;
  /** Cells of the row, as elements with role `gridcell`. */
  readonly renderRow: (index: number, isFocused: boolean) => ReactNode;
  /** The rows in sight, when they change. */
  readonly onRange?: (first: number, last: number) => void;
  /** Enter on a row. */
  readonly onEnter?: (index: number) => void;
  readonly onKey?: (index: number, key: string) => boolean;
  readonly selectedIndex?: number | undefined;
}

/** Rows beyond the edge, so that a short scroll shows no gap. */
const overscan = 6;
const focusable = 'button:not([disabled]), a[href], summary';

/**
 * A list of up to a million equal rows as an ARIA grid: one tab stop, arrows between rows, right and left into the
 * buttons of a row and out again. Focus stays with its row while others come and go.
 */
export function VirtualList({
  label,
  count,
  rowHeight,
  rowKey,
  rowLabel,
  renderRow,
  onRange,
  onEnter,
  onKey,
  selectedIndex,
}: VirtualListProps): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  const [activeKey, setActiveKey] = useState<string>();
  const [lastActive, setLastActive] = useState(0);
  const [view, setView] = useState({ top: 0, height: 0 });
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const look = (): void => setView({ top: element.scrollTop, height: element.clientHeight });
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, []);
  const first = Math.max(0, Math.min(count - 1, Math.floor(view.top / rowHeight) - overscan));
  const last = Math.min(count - 1, Math.ceil((view.top + view.height) / rowHeight) + overscan);
  useEffect(() => {
    if (count > 0) onRange?.(first, last);
  }, [count, first, last, onRange]);

  // The row that had focus may be gone: its neighbour takes over.
  const held = activeKey === undefined ? -1 : indexOfKey(activeKey, lastActive, count, rowKey);
  const active = held >= 0 ? held : Math.min(lastActive, Math.max(0, count - 1));

  // The focused row stays in the page while it is scrolled out of sight, so that focus is not lost.
  const shown = Array.from({ length: Math.max(0, last - first + 1) }, (_, offset) => first + offset);
  if (count > 0 && (active < first || active > last)) shown.push(active);

  const rowElement = (index: number) => box.current?.querySelector<HTMLElement>(`[data-index="${index}"]`);
  const focusRow = (index: number): void => {
    const target = Math.min(count - 1, Math.max(0, index));
    if (target < 0) return;
    setActiveKey(rowKey(target));
    setLastActive(target);
    const element = box.current;
    if (element !== null) {
      const top = target * rowHeight;
      if (top < element.scrollTop) element.scrollTop = top;
      else if (top + rowHeight > element.scrollTop + element.clientHeight)
        element.scrollTop = top + rowHeight - element.clientHeight;
    }
    const there = rowElement(target);
    if (there) there.focus({ preventScroll: true });
    else requestAnimationFrame(() => rowElement(target)?.focus({ preventScroll: true }));
  };

  // A focused row that was taken away leaves focus on the page: it goes to the row that took its place.
  const hadFocus = useRef(false);
  useEffect(() => {
    if (hadFocus.current && document.activeElement === document.body && count > 0)
      rowElement(active)?.focus({ preventScroll: true });
  });

  const page = () => Math.max(1, Math.floor((box.current?.clientHeight ?? rowHeight) / rowHeight) - 1);
  const keyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-index]') : null;
    if (row === null || event.altKey || event.metaKey || event.ctrlKey) return;
    const index = Number(row.dataset['index']);
    const inside = [...row.querySelectorAll<HTMLElement>(focusable)];
    const at = inside.indexOf(event.target as HTMLElement);
    const onRow = event.target === row;
    const next: Readonly<Record<string, () => void>> = {
      ArrowDown: () => focusRow(index + 1),
      ArrowUp: () => focusRow(index - 1),
      Home: () => focusRow(0),
      End: () => focusRow(count - 1),
      PageDown: () => focusRow(index + page()),
      PageUp: () => focusRow(index - page()),
      ArrowRight: () => inside[Math.min(inside.length - 1, at + 1)]?.focus(),
      ArrowLeft: () => (at > 0 ? inside[at - 1]?.focus() : row.focus()),
      Escape: () => row.focus(),
    };
    const move = Object.hasOwn(next, event.key) ? next[event.key] : undefined;
    if (move !== undefined && !(event.key === 'Escape' && onRow)) move();
    else if (onRow && event.key === 'Enter' && onEnter !== undefined) onEnter(index);
    else if (!(onRow && onKey?.(index, event.key) === true)) return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div
      ref={box}
      className="virtual-list"
      role="grid"
      aria-label={label}
      aria-rowcount={count}
      tabIndex={-1}
      onKeyDown={keyDown}
      onFocus={() => (hadFocus.current = true)}
      onBlur={(event) => {
        // Without a new target the focused element was removed or the window lost focus.
        if (event.relatedTarget !== null) hadFocus.current = event.currentTarget.contains(event.relatedTarget);
      }}
    >
      <div className="virtual-list-space" role="presentation" style={{ height: count * rowHeight }}>
        {shown.map((index) => (
          <div
            key={rowKey(index)}
            className={`virtual-list-row${index === selectedIndex ? ' is-selected' : ''}`}
            role="row"
            aria-rowindex={index + 1}
            aria-label={rowLabel(index)}
            {...(selectedIndex === undefined ? {} : { 'aria-selected': index === selectedIndex })}
            data-index={index}
            tabIndex={index === active ? 0 : -1}
            onFocus={() => {
              setActiveKey(rowKey(index));
              setLastActive(index);
            }}
            style={{ height: rowHeight, transform: `translateY(${index * rowHeight}px)` }}
          >
            {renderRow(index, index === active)}
          </div>
        ))}
      </div>
    </div>
  );
}

/** Rows move by a few places at most while a list lives, so the neighbourhood is searched first. */
function indexOfKey(key: string, near: number, count: number, rowKey: (index: number) => string): number {
  for (let distance = 0; distance < count; distance += 1) {
    const after = near + distance;
    if (after < count && rowKey(after) === key) return after;
    const before = near - distance;
    if (before >= 0 && before < count && rowKey(before) === key) return before;
    if (after >= count && before < 0) break;
  }
  return -1;
}
