import { useCallback, useEffect, useMemo, useReducer, useRef } from 'react';
import { FilePages, type LoadFilePage } from './file-pages.ts';

/** Milliseconds between two looks at the files in sight while they move. */
const renewEvery = 1500;

export interface ShownPages<F> {
  readonly pages: FilePages<F>;
  readonly onRange: (first: number, last: number) => void;
  /** Looks again at what is in sight. */
  readonly renew: () => void;
}

/**
 * Files of a list, a page at a time. What is in sight is asked for again while `isLive`, and once more when `version` is
 * another one. `load` is made with useCallback: another one begins anew.
 */
export function useFilePages<F>(load: LoadFilePage<F>, isLive: boolean, version: unknown): ShownPages<F> {
  const [, redraw] = useReducer((before: number) => before + 1, 0);
  const range = useRef({ first: 0, last: 30 });
  const pages = useMemo(() => new FilePages(load, redraw), [load]);
  const renew = useCallback(() => pages.want(range.current.first, range.current.last, true), [pages]);
  useEffect(() => {
    renew();
    if (!isLive) return undefined;
    const timer = setInterval(renew, renewEvery);
    return () => clearInterval(timer);
  }, [renew, isLive]);
  const seen = useRef(version);
  useEffect(() => {
    if (seen.current === version) return;
    seen.current = version;
    renew();
  });
  useEffect(() => () => pages.close(), [pages]);
  const onRange = useCallback(
    (first: number, last: number) => {
      range.current = { first, last };
      pages.want(first, last, false);
    },
    [pages],
  );
  return { pages, onRange, renew };
}
