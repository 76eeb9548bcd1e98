import { ArrowDown, ArrowUp, Folder, HardDrive, MoreHorizontal, StarOff } from 'lucide-react';
import { useState, type DragEvent, type ReactNode } from 'react';
import type { Connection, Place } from '../../preload/contract/index.ts';
import { MenuButton, ObjectName } from '../ui/index.ts';
import { dragOver, isDroppable } from './drag-over.ts';
import { printRoute, type Route } from './routes.ts';
import { texts } from './texts.ts';
import type { Places } from './use-places.ts';

export interface SidebarFavouritesProps {
  readonly places: Places;
  readonly connections: readonly Connection[];
  readonly route: Route;
  readonly onDropRows: (data: DataTransfer, target: Place, isCopy: boolean) => void;
}

const isSame = (route: Route, place: Place): boolean =>
  route.kind === 'place' && printRoute({ kind: 'place', place: route.place }) === printRoute({ kind: 'place', place });

/** Places that the user keeps at hand: to go to, to drop on, to put in order. */
export function SidebarFavourites({ places, connections, route, onDropRows }: SidebarFavouritesProps): ReactNode {
  const [target, setTarget] = useState<number>();
  const shown = places.favourites
    .map((favourite, index) => ({ ...favourite, index }))
    .filter(({ place }) => connections.some(({ id }) => id === place.connectionId));
  if (shown.length === 0) return null;
  const over = (event: DragEvent, place: Place, index: number): void => {
    const connection = connections.find(({ id }) => id === place.connectionId);
    if (dragOver(event, route, connection)) setTarget(index);
  };
  return (
    <nav className="sidebar-favourites" aria-label={texts.favourites}>
      <div className="sidebar-head">
        <h2>{texts.favourites}</h2>
      </div>
      <ul>
        {shown.map(({ place, name, index }) => (
          <li key={printRoute({ kind: 'place', place })} className="sidebar-favourite">
            <a
              className={`sidebar-link${target === index ? ' is-drop-target' : ''}`}
              href={printRoute({ kind: 'place', place })}
              {...(isSame(route, place) ? { 'aria-current': 'page' } : {})}
              onDragOver={(event) => over(event, place, index)}
              onDragLeave={() => setTarget(undefined)}
              onDrop={(event) => {
                setTarget(undefined);
                if (!isDroppable(event)) return;
                event.preventDefault();
                onDropRows(event.dataTransfer, place, event.ctrlKey || event.altKey);
              }}
            >
              {place.prefix === '' ? <HardDrive aria-hidden /> : <Folder aria-hidden />}
              <ObjectName name={name} />
            </a>
            <MenuButton
              label={texts.favouriteMenu(name)}
              icon={<MoreHorizontal aria-hidden />}
              size="small"
              items={[
                ...(index > 0 ? [{ id: 'up', label: texts.favouriteUp, icon: <ArrowUp aria-hidden /> }] : []),
                ...(index < places.favourites.length - 1
                  ? [{ id: 'down', label: texts.favouriteDown, icon: <ArrowDown aria-hidden /> }]
                  : []),
                { id: 'remove', label: texts.favouriteRemove, icon: <StarOff aria-hidden /> },
              ]}
              onAction={(id) => {
                if (id === 'remove') places.toggleFavourite(place);
                else places.moveFavourite(index, index + (id === 'up' ? -1 : 1));
              }}
            />
          </li>
        ))}
      </ul>
    </nav>
  );
}
