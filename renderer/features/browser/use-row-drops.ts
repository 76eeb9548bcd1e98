import { useState, type DragEvent } from 'react';
import { rowDragType } from './browser-types.ts';

export interface RowDropOptions {
  readonly isReadOnly: boolean;
  readonly isMac: boolean;
  readonly onRows: (data: DataTransfer, prefix: string, isCopy: boolean) => void;
  readonly onFiles: (data: DataTransfer, prefix: string) => void;
  readonly onRefused: () => void;
}

export interface RowDrops {
  /** The row under the drag; -1 for the place itself, other negative numbers for what is not a row. */
  readonly dropRow: number | undefined;
  /** `prefix` undefined: rows cannot go there, files can be told so. */
  readonly over: (prefix: string | undefined, row: number, event: DragEvent) => void;
  readonly leave: () => void;
  readonly drop: (prefix: string, event: DragEvent) => void;
}

export const draggedKind = (data: DataTransfer): 'files' | 'rows' | undefined =>
  data.types.includes(rowDragType) ? 'rows' : data.types.includes('Files') ? 'files' : undefined;

/** What is dragged over folders and over the place: files from the desktop, and rows of any place. */
export function useRowDrops({ isReadOnly, isMac, onRows, onFiles, onRefused }: RowDropOptions): RowDrops {
  const [dropRow, setDropRow] = useState<number>();
  const isCopyDrag = (event: DragEvent): boolean => (isMac ? event.altKey : event.ctrlKey);
  return {
    dropRow,
    leave: () => setDropRow(undefined),
    over: (prefix, row, event) => {
      const kind = draggedKind(event.dataTransfer);
      if (kind === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      if (isReadOnly || (kind === 'rows' && prefix === undefined)) {
        event.dataTransfer.dropEffect = 'none';
        setDropRow(undefined);
        return;
      }
      event.dataTransfer.dropEffect = kind === 'files' || isCopyDrag(event) ? 'copy' : 'move';
      setDropRow(row);
    },
    drop: (prefix, event) => {
      const kind = draggedKind(event.dataTransfer);
      setDropRow(undefined);
      if (kind === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      if (isReadOnly) onRefused();
      else if (kind === 'rows') onRows(event.dataTransfer, prefix, isCopyDrag(event));
      else onFiles(event.dataTransfer, prefix);
    },
  };
}
