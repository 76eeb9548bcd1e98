import './object-table.css';
import { useEffect, useRef, useState, type DragEvent, type KeyboardEvent, type ReactNode, type Ref } from 'react';
import { format, kindOf, nameProblem, type SortColumn } from '../../lib/index.ts';
import { DataGrid, ObjectName, type GridColumn, type GridHandle } from '../../ui/index.ts';
import { FamilyIcon } from './family-icon.tsx';
import type { Listing, ListingState } from './listing.ts';
import { texts } from './texts.ts';

const columns: readonly GridColumn[] = [
  { id: 'name', label: texts.columns.name, track: 'minmax(180px, 1fr)', isSortable: true },
  { id: 'size', label: texts.columns.size, track: '92px', align: 'end', isSortable: true },
  { id: 'modified', label: texts.columns.modified, track: '172px', isSortable: true, hidesBelow: 'narrow' },
  { id: 'kind', label: texts.columns.kind, track: '136px', isSortable: true, hidesBelow: 'medium' },
];
const isSortColumn = (column: string): column is SortColumn => columns.some(({ id }) => id === column);

export interface ObjectTableProps {
  readonly listing: Listing;
  readonly state: ListingState;
  readonly placeName: string;
  /** The row whose name is being edited. */
  readonly editedRow: number;
  readonly onRename: (row: number, name: string) => void;
  readonly onEditEnd: () => void;
  readonly onOpen: (row: number) => void;
  readonly onMenu: (row: number, at: { readonly x: number; readonly y: number }) => void;
  readonly onKey: (event: KeyboardEvent) => boolean;
  readonly isCut: (key: string) => boolean;
  /** Rows may be dragged, and dropped on folders. */
  readonly isDraggable: boolean;
  readonly dropRow: number;
  readonly onDragStart: (row: number, event: DragEvent) => void;
  readonly onDragOver: (row: number, event: DragEvent) => void;
  readonly onDragLeave: () => void;
  readonly onDrop: (row: number, event: DragEvent) => void;
  readonly handle: Ref<GridHandle>;
}

/** The listing as a grid of names, sizes, times and kinds. */
export function ObjectTable({
  listing,
  state,
  placeName,
  editedRow,
  onRename,
  onEditEnd,
  isCut,
  dropRow,
  ...rest
}: ObjectTableProps): ReactNode {
  const { rows, order, selection, sort, focusedRow, status } = state;
  const idAt = (row: number): number => order[row] ?? 0;
  return (
    <DataGrid
      {...rest}
      label={texts.table(placeName)}
      columns={columns}
      rowCount={order.length}
      isCountOpen={status === 'streaming' || status === 'partial'}
      sort={{ column: sort.by, isDescending: sort.isDescending }}
      onSort={(column) => {
        if (isSortColumn(column)) listing.sortBy(column);
      }}
      focusedRow={focusedRow}
      isSelected={(row) => selection.has(idAt(row))}
      onReach={(row, reach) => listing.reach(row, reach)}
      onSelectAll={() => listing.selectAll()}
      onClear={() => listing.clearSelection()}
      onTypeAhead={(text) => listing.typeAhead(text)}
      // By name, not by place in the listing: a row that is still there after a refresh stays the same element.
      rowKey={(row) => `${rows.isFolder(idAt(row)) ? 'folder' : 'object'} ${rows.key(idAt(row))}`}
      rowClass={(row) => `${isCut(rows.key(idAt(row))) ? 'is-cut' : ''} ${row === dropRow ? 'is-drop-target' : ''}`}
      renderCell={(row, column) => {
        const id = idAt(row);
        const isFolder = rows.isFolder(id);
        const name = rows.name(id);
        if (column === 'name') {
          return (
            <span className="object-cell">
              <FamilyIcon family={kindOf(name, isFolder).family} name={name} />
              {row === editedRow ? (
                <RenameField
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
            </span>
          );
        }
        if (column === 'size') return isFolder ? <span className="is-quiet">–</span> : format.bytes(rows.size(id));
        if (column === 'modified') {
          return isFolder ? <span className="is-quiet">–</span> : format.when(rows.modified(id));
        }
        return <span className="is-quiet">{kindOf(name, isFolder).label}</span>;
      }}
    />
  );
}

interface RenameFieldProps {
  readonly name: string;
  readonly prefix: string;
  /** Undefined where it was given up. */
  readonly onDone: (name: string | undefined) => void;
}

/** The name in place: Enter takes it, Escape and leaving the field give it up or take it as the field stands. */
function RenameField({ name, prefix, onDone }: RenameFieldProps): ReactNode {
  const [value, setValue] = useState(name);
  const field = useRef<HTMLInputElement>(null);
  const isSettled = useRef(false);
  const problem = value === name ? undefined : nameProblem(value, prefix);
  useEffect(() => {
    const element = field.current;
    if (element === null) return;
    element.focus();
    const dot = name.lastIndexOf('.');
    element.setSelectionRange(0, dot > 0 ? dot : name.length);
  }, [name]);
  const settle = (result: string | undefined): void => {
    if (isSettled.current) return;
    isSettled.current = true;
    onDone(result);
  };
  return (
    <span className="rename">
      <input
        ref={field}
        className="rename-field"
        aria-label={texts.renameField}
        aria-invalid={problem !== undefined}
        value={value}
        spellCheck={false}
        onChange={(event) => setValue(event.target.value)}
        onBlur={() => settle(problem === undefined ? value : undefined)}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === 'Escape') settle(undefined);
          else if (event.key === 'Enter' && problem === undefined && !event.nativeEvent.isComposing) settle(value);
        }}
      />
      {problem === undefined ? null : (
        <span className="rename-problem" role="alert">
          {problem}
        </span>
      )}
    </span>
  );
}
