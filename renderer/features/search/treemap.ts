import { hierarchy, treemap, treemapSquarify } from 'd3-hierarchy';

export interface Weight {
  readonly id: string;
  readonly weight: number;
}
/** Per cent of the map's width and height. */
export interface MapTile {
  readonly id: string;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

interface Node {
  readonly id: string;
  readonly weight: number;
  readonly children?: readonly Node[];
}

/** Rectangles whose areas are as their weights, as square as can be, in a frame of this form (width by height). */
export function tilesOf(weights: readonly Weight[], aspect: number): readonly MapTile[] {
  // Without children the root would be a leaf itself.
  if (weights.length === 0) return [];
  const root: Node = { id: '', weight: 0, children: weights.map(({ id, weight }) => ({ id, weight })) };
  const tree = hierarchy<Node>(root, ({ children }) => (children === undefined ? undefined : [...children]))
    .sum(({ weight }) => weight)
    .sort((left, right) => (right.value ?? 0) - (left.value ?? 0));
  const laid = treemap<Node>()
    .tile(treemapSquarify)
    .size([aspect * 100, 100])(tree);
  return laid.leaves().map(({ data, x0, y0, x1, y1 }) => ({
    id: data.id,
    left: x0 / aspect,
    top: y0,
    width: (x1 - x0) / aspect,
    height: y1 - y0,
  }));
}

export type Direction = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown';

/** The tile that an arrow leads to: the nearest one whose middle lies that way. */
export function neighbour(tiles: readonly MapTile[], from: string, direction: Direction): string {
  const at = tiles.find(({ id }) => id === from) ?? tiles[0];
  if (at === undefined) return from;
  const middle = ({ left, top, width, height }: MapTile) => ({ x: left + width / 2, y: top + height / 2 });
  const origin = middle(at);
  const isSideways = direction === 'ArrowLeft' || direction === 'ArrowRight';
  const sign = direction === 'ArrowLeft' || direction === 'ArrowUp' ? -1 : 1;
  let best = { id: at.id, distance: Infinity };
  for (const tile of tiles) {
    const { x, y } = middle(tile);
    const along = sign * (isSideways ? x - origin.x : y - origin.y);
    const across = Math.abs(isSideways ? y - origin.y : x - origin.x);
    // Straight ahead counts more than near.
    const distance = along + across * 2;
    if (tile.id !== at.id && along > 0.01 && distance < best.distance) best = { id: tile.id, distance };
  }
  return best.id;
}
