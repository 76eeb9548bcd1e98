import { expect, test } from 'vitest';
import type { ObjectDetails } from '../../../preload/contract/index.ts';
import { changesOf, emptyForm, formOf, metadataProblems } from './header-changes.ts';
import { texts } from './texts.ts';

const details: ObjectDetails = {
  key: 'a',
  size: 1,
  modified: 0,
  etag: 'e',
  contentType: 'text/plain',
  cacheControl: 'no-cache',
  storageClass: 'STANDARD',
  checksums: [],
  metadata: { keep: '1', drop: '2', change: '3' },
};
const before = formOf(details);

test('nothing changed is no change', () => {
  expect(changesOf(before, before, false)).toEqual({});
});

test('headers are changed or taken away; metadata is set and removed by name', () => {
  const after = {
    headers: { ...before.headers, contentType: 'text/html ', cacheControl: '', storageClass: '' },
    metadata: [
      { name: 'keep', value: '1' },
      { name: 'Change', value: '4' },
      { name: 'new', value: 'x' },
      { name: '', value: '' },
    ],
  };
  expect(changesOf(before, after, false)).toEqual({
    contentType: 'text/html',
    cacheControl: null,
    setMetadata: { change: '4', new: 'x' },
    removeMetadata: ['drop'],
  });
});

test('for many objects, what is empty stays as it is', () => {
  const after = { ...emptyForm, headers: { ...emptyForm.headers, contentType: 'image/png' } };
  expect(changesOf(emptyForm, after, true)).toEqual({ contentType: 'image/png' });
});

test('names and values that no header can hold are told', () => {
  expect(
    metadataProblems([
      { name: 'a b', value: '' },
      { name: 'ok', value: 'ü' },
      { name: 'OK', value: 'x' },
      { name: '', value: '' },
    ]),
  ).toEqual([texts.metadataProblem, texts.headerProblem, texts.tagProblem.repeated, undefined]);
});
