import { describe, expect, it } from 'vitest';
import { displayName, nameParts } from './display-name.ts';

describe('displayName', () => {
  it('leaves ordinary names as they are', () => {
    for (const name of ['report.pdf', 'Ünïcode é.txt', '日本語.csv', '👩‍👩‍👧.png', 'a b+%#.bin', '<img onerror=x>'])
      expect(displayName(name)).toBe(name);
  });

  it('shows what would be hidden or would reorder the line', () => {
    expect(displayName('a\nb\u0000\u007f')).toBe('a␊b␀␡');
    expect(displayName('invoice\u202Efdp.exe')).toBe('invoice⟦U+202E⟧fdp.exe');
    expect(displayName('a\u200bb\u0085')).toBe('a⟦U+200B⟧b⟦U+0085⟧');
    expect(displayName('\ud800')).toBe('\ufffd');
    expect(displayName('\u001b[31mred')).toBe('␛[31mred');
  });
});

describe('nameParts', () => {
  it('keeps short names whole', () =>
    expect(nameParts('short.txt')).toEqual({ head: 'short.txt', tail: '', full: 'short.txt' }));

  it('cuts in front of the file type', () => {
    const parts = nameParts('a rather long name of a file that ends.parquet');
    expect(parts.head + parts.tail).toBe(parts.full);
    expect(parts.tail).toBe('ds.parquet');
  });

  it('bounds what enters the page', () => {
    const parts = nameParts('x'.repeat(10_000));
    expect((parts.head + parts.tail).length).toBeLessThanOrEqual(400);
    expect(parts.full.length).toBeLessThanOrEqual(2049);
  });

  it('never cuts a surrogate pair', () => {
    const parts = nameParts('😀'.repeat(300));
    expect((parts.head + parts.tail).isWellFormed()).toBe(true);
  });
});
