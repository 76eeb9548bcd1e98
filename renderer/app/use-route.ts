import { useCallback, useEffect, useState } from 'react';
import { parseRoute, printRoute, type Route } from './routes.ts';

export interface Navigation {
  readonly route: Route;
  readonly go: (route: Route) => void;
  /** Takes the place of the current entry: for redirects, which 'back' should not return to. */
  readonly replace: (route: Route) => void;
  readonly back: () => void;
  readonly forward: () => void;
  readonly canGoBack: boolean;
  readonly canGoForward: boolean;
}

interface Entry {
  readonly index: number;
  /** The highest index that can be reached by going forward. */
  readonly last: number;
}

const entryOf = (state: unknown): number => {
  const index: unknown = typeof state === 'object' && state !== null && 'index' in state ? state.index : 0;
  return typeof index === 'number' ? index : 0;
};

/** The route of the window and its history, kept by the browser's own. */
export function useNavigation(): Navigation {
  const [route, setRoute] = useState(() => parseRoute(location.hash));
  const [entry, setEntry] = useState<Entry>(() => {
    const index = entryOf(history.state);
    return { index, last: index };
  });
  useEffect(() => {
    const onPop = (): void => {
      setRoute(parseRoute(location.hash));
      const index = entryOf(history.state);
      setEntry((before) => ({ index, last: Math.max(before.last, index) }));
    };
    addEventListener('popstate', onPop);
    return () => removeEventListener('popstate', onPop);
  }, []);
  const go = useCallback((to: Route): void => {
    const hash = printRoute(to);
    if (hash === location.hash) return;
    const index = entryOf(history.state) + 1;
    history.pushState({ index }, '', hash);
    setEntry({ index, last: index });
    setRoute(to);
  }, []);
  const replace = useCallback((to: Route): void => {
    history.replaceState({ index: entryOf(history.state) }, '', printRoute(to));
    setRoute(to);
  }, []);
  return {
    route,
    go,
    replace,
    back: () => history.back(),
    forward: () => history.forward(),
    canGoBack: entry.index > 0,
    canGoForward: entry.index < entry.last,
  };
}
