import { lazy, Suspense } from 'react';
import type { DetailsParts } from '../features/browser/index.ts';
import { ErrorBoundary } from './error-boundary.tsx';

/** Loaded when the first object is looked at: the first screen does without. */
const ObjectPreview = lazy(async () => ({ default: (await import('../features/preview/index.ts')).ObjectPreview }));
const ObjectProperties = lazy(async () => ({
  default: (await import('../features/properties/index.ts')).ObjectProperties,
}));
const EditHeadersButton = lazy(async () => ({
  default: (await import('../features/properties/index.ts')).EditHeadersButton,
}));

export const detailsParts: DetailsParts = {
  preview: (object) => (
    <ErrorBoundary look="part">
      <Suspense fallback={null}>
        <ObjectPreview {...object} />
      </Suspense>
    </ErrorBoundary>
  ),
  properties: (object) => (
    <ErrorBoundary look="part">
      <Suspense fallback={null}>
        <ObjectProperties {...object} />
      </Suspense>
    </ErrorBoundary>
  ),
  several: (objects) => (
    <ErrorBoundary look="part">
      <Suspense fallback={null}>
        <EditHeadersButton {...objects} />
      </Suspense>
    </ErrorBoundary>
  ),
};
