import { useCallback, useState } from 'react';

export interface PaneState {
  readonly sidebarWidth: number;
  readonly isSidebarOpen: boolean;
  readonly areDetailsOpen: boolean;
}
export const sidebarBounds = { min: 180, start: 232, max: 420 };

const storageKey = 'quayside.panes';
const start: PaneState = { sidebarWidth: sidebarBounds.start, isSidebarOpen: true, areDetailsOpen: true };

function stored(): PaneState {
  try {
    const read: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '{}');
    if (typeof read !== 'object' || read === null) return start;
    const { sidebarWidth, isSidebarOpen, areDetailsOpen } = read as Partial<PaneState>;
    return {
      sidebarWidth:
        typeof sidebarWidth === 'number'
          ? Math.min(sidebarBounds.max, Math.max(sidebarBounds.min, sidebarWidth))
          : start.sidebarWidth,
      isSidebarOpen: typeof isSidebarOpen === 'boolean' ? isSidebarOpen : start.isSidebarOpen,
      areDetailsOpen: typeof areDetailsOpen === 'boolean' ? areDetailsOpen : start.areDetailsOpen,
    };
  } catch {
    // Not readable or not allowed: the panes begin as they do for everybody.
    return start;
  }
}

/** How the window is divided, kept by this browser: it is about a screen, not about the app. */
export function usePanes(): readonly [PaneState, (change: Partial<PaneState>) => void] {
  const [panes, setPanes] = useState(stored);
  const change = useCallback((part: Partial<PaneState>) => {
    setPanes((before) => {
      const next = { ...before, ...part };
      try {
        localStorage.setItem(storageKey, JSON.stringify(next));
      } catch {
        // Without storage the division lives as long as the window.
      }
      return next;
    });
  }, []);
  return [panes, change];
}
