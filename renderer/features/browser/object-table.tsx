import './object-table.css';
import { useMemo, type ReactNode } from 'react';
import type { PlaceView } from '../../../preload/contract/index.ts';
import { displayName, format, kindOf, type SortColumn } from '../../lib/index.ts';
import { DataGrid, ObjectName } from '../../ui/index.ts';
import { FamilyIcon } from './family-icon.tsx';
import type { Listing, ListingState } from './listing.ts';
import { gridColumns, isColumnId, sortColumnOf, type ColumnId } from './object-columns.ts';
import { RenameField } from './rename-field.tsx';
import type { RowInput } from './row-input.ts';
import { texts } from './texts.ts';
import { VersionCount } from './version-count.tsx';

export interface ObjectTableProps {
  readonly input: RowInput;
  readonly listing: Listing;
  readonly state: ListingState;
  readonly view: PlaceView;
  /** Bytes that folders hold, as far as the local index knows. */
  readonly folderSizes: ReadonlyMap<string, number> | undefined;
  readonly onSort: (column: SortColumn) => void;
  readonly onResize: (column: ColumnId, width: number) => void;
}

/** The listing as a grid of names and the columns that were chosen. */
export function ObjectTable({
  input: { label, dropRow, isCut, editedRow, onRename, onEditEnd, ...rest },
  listing,
  state,
  view,
  folderSizes,
  onSort,
  onResize,
}: ObjectTableProps): ReactNode {
  const { rows, order, selection, sort, focusedRow, status } = state;
  const idAt = (row: number): number => order[row] ?? 0;
  const shownColumns = useMemo(() => gridColumns(view), [view]);
  return (
    <DataGrid
      {...rest}
      label={label}
      columns={shownColumns}
      onResize={(column, width) => {
        if (isColumnId(column)) onResize(column, width);
      }}
      rowCount={order.length}
      isCountOpen={status === 'streaming' || status === 'partial'}
      sort={{ column: sort.by, isDescending: sort.isDescending }}
      onSort={(column) => {
        const by = sortColumnOf(column);
        if (by !== undefined) onSort(by);
      }}
      focusedRow={focusedRow}
      isSelected={(row) => selection.has(idAt(row))}
      onReach={(row, reach) => listing.reach(row, reach)}
      onSelectAll={() => listing.selectAll()}
      onClear={() => listing.clearSelection()}
      onTypeAhead={(text) => listing.typeAhead(text)}
      rowClass={(row) => `${isCut(rows.key(idAt(row))) ? 'is-cut' : ''} ${row === dropRow ? 'is-drop-target' : ''}`}
      renderCell={(row, column) => {
        const id = idAt(row);
        const isFolder = rows.isFolder(id);
        const name = rows.name(id);
        if (column === 'name') {
          return (
            <>
              <FamilyIcon family={kindOf(name, isFolder).family} name={name} />
              {row === editedRow ? (
                <RenameField
                  key={rows.key(id)}
                  name={name}
                  prefix={rows.prefix}
                  onDone={(renamed) => {
                    if (renamed === undefined || renamed === name) onEditEnd();
                    else onRename(row, renamed);
                  }}
                />
              ) : (
                <ObjectName name={name === '' ? '/' : name} />
              )}
            </>
          );
        }
        if (column === 'size') {
          if (!isFolder) return format.bytes(rows.size(id));
          const size = folderSizes?.get(rows.key(id));
          return (
            <span className="is-quiet" {...(size === undefined ? {} : { title: texts.byIndex })}>
              {size === undefined ? '–' : format.bytes(size)}
            </span>
          );
        }
        if (column === 'modified') {
          return isFolder ? <span className="is-quiet">–</span> : format.when(rows.modified(id));
        }
        if (column === 'kind') return kindOf(name, isFolder).label;
        if (isFolder) return <span className="is-quiet">–</span>;
        if (column === 'class') return rows.storageClass(id) || texts.standardClass;
        if (column === 'etag') return <bdi className="object-etag">{displayName(rows.etag(id))}</bdi>;
        return <VersionCount key={rows.key(id)} place={state.place} objectKey={rows.key(id)} />;
      }}
    />
  );
}
