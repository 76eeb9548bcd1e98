import { expect, it } from 'vitest';
import { rankByWords } from './rank-by-words.ts';

it('wants every word, and prefers the beginning of the text and of its words', () => {
  expect(rankByWords('Copy to the other pane', 'pane copy')).toBeGreaterThan(0);
  expect(rankByWords('Copy key', 'pane')).toBe(0);
  expect(rankByWords('Refresh', '')).toBe(1);
  expect(rankByWords('Delete…', 'del')).toBeGreaterThan(rankByWords('Undo: Delete', 'del'));
  expect(rankByWords('Undo: Delete', 'del')).toBeGreaterThan(rankByWords('Model', 'del'));
});
