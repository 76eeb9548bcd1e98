import { UploadCloud } from 'lucide-react';
import type { DragEvent, KeyboardEvent, ReactNode } from 'react';
import type { Connection, Place, PlaceView } from '../../../preload/contract/index.ts';
import { displayName } from '../../lib/index.ts';
import type { BrowserElements } from './browser-elements.ts';
import { BrowserPlaceholder } from './browser-placeholder.tsx';
import { rowDragType } from './browser-types.ts';
import type { BrowserActions } from './browser-commands.tsx';
import type { Listing, ListingState } from './listing.ts';
import { ObjectTable } from './object-table.tsx';
import { ObjectTiles } from './object-tiles.tsx';
import { PlaceColumns } from './place-columns.tsx';
import type { HeldRows } from './row-clipboard.ts';
import { parcelOf } from './row-parcel.ts';
import { texts } from './texts.ts';
import { draggedKind, type RowDrops } from './use-row-drops.ts';
import type { RowInput } from './row-input.ts';
import { VersionCounts } from './version-count.tsx';

export interface BrowserRowsProps {
  readonly connection: Connection;
  readonly place: Place;
  readonly placeName: string;
  readonly listing: Listing;
  readonly state: ListingState;
  readonly view: PlaceView;
  readonly folderSizes: ReadonlyMap<string, number> | undefined;
  readonly onView: (view: PlaceView) => void;
  readonly actions: BrowserActions;
  readonly elements: BrowserElements;
  readonly drops: RowDrops;
  readonly held: HeldRows | undefined;
  readonly editedKey: string | undefined;
  readonly onRename: (row: number, name: string) => void;
  readonly onEditEnd: () => void;
  readonly onOpenRow: (row: number) => void;
  readonly onMenu: (row: number, at: { readonly x: number; readonly y: number }) => void;
  readonly onKey: (event: KeyboardEvent) => boolean;
  readonly onNavigate: (place: Place, focusKey?: string) => void;
  readonly onEditConnection: (connection: Connection) => void;
}

/** The rows of a place in the form that was chosen, as a place to drag from and to drop on. */
export function BrowserRows(props: BrowserRowsProps): ReactNode {
  const { connection, place, placeName, listing, state, view, actions, elements, drops, held, editedKey } = props;
  const { prefix } = place;
  const isHeldHere =
    held?.isCut === true && held.parcel.connectionId === connection.id && held.parcel.bucket === place.bucket;
  const folderAt = (row: number): string | undefined => {
    const id = state.order[row];
    return id !== undefined && state.rows.isFolder(id) ? state.rows.key(id) : undefined;
  };
  const editedRow =
    editedKey === undefined
      ? -1
      : state.order.findIndex((id) => state.selection.has(id) && state.rows.key(id) === editedKey);
  const input: RowInput = {
    label: texts.table(placeName),
    onOpen: props.onOpenRow,
    onMenu: props.onMenu,
    onKey: props.onKey,
    isDraggable: editedKey === undefined,
    onDragStart: (row: number, event: DragEvent) => {
      const rows = parcelOf(listing.store.getState());
      if (row < 0 || rows === undefined) {
        event.preventDefault();
        return;
      }
      event.dataTransfer.effectAllowed = 'copyMove';
      event.dataTransfer.setData(rowDragType, JSON.stringify(rows));
    },
    onDragOver: (row: number, event: DragEvent) => {
      const folder = folderAt(row);
      if (folder !== undefined) drops.over(folder, row, event);
    },
    onDragLeave: drops.leave,
    onDrop: (row: number, event: DragEvent) => {
      const folder = folderAt(row);
      if (folder !== undefined) drops.drop(folder, event);
    },
    handle: elements.setGrid,
    dropRow: drops.dropRow ?? -1,
    isCut: (key) =>
      isHeldHere && (held.parcel.selection.keys.includes(key) || held.parcel.selection.prefixes.includes(key)),
    editedRow,
    onRename: props.onRename,
    onEditEnd: props.onEditEnd,
  };
  const sortBy = (column: Parameters<Listing['sortBy']>[0]): void => {
    listing.sortBy(column);
    props.onView({ ...view, sort: listing.store.getState().sort });
  };
  return (
    <div
      className={`browser-rows${drops.dropRow === -1 ? ' is-drop-target' : ''}`}
      data-ordering={state.isOrdering}
      onDragOver={(event) => drops.over(draggedKind(event.dataTransfer) === undefined ? undefined : prefix, -1, event)}
      onDrop={(event) => drops.drop(prefix, event)}
    >
      {view.kind === 'grid' ? (
        <ObjectTiles input={input} listing={listing} state={state} place={place} />
      ) : view.kind === 'columns' ? (
        <PlaceColumns
          input={input}
          listing={listing}
          state={state}
          place={place}
          onNavigate={props.onNavigate}
          onUp={actions.up}
        />
      ) : (
        <VersionCounts>
          <ObjectTable
            input={input}
            listing={listing}
            state={state}
            view={view}
            folderSizes={props.folderSizes}
            onSort={sortBy}
            onResize={(column, width) => props.onView({ ...view, widths: { ...view.widths, [column]: width } })}
          />
        </VersionCounts>
      )}
      {state.order.length === 0 && drops.dropRow === undefined ? (
        <div className="browser-over">
          <BrowserPlaceholder
            state={state}
            isReadOnly={connection.readOnly}
            onSamples={connection.local && prefix === '' ? actions.addSamples : undefined}
            onUpload={actions.upload}
            onUploadFolder={actions.uploadFolder}
            onRefresh={actions.refresh}
            onEditConnection={() => props.onEditConnection(connection)}
            onClearFilter={() => listing.setFilter('')}
          />
        </div>
      ) : null}
      {drops.dropRow === -1 ? (
        <div className="browser-drop" role="status">
          <UploadCloud aria-hidden />
          {texts.dropHere(displayName(placeName))}
        </div>
      ) : null}
    </div>
  );
}
