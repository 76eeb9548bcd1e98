import { expect, it } from 'vitest';
import { neighbour, tilesOf } from './treemap.ts';

it('gives each weight its share of the area, and leads by arrows', () => {
  const tiles = tilesOf(
    [
      { id: 'small', weight: 1 },
      { id: 'large', weight: 6 },
      { id: 'middle', weight: 3 },
    ],
    2,
  );
  const area = Object.fromEntries(tiles.map(({ id, width, height }) => [id, Math.round((width * height) / 100)]));
  expect(area).toEqual({ large: 60, middle: 30, small: 10 });
  expect(tiles[0]).toMatchObject({ id: 'large', left: 0, top: 0 });
  expect(neighbour(tiles, 'large', 'ArrowRight')).not.toBe('large');
  expect(neighbour(tiles, 'large', 'ArrowLeft')).toBe('large');
  expect(neighbour(tiles, 'gone', 'ArrowLeft')).toBe('large');
  expect(tilesOf([], 2)).toEqual([]);
});
