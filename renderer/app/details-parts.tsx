import { lazy, Suspense } from 'react';
import type { DetailsParts } from '../features/browser/index.ts';

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
    <Suspense fallback={null}>
      <ObjectPreview {...object} />
    </Suspense>
  ),
  properties: (object) => (
    <Suspense fallback={null}>
      <ObjectProperties {...object} />
    </Suspense>
  ),
  several: (objects) => (
    <Suspense fallback={null}>
      <EditHeadersButton {...objects} />
    </Suspense>
  ),
};
