import './tab-bar.css';
import { Plus, X } from 'lucide-react';
import type { KeyboardEvent, ReactNode } from 'react';
import { baseName, displayName } from '../lib/index.ts';
import { IconButton } from '../ui/index.ts';
import type { Route } from './routes.ts';
import { texts } from './texts.ts';
import type { Tabs } from './use-tabs.ts';

export function routeName(route: Route): string {
  switch (route.kind) {
    case 'home':
      return texts.home;
    case 'screen':
      return texts[route.screen];
    case 'open':
      return displayName(route.bucket);
    case 'place':
      return displayName(route.place.prefix === '' ? route.place.bucket : baseName(route.place.prefix));
  }
}

/** The tabs of the window; one alone is not shown. */
export function TabBar({ tabs }: { readonly tabs: Tabs }): ReactNode {
  if (tabs.tabs.length < 2) return null;
  const onKey = (event: KeyboardEvent<HTMLElement>, id: number): void => {
    const isRtl = getComputedStyle(event.currentTarget).direction === 'rtl';
    const at = tabs.tabs.findIndex((tab) => tab.id === id);
    const steps: Readonly<Record<string, number>> = {
      ArrowRight: at + (isRtl ? -1 : 1),
      ArrowLeft: at + (isRtl ? 1 : -1),
      Home: 0,
      End: tabs.tabs.length - 1,
    };
    if (event.key === 'Delete') tabs.close(id);
    else {
      const to = Object.hasOwn(steps, event.key) ? tabs.tabs[steps[event.key] ?? 0] : undefined;
      if (to === undefined) return;
      tabs.select(to.id);
      const list = event.currentTarget.closest('[role=tablist]');
      requestAnimationFrame(() => list?.querySelector<HTMLElement>('[aria-selected=true]')?.focus());
    }
    event.preventDefault();
  };
  return (
    <div className="tab-bar">
      <div className="tab-bar-tabs" role="tablist" aria-label={texts.tabs}>
        {tabs.tabs.map(({ id, route }) => (
          <button
            key={id}
            type="button"
            role="tab"
            aria-selected={id === tabs.active}
            tabIndex={id === tabs.active ? 0 : -1}
            title={texts.tabTitle(routeName(route))}
            className="tab-bar-tab"
            onClick={() => tabs.select(id)}
            onKeyDown={(event) => onKey(event, id)}
            onAuxClick={(event) => {
              if (event.button === 1) tabs.close(id);
            }}
          >
            <bdi>{routeName(route)}</bdi>
          </button>
        ))}
      </div>
      <IconButton
        label={texts.closeTab}
        icon={<X aria-hidden />}
        size="small"
        onPress={() => tabs.close(tabs.active)}
      />
      <IconButton
        label={texts.newTab}
        icon={<Plus aria-hidden />}
        size="small"
        onPress={() => tabs.open(tabs.tabs.find(({ id }) => id === tabs.active)?.route ?? { kind: 'home' })}
      />
    </div>
  );
}
