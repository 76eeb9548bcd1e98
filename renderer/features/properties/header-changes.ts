import type { HeaderChanges, ObjectDetails } from '../../../preload/contract/index.ts';
import type { Pair } from './tag-problem.ts';
import { texts } from './texts.ts';

export const headerNames = [
  'contentType',
  'cacheControl',
  'contentDisposition',
  'contentEncoding',
  'storageClass',
] as const;
export type HeaderName = (typeof headerNames)[number];

export interface HeaderForm {
  readonly headers: Readonly<Record<HeaderName, string>>;
  readonly metadata: readonly Pair[];
}

export const emptyForm: HeaderForm = {
  headers: { contentType: '', cacheControl: '', contentDisposition: '', contentEncoding: '', storageClass: '' },
  metadata: [],
};

export function formOf(details: ObjectDetails): HeaderForm {
  return {
    headers: {
      contentType: details.contentType ?? '',
      cacheControl: details.cacheControl ?? '',
      contentDisposition: details.contentDisposition ?? '',
      contentEncoding: details.contentEncoding ?? '',
      storageClass: details.storageClass ?? '',
    },
    metadata: Object.entries(details.metadata).map(([name, value]) => ({ name, value })),
  };
}

/**
 * What has to be changed to come from `before` to `after`.
 * @param isMany the form was empty for many objects: what is still empty stays as it is
 */
export function changesOf(before: HeaderForm, after: HeaderForm, isMany: boolean): HeaderChanges {
  const changes: Record<string, unknown> = {};
  for (const name of headerNames) {
    const value = after.headers[name].trim();
    if (value === before.headers[name].trim()) continue;
    if (value !== '') changes[name] = value;
    // A class cannot be taken away, only changed.
    else if (!isMany && name !== 'storageClass') changes[name] = null;
  }
  const kept = after.metadata.filter(({ name }) => name.trim() !== '');
  const set = kept.filter(
    ({ name, value }) => !before.metadata.some((one) => one.name === name.trim().toLowerCase() && one.value === value),
  );
  const removed = before.metadata.filter(({ name }) => !kept.some((one) => one.name.trim().toLowerCase() === name));
  if (set.length > 0)
    changes['setMetadata'] = Object.fromEntries(
      set.map(({ name, value }) => [name.trim().toLowerCase(), value.trim()]),
    );
  if (removed.length > 0) changes['removeMetadata'] = removed.map(({ name }) => name);
  return changes;
}

const plain = /^[\x20-\x7e]*$/;
export const headerProblem = (value: string): string | undefined =>
  plain.test(value) ? undefined : texts.headerProblem;

/** Why entries of metadata cannot be kept so, by their place. */
export function metadataProblems(entries: readonly Pair[]): readonly (string | undefined)[] {
  const seen = new Set<string>();
  return entries.map(({ name, value }) => {
    const known = name.trim().toLowerCase();
    if (known === '' && value === '') return undefined;
    if (!/^[a-z0-9._-]+$/.test(known)) return texts.metadataProblem;
    if (seen.has(known)) return texts.tagProblem.repeated;
    seen.add(known);
    return headerProblem(value);
  });
}
