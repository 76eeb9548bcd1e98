import { lazy, Suspense, type ReactNode } from 'react';
import type { ObjectPreviewProps } from '../features/preview/index.ts';

/** Loaded when the first object is looked at: the first screen does without. */
const ObjectPreview = lazy(async () => ({ default: (await import('../features/preview/index.ts')).ObjectPreview }));

export function renderPreview(object: ObjectPreviewProps): ReactNode {
  return (
    <Suspense fallback={null}>
      <ObjectPreview {...object} />
    </Suspense>
  );
}
