import './place-columns.css';
import { useCallback, useEffect, useMemo, useRef, type KeyboardEvent, type ReactNode } from 'react';
import type { Place } from '../../../preload/contract/index.ts';
import { baseName, crumbs, displayName, kindOf, ObjectRows, orderRows } from '../../lib/index.ts';
import { useClient } from '../../rpc/index.ts';
import { Button, DataGrid, ObjectName, Spinner, useLoaded, type GridColumn } from '../../ui/index.ts';
import { FamilyIcon } from './family-icon.tsx';
import type { Listing, ListingState } from './listing.ts';
import { ObjectTable } from './object-table.tsx';
import { firstView } from './object-columns.ts';
import type { RowInput } from './row-input.ts';
import { texts } from './texts.ts';

export interface PlaceColumnsProps {
  readonly input: RowInput;
  readonly listing: Listing;
  readonly state: ListingState;
  readonly place: Place;
  readonly onNavigate: (place: Place, focusKey?: string) => void;
  readonly onUp: () => void;
}

const nameOnly: readonly GridColumn[] = [{ id: 'name', label: texts.columns.name, track: 'minmax(0, 1fr)' }];
const onlyName = { ...firstView, shown: [] };
const noReach = (): void => undefined;

/** Each level of the path beside the one before, and what a selected folder holds: right goes in, left goes out. */
export function PlaceColumns({ input, listing, state, place, onNavigate, onUp }: PlaceColumnsProps): ReactNode {
  const scroller = useRef<HTMLDivElement>(null);
  const levels = ['', ...crumbs(place.prefix).map(({ prefix }) => prefix)];
  const { rows, order, selection } = state;
  const single = selection.single();
  const inside = single !== undefined && rows.isFolder(single) ? rows.key(single) : undefined;
  const path = inside ?? place.prefix;
  const lastPath = useRef<string>(undefined);
  useEffect(() => {
    const element = scroller.current;
    if (element === null || lastPath.current === path) return;
    lastPath.current = path;
    element.scrollLeft = element.scrollWidth;
  });
  const onKey = (event: KeyboardEvent): boolean => {
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
    if (isPlain && event.key === 'ArrowRight' && inside !== undefined) {
      const row = single === undefined ? -1 : order.indexOf(single);
      if (row >= 0) input.onOpen(row);
      return true;
    }
    if (isPlain && event.key === 'ArrowLeft') {
      onUp();
      return true;
    }
    return input.onKey(event);
  };
  return (
    <div ref={scroller} className="place-columns">
      {levels.slice(0, -1).map((prefix, index) => (
        <Level
          key={prefix}
          place={{ ...place, prefix }}
          selected={levels[index + 1]}
          onOpen={(folder) => onNavigate({ ...place, prefix: folder })}
          onPick={(key) => onNavigate({ ...place, prefix }, key)}
        />
      ))}
      <div className="place-column is-current">
        <ObjectTable
          input={{ ...input, onKey }}
          listing={listing}
          state={state}
          view={onlyName}
          folderSizes={undefined}
          onSort={(column) => listing.sortBy(column)}
          onResize={noReach}
        />
      </div>
      {inside === undefined ? null : (
        <Level
          key={inside}
          place={{ ...place, prefix: inside }}
          selected={undefined}
          onOpen={(folder) => onNavigate({ ...place, prefix: folder })}
          onPick={(key) => onNavigate({ ...place, prefix: inside }, key)}
        />
      )}
    </div>
  );
}

interface LevelProps {
  readonly place: Place;
  /** The folder that leads on. */
  readonly selected: string | undefined;
  readonly onOpen: (folder: string) => void;
  readonly onPick: (key: string) => void;
}

/** One level beside the current one: its first thousand names. */
function Level({ place: { connectionId, bucket, prefix }, selected, onOpen, onPick }: LevelProps): ReactNode {
  const client = useClient();
  const load = useCallback(
    (signal: AbortSignal) =>
      client.objects.list({ connectionId, bucket, prefix, recursive: false, limit: 1000 }, { signal }),
    [client, connectionId, bucket, prefix],
  );
  const page = useLoaded(load);
  const { rows, order } = useMemo(() => {
    const made = new ObjectRows(prefix);
    if (page.value !== undefined) made.append(page.value);
    return { rows: made, order: orderRows(made, firstView.sort, '') };
  }, [page.value, prefix]);
  const idAt = (row: number): number => order[row] ?? 0;
  const selectedRow = selected === undefined ? -1 : order.indexOf(rows.find(selected) ?? Number.NaN);
  const go = (row: number): void => {
    const id = order[row];
    if (id === undefined) return;
    if (rows.isFolder(id)) onOpen(rows.key(id));
    else onPick(rows.key(id));
  };
  const name = prefix === '' ? bucket : baseName(prefix);
  return (
    <div className="place-column">
      {page.isLoading && order.length === 0 ? (
        <p className="place-column-note">
          <Spinner label={texts.loading} />
        </p>
      ) : null}
      {page.error === undefined ? null : (
        <p className="place-column-note">
          <Button size="small" onPress={page.reload}>
            {texts.refresh}
          </Button>
        </p>
      )}
      <DataGrid
        label={texts.level(displayName(name))}
        columns={nameOnly}
        rowCount={order.length}
        isCountOpen={page.value?.next !== undefined}
        focusedRow={selectedRow}
        isSelected={(row) => row === selectedRow}
        onReach={(row) => go(row)}
        onSelectAll={noReach}
        onClear={noReach}
        onOpen={go}
        onTypeAhead={(text) => {
          const wanted = text.toLocaleLowerCase();
          go(order.findIndex((id) => rows.name(id).toLocaleLowerCase().startsWith(wanted)));
        }}
        onMenu={noReach}
        renderCell={(row) => {
          const id = idAt(row);
          const own = rows.name(id);
          return (
            <>
              <FamilyIcon family={kindOf(own, rows.isFolder(id)).family} name={own} />
              <ObjectName name={own === '' ? '/' : own} />
            </>
          );
        }}
      >
        {page.value?.next === undefined ? null : <p className="place-column-note">{texts.levelCut}</p>}
      </DataGrid>
    </div>
  );
}
