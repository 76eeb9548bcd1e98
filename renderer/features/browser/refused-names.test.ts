import { describe, expect, it } from 'vitest';
import { refusedNames } from './refused-names.ts';
import { texts } from './texts.ts';

describe('names that were not granted', () => {
  it('are those that are missing, each as often as it is', () => {
    expect(refusedNames(['a', 'b', 'c'], ['b'])).toEqual(['a', 'c']);
    expect(refusedNames(['a', 'a', 'a'], ['a'])).toEqual(['a', 'a']);
    expect(refusedNames(['a', 'b'], ['b', 'a'])).toEqual([]);
  });
  it('are told', () => {
    expect(texts.refused(['a.sock'])).toBe('“a.sock” cannot be uploaded: it is gone, or may not be read.');
    expect(texts.refused(['a', 'b'])).toContain('2 items cannot be uploaded');
  });
});

describe('the title of an upload', () => {
  it('names the first and counts the others, whatever their length', () => {
    expect(texts.uploadTitle('a.txt', 0)).toBe('a.txt');
    expect(texts.uploadTitle('a.txt', 1)).toBe('a.txt and 1 more');
    expect(texts.uploadTitle('a.txt', 1200)).toBe('a.txt and 1,200 more');
    expect(texts.uploadTitle('🚢'.repeat(400), 59).length).toBeLessThanOrEqual(500);
    expect(texts.uploadTitle('🚢'.repeat(400), 59)).toMatch(/🚢… and 59 more$/);
  });
});
