import { expect, test } from 'vitest';
import { deepLinkIn, deepLinkPlace } from './deep-link.ts';

test.each([
  ['s3://data', 'data', ''],
  ['s3://data/', 'data', ''],
  ['S3://data/a/b.txt', 'data', 'a/b.txt'],
  ['s3://dsk-1.branch/a%2Bb+c%25.txt', 'dsk-1.branch', 'a+b+c%.txt'],
  ['s3://data/100%.txt', 'data', '100%.txt'],
  ['s3://data/%F0%9F%90%9F#1?x', 'data', '🐟#1?x'],
  ['s3://data/../../etc', 'data', '../../etc'],
])('%s leads to its bucket and key', (address, bucket, key) => {
  const place = deepLinkPlace(address) ?? '';
  const query = new URLSearchParams(place.slice('#/open?'.length));
  expect([query.get('bucket'), query.get('key')]).toEqual([bucket, key]);
});

test.each([
  '',
  's3:',
  's3://',
  's3:///key',
  'http://data/x',
  's3://-bad',
  's3://data/a\u0000b',
  `s3://data/${'x'.repeat(1025)}`,
  `s3://data/${'x'.repeat(9_000)}`,
])('%j leads nowhere', (address) => expect(deepLinkPlace(address)).toBeUndefined());

test('the first address among arguments counts', () => {
  expect(deepLinkIn(['app', '--x', 's3://one', 's3://two'])).toContain('one');
  expect(deepLinkIn(['app', '--x'])).toBeUndefined();
});
