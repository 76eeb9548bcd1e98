import { useMemo, useState } from 'react';
import type { Place } from '../../preload/contract/index.ts';

interface Entry {
  readonly place: Place;
  readonly focusKey?: string | undefined;
}
export interface SecondPane {
  readonly entry: Entry | undefined;
  readonly open: (place: Place) => void;
  readonly close: () => void;
  readonly go: (place: Place, focusKey?: string) => void;
  readonly back: () => void;
  readonly forward: () => void;
  readonly canGoBack: boolean;
  readonly canGoForward: boolean;
}

const maxSteps = 100;

/** What the second pane shows, with a history of its own: the window's belongs to the first. */
export function useSecondPane(): SecondPane {
  const [{ steps, at }, setSteps] = useState<{ readonly steps: readonly Entry[]; readonly at: number }>({
    steps: [],
    at: -1,
  });
  return useMemo(
    () => ({
      entry: steps[at],
      open: (place) => setSteps({ steps: [{ place }], at: 0 }),
      close: () => setSteps({ steps: [], at: -1 }),
      go: (place, focusKey) =>
        setSteps((now) => {
          const next = [...now.steps.slice(0, now.at + 1), { place, focusKey }].slice(-maxSteps);
          return { steps: next, at: next.length - 1 };
        }),
      back: () => setSteps((now) => ({ ...now, at: Math.max(0, now.at - 1) })),
      forward: () => setSteps((now) => ({ ...now, at: Math.min(now.steps.length - 1, now.at + 1) })),
      canGoBack: at > 0,
      canGoForward: at >= 0 && at < steps.length - 1,
    }),
    [steps, at],
  );
}
