import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { parseRoute, printRoute, type Route } from './routes.ts';
import type { Navigation } from './use-route.ts';

export interface Tab {
  readonly id: number;
  readonly route: Route;
}
export interface Tabs {
  readonly tabs: readonly Tab[];
  readonly active: number;
  /** A new tab beside the others, which becomes the active one. */
  readonly open: (route: Route) => void;
  readonly select: (id: number) => void;
  /** The last one stays. */
  readonly close: (id: number) => void;
  /** The one so many places after the active one, around the end. */
  readonly step: (by: number) => void;
}

const storageKey = 'quayside.tabs';
const maxTabs = 30;

interface Kept {
  readonly id: number;
  readonly hash: string;
}

/** Of this window: a reload keeps its tabs, another window has its own. */
function stored(): readonly Kept[] {
  try {
    const read: unknown = JSON.parse(sessionStorage.getItem(storageKey) ?? '[]');
    if (!Array.isArray(read)) return [];
    return read
      .filter((one): one is Kept => {
        const { id, hash } = (typeof one === 'object' && one !== null ? one : {}) as Partial<Kept>;
        return Number.isSafeInteger(id) && typeof hash === 'string' && hash.length < 8192;
      })
      .slice(0, maxTabs);
  } catch {
    // Not readable or not allowed: the window begins with one tab.
    return [];
  }
}

interface TabState {
  readonly kept: readonly Kept[];
}

/** Tabs of places. Each step in the history knows its tab, so that 'back' leads to where one really was. */
export function useTabs({ route, tab, go, replace }: Navigation): Tabs {
  const [store] = useState(() => createStore<TabState>()(() => ({ kept: stored() })));
  const kept = useStore(store, (state) => state.kept);
  const hash = printRoute(route);
  // The active tab shows what the address says; one that was closed comes back where 'back' leads into it.
  const all = withTab(kept, tab, hash);
  useEffect(() => {
    const now = withTab(store.getState().kept, tab, hash);
    store.setState({ kept: now });
    try {
      sessionStorage.setItem(storageKey, JSON.stringify(now));
    } catch {
      // Without storage the tabs live as long as the page.
    }
  }, [store, tab, hash]);
  const tabs = all.map((one): Tab => ({ id: one.id, route: parseRoute(one.hash) }));
  const select = (id: number): void => {
    const wanted = tabs.find((one) => one.id === id);
    if (wanted !== undefined && id !== tab) go(wanted.route, id);
  };
  return {
    tabs,
    active: tab,
    open: (to) => {
      if (all.length < maxTabs) go(to, Math.max(...all.map(({ id }) => id)) + 1);
    },
    select,
    close: (id) => {
      const place = tabs.findIndex((one) => one.id === id);
      const neighbour = tabs[place + 1] ?? tabs[place - 1];
      if (neighbour === undefined) return;
      store.setState({ kept: all.filter((one) => one.id !== id) });
      if (id === tab) replace(neighbour.route, neighbour.id);
    },
    step: (by) => {
      const place = tabs.findIndex((one) => one.id === tab);
      const next = tabs[(place + by + tabs.length) % tabs.length];
      if (next !== undefined) select(next.id);
    },
  };
}

const withTab = (kept: readonly Kept[], id: number, hash: string): readonly Kept[] =>
  kept.some((one) => one.id === id) ? kept.map((one) => (one.id === id ? { id, hash } : one)) : [...kept, { id, hash }];
