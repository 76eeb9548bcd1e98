import type { DragEvent, KeyboardEvent, Ref } from 'react';
import type { GridHandle } from '../../ui/index.ts';

/** What can be done with rows, the same whether they are shown as a list, as tiles or as columns. */
export interface RowInput {
  readonly label: string;
  readonly onOpen: (row: number) => void;
  readonly onMenu: (row: number, at: { readonly x: number; readonly y: number }) => void;
  readonly onKey: (event: KeyboardEvent) => boolean;
  /** Rows may be dragged, and dropped on folders. */
  readonly isDraggable: boolean;
  readonly onDragStart: (row: number, event: DragEvent) => void;
  readonly onDragOver: (row: number, event: DragEvent) => void;
  readonly onDragLeave: () => void;
  readonly onDrop: (row: number, event: DragEvent) => void;
  readonly handle: Ref<GridHandle>;
  /** The row under a drag; negative where there is none. */
  readonly dropRow: number;
  readonly isCut: (key: string) => boolean;
  /** The row whose name is being edited; -1 for none. */
  readonly editedRow: number;
  readonly onRename: (row: number, name: string) => void;
  readonly onEditEnd: () => void;
}
