import { lazy, Suspense, type ReactNode } from 'react';
import type { Place } from '../../preload/contract/index.ts';
import { ErrorBoundary } from './error-boundary.tsx';

export interface OpenFinder {
  readonly kind: 'search' | 'usage';
  readonly place: Place;
}

/** Loaded when they are opened first: the first screen does without. */
const SearchDialog = lazy(async () => ({ default: (await import('../features/search/index.ts')).SearchDialog }));
const UsageDialog = lazy(async () => ({ default: (await import('../features/search/index.ts')).UsageDialog }));

export interface FinderProps {
  readonly finder: OpenFinder | undefined;
  readonly onGo: (place: Place, focusKey?: string) => void;
  readonly onClose: () => void;
}

/** The search of a bucket, or what takes its space. */
export function Finder({ finder, onGo, onClose }: FinderProps): ReactNode {
  if (finder === undefined) return null;
  const Opened = finder.kind === 'search' ? SearchDialog : UsageDialog;
  return (
    <ErrorBoundary look="part">
      <Suspense fallback={null}>
        <Opened place={finder.place} onGo={onGo} onClose={onClose} />
      </Suspense>
    </ErrorBoundary>
  );
}
