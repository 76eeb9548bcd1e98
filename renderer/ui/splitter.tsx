import './splitter.css';
import { useRef, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';

export interface SplitterProps {
  readonly label: string;
  /** `vertical`: the line stands between a left and a right pane. */
  readonly orientation: 'vertical' | 'horizontal';
  /** Size in pixels of the pane that it resizes, and its bounds. */
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly onChange: (value: number) => void;
  /** The pane lies after the line (right or below): dragging away from it makes it larger. */
  readonly isAfter?: boolean;
  readonly controls: string;
}

/** Resizes a pane by mouse and by arrow keys (Home and End for the bounds). */
export function Splitter({
  label,
  orientation,
  value,
  min,
  max,
  onChange,
  isAfter = false,
  controls,
}: SplitterProps): ReactNode {
  const start = useRef<{ readonly at: number; readonly value: number }>(undefined);
  const along = (event: PointerEvent): number => (orientation === 'vertical' ? event.clientX : event.clientY);
  const change = (next: number): void => onChange(Math.round(Math.min(max, Math.max(min, next))));
  const sign = isAfter ? -1 : 1;
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.shiftKey ? 48 : 16;
    const [less, more] = orientation === 'vertical' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
    if (event.key === less) change(value - sign * step);
    else if (event.key === more) change(value + sign * step);
    else if (event.key === 'Home') change(min);
    else if (event.key === 'End') change(max);
    else return;
    event.preventDefault();
  };
  return (
    // A separator that can be focused is a widget (ARIA 1.2, section 5.3.3).
    <div
      role="separator"
      className={`splitter splitter-${orientation}`}
      aria-label={label}
      aria-orientation={orientation}
      aria-valuenow={value}
      aria-valuemin={min}
      aria-valuemax={max}
      aria-controls={controls}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { at: along(event), value };
      }}
      onPointerMove={(event) => {
        if (start.current !== undefined) change(start.current.value + sign * (along(event) - start.current.at));
      }}
      onPointerUp={() => {
        start.current = undefined;
      }}
      onLostPointerCapture={() => {
        start.current = undefined;
      }}
    />
  );
}
