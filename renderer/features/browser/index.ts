/**
 * Browsing a bucket: the object table, what can be done with rows, the details pane, and every way for files to come in.
 * It must never hold bytes of files beyond a slice, name a path of this computer, or know another feature.
 */
export { Browser } from './browser.tsx';
export { rowDragType, type BrowserHandle, type BrowserProps, type DetailsParts } from './browser-types.ts';
export { firstView } from './object-columns.ts';
export { createRowClipboard, type RowClipboard } from './row-clipboard.ts';
export { createUndoStack, type UndoEntry, type UndoStack } from './undo-stack.ts';
