import { useLayoutEffect, useState, type RefObject } from 'react';

export interface ScrollFrame {
  readonly scrollTop: number;
  /** Pixels, the header taken off. */
  readonly height: number;
  readonly width: number;
  readonly rowHeight: number;
}

function rowHeightOf(element: Element): number {
  const height = Number.parseFloat(getComputedStyle(element).getPropertyValue('--row-height'));
  return Number.isFinite(height) && height > 0 ? height : 28;
}

/** Where a scroller stands and how much it shows; `measure` is to be called when it scrolls. */
export function useScrollFrame(
  scroller: RefObject<HTMLElement | null>,
  headerHeight: number,
): readonly [ScrollFrame, () => void] {
  const [frame, setFrame] = useState<ScrollFrame>({ scrollTop: 0, height: 600, width: 800, rowHeight: 28 });
  const scrolled = (): void => {
    const element = scroller.current;
    if (element !== null) setFrame((now) => ({ ...now, scrollTop: element.scrollTop }));
  };
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    // Sizes and styles are read when they change, not with each scrolled frame: reading them makes the page lay out.
    const measure = (): void =>
      setFrame({
        scrollTop: element.scrollTop,
        height: Math.max(0, element.clientHeight - headerHeight),
        width: element.clientWidth,
        rowHeight: rowHeightOf(element),
      });
    measure();
    const resized = new ResizeObserver(measure);
    resized.observe(element);
    // The density setting changes the height of rows.
    const restyled = new MutationObserver(measure);
    restyled.observe(document.documentElement, { attributes: true, attributeFilter: ['data-density'] });
    return () => {
      resized.disconnect();
      restyled.disconnect();
    };
  }, [scroller, headerHeight]);
  return [frame, scrolled];
}
