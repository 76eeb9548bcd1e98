import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { parseRoute, printRoute, type Route } from './routes.ts';

export interface Navigation {
  readonly route: Route;
  readonly go: (route: Route) => void;
  /** Takes the place of the current entry: for redirects, which 'back' should not return to. */
  readonly replace: (route: Route) => void;
  readonly canGoBack: boolean;
  readonly canGoForward: boolean;
}

const entryOf = (state: unknown): number => {
  const index: unknown = typeof state === 'object' && state !== null && 'index' in state ? state.index : 0;
  return typeof index === 'number' ? index : 0;
};

const subscribe = (listener: () => void): (() => void) => {
  addEventListener('popstate', listener);
  return () => removeEventListener('popstate', listener);
};
/** Our own steps are told like those of the browser's buttons. */
const announce = (): void => {
  dispatchEvent(new PopStateEvent('popstate', { state: history.state }));
};

/** The route of the window and its history, kept by the browser's own: one place that knows where we are. */
export function useNavigation(): Navigation {
  const hash = useSyncExternalStore(subscribe, () => location.hash);
  const index = useSyncExternalStore(subscribe, () => entryOf(history.state));
  const [last, setLast] = useState(index);
  const at = useRef(0);
  useEffect(() => {
    at.current = entryOf(history.state);
    // A link or a typed fragment makes an entry of the browser's own: it gets its number here.
    const number = (): void => {
      if (history.state === null) {
        const next = at.current + 1;
        history.replaceState({ index: next }, '');
        setLast(next);
        announce();
      }
      at.current = entryOf(history.state);
    };
    addEventListener('popstate', number);
    return () => removeEventListener('popstate', number);
  }, []);
  const route = useMemo(() => parseRoute(hash), [hash]);
  const go = useCallback((to: Route): void => {
    const target = printRoute(to);
    if (target === location.hash) return;
    const next = entryOf(history.state) + 1;
    history.pushState({ index: next }, '', target);
    setLast(next);
    announce();
  }, []);
  const replace = useCallback((to: Route): void => {
    history.replaceState({ index: entryOf(history.state) }, '', printRoute(to));
    announce();
  }, []);
  return useMemo(
    () => ({ route, go, replace, canGoBack: index > 0, canGoForward: index < last }),
    [route, go, replace, index, last],
  );
}
