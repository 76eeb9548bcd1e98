import { useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { displayName, format } from '../../lib/index.ts';
import { neighbour, tilesOf, type Direction } from './treemap.ts';
import { texts } from './texts.ts';

export interface UsagePart {
  readonly id: string;
  readonly name: string;
  readonly bytes: number;
  readonly objects: number;
  /** Can be gone into. */
  readonly isFolder: boolean;
}
export interface UsageMapProps {
  readonly parts: readonly UsagePart[];
  readonly onEnter: (part: UsagePart) => void;
  readonly onUp: () => void;
}

/** Width by height of the map. */
const aspect = 1.9;
/** Per cent of the width below which a tile has no room for words. */
const tightest = 7;
/** Per cent of the height from which on a second line of words has room. */
const roomForTwo = 14;

const isArrow = (key: string): key is Direction => /^Arrow(Left|Right|Up|Down)$/.test(key);

/** Folders as rectangles as large as what they hold: one tab stop, arrows between them, Enter goes in. */
export function UsageMap({ parts, onEnter, onUp }: UsageMapProps): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  const [activeId, setActiveId] = useState<string>();
  const total = parts.reduce((sum, part) => sum + part.bytes, 0);
  // Where nothing has a size, the number of objects says which folders are large.
  const weights = parts.map(({ id, bytes, objects }) => ({ id, weight: total > 0 ? bytes : objects }));
  const tiles = tilesOf(
    weights.filter(({ weight }) => weight > 0),
    aspect,
  );
  const active = tiles.find(({ id }) => id === activeId)?.id ?? tiles[0]?.id;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (active === undefined) return;
    if (isArrow(event.key)) {
      const next = neighbour(tiles, active, event.key);
      setActiveId(next);
      box.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(next)}"]`)?.focus();
    } else if (event.key === 'Backspace') onUp();
    else return;
    event.preventDefault();
  };
  return (
    <>
      <div ref={box} className="usage-map" role="group" aria-label={texts.map}>
        {tiles.map((tile, rank) => {
          const part = parts.find(({ id }) => id === tile.id);
          if (part === undefined) return null;
          const name = displayName(part.name);
          return (
            <button
              key={tile.id}
              type="button"
              data-id={tile.id}
              tabIndex={tile.id === active ? 0 : -1}
              aria-label={texts.tile(name, part.bytes, part.objects)}
              aria-disabled={!part.isFolder}
              title={texts.tile(name, part.bytes, part.objects)}
              className={`usage-tile is-shade-${Math.min(4, Math.floor(rank / 2))}${part.isFolder ? '' : ' is-flat'}`}
              style={{
                insetInlineStart: `${tile.left}%`,
                top: `${tile.top}%`,
                width: `${tile.width}%`,
                height: `${tile.height}%`,
              }}
              onKeyDown={onKeyDown}
              onFocus={() => setActiveId(tile.id)}
              onClick={() => {
                if (part.isFolder) onEnter(part);
              }}
            >
              {tile.width > tightest && tile.height > 8 ? (
                <>
                  <bdi className="usage-name">{name}</bdi>
                  {tile.height > roomForTwo ? <span className="usage-size">{format.bytes(part.bytes)}</span> : null}
                </>
              ) : null}
            </button>
          );
        })}
      </div>
      <p className="usage-hint">{texts.mapHint}</p>
    </>
  );
}
