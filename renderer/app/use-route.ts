import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { parseRoute, printRoute, type Route } from './routes.ts';

export interface Navigation {
  readonly route: Route;
  /** Number of the tab that the current entry belongs to. */
  readonly tab: number;
  /** `tab`: into another tab than the current one. */
  readonly go: (route: Route, tab?: number) => void;
  /** Takes the place of the current entry: for redirects, which 'back' should not return to. */
  readonly replace: (route: Route, tab?: number) => void;
  readonly canGoBack: boolean;
  readonly canGoForward: boolean;
}

const numberIn = (state: unknown, name: 'index' | 'tab'): number => {
  const found: unknown = typeof state === 'object' && state !== null && name in state ? Reflect.get(state, name) : 0;
  return typeof found === 'number' ? found : 0;
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
  const index = useSyncExternalStore(subscribe, () => numberIn(history.state, 'index'));
  const tab = useSyncExternalStore(subscribe, () => numberIn(history.state, 'tab'));
  const [last, setLast] = useState(index);
  const at = useRef({ index: 0, tab: 0 });
  useEffect(() => {
    const here = (): void => {
      at.current = { index: numberIn(history.state, 'index'), tab: numberIn(history.state, 'tab') };
    };
    here();
    // A link or a typed fragment makes an entry of the browser's own: it gets its number and its tab here.
    const number = (): void => {
      if (history.state === null) {
        const next = at.current.index + 1;
        history.replaceState({ index: next, tab: at.current.tab }, '');
        setLast(next);
        announce();
      }
      here();
    };
    addEventListener('popstate', number);
    return () => removeEventListener('popstate', number);
  }, []);
  const route = useMemo(() => parseRoute(hash), [hash]);
  const go = useCallback((to: Route, toTab?: number): void => {
    const target = printRoute(to);
    const now = numberIn(history.state, 'tab');
    if (target === location.hash && (toTab ?? now) === now) return;
    const next = numberIn(history.state, 'index') + 1;
    history.pushState({ index: next, tab: toTab ?? now }, '', target);
    setLast(next);
    announce();
  }, []);
  const replace = useCallback((to: Route, toTab?: number): void => {
    const state = { index: numberIn(history.state, 'index'), tab: toTab ?? numberIn(history.state, 'tab') };
    history.replaceState(state, '', printRoute(to));
    announce();
  }, []);
  return useMemo(
    () => ({ route, tab, go, replace, canGoBack: index > 0, canGoForward: index < last }),
    [route, tab, go, replace, index, last],
  );
}
