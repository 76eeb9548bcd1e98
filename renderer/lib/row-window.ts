/**
 * Which rows are in sight. Browsers cannot lay out more than about 33 million pixels, so the scrolled height is capped
 * and beyond that one scrolled pixel stands for several: every row stays reachable, and keys move by one row exactly.
 */
export const maxBodyHeight = 8_000_000;

export interface RowWindowInput {
  readonly rowCount: number;
  readonly rowHeight: number;
  /** Pixels that rows can be seen in, the header taken off. */
  readonly viewport: number;
  readonly scrollTop: number;
  /** Rows drawn above and below what is in sight. */
  readonly overscan: number;
}
export interface RowWindow {
  /** Pixels that the body takes in the scroller. */
  readonly bodyHeight: number;
  readonly first: number;
  /** One past the last. */
  readonly end: number;
  /** Where row `index` is to be drawn, in pixels from the top of the body. */
  readonly top: (index: number) => number;
}

const scaleOf = (total: number, bodyHeight: number, viewport: number): number =>
  total <= bodyHeight ? 1 : (total - viewport) / (bodyHeight - viewport);

export function rowWindow({ rowCount, rowHeight, viewport, scrollTop, overscan }: RowWindowInput): RowWindow {
  const total = rowCount * rowHeight;
  const bodyHeight = Math.min(total, maxBodyHeight);
  const scrolled = Math.max(0, Math.min(scrollTop, Math.max(0, bodyHeight - viewport)));
  const offset = scrolled * scaleOf(total, bodyHeight, viewport);
  const shift = Math.round(scrolled - offset);
  return {
    bodyHeight,
    first: Math.max(0, Math.floor(offset / rowHeight) - overscan),
    end: Math.min(rowCount, Math.ceil((offset + viewport) / rowHeight) + overscan),
    top: (index) => index * rowHeight + shift,
  };
}

/** The scroll position that brings a row fully into sight with the least movement. */
export function scrollToRow(
  index: number,
  { rowCount, rowHeight, viewport, scrollTop }: Omit<RowWindowInput, 'overscan'>,
): number {
  const total = rowCount * rowHeight;
  const bodyHeight = Math.min(total, maxBodyHeight);
  const scale = scaleOf(total, bodyHeight, viewport);
  const offset = scrollTop * scale;
  const top = index * rowHeight;
  if (top < offset) return top / scale;
  if (top + rowHeight > offset + viewport) return (top + rowHeight - viewport) / scale;
  return scrollTop;
}
