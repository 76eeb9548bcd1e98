import type { DragEvent } from 'react';
import type { Connection } from '../../preload/contract/index.ts';
import { rowDragType } from '../features/browser/index.ts';
import type { Route } from './routes.ts';

/** Rows of a place or files of the desktop: what places of the sidebar take while a place is open to take it from. */
export const isDroppable = (event: DragEvent): boolean =>
  event.dataTransfer.types.includes(rowDragType) || event.dataTransfer.types.includes('Files');

/** Says to the drag what would happen here. False where nothing can be dropped. */
export function dragOver(event: DragEvent, route: Route, connection: Connection | undefined): boolean {
  if (!isDroppable(event) || route.kind !== 'place' || connection?.readOnly !== false) return false;
  event.preventDefault();
  const isCopy = !event.dataTransfer.types.includes(rowDragType) || event.ctrlKey || event.altKey;
  event.dataTransfer.dropEffect = isCopy ? 'copy' : 'move';
  return true;
}
