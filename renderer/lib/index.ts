/**
 * Pure helpers of the interface: formats, names, sentences for errors, rows, selection and commands.
 * It must never touch the page, the network or React.
 */
export { createFormats, format, type Formats } from './format.ts';
export { displayName, nameParts } from './display-name.ts';
export { errorFacts, errorSentence, type ErrorSentence } from './error-sentences.ts';
export { toErrorShape } from './to-error-shape.ts';
export type { AppErrorShape } from '../../preload/contract/index.ts';
export { applyKeyedDelta, applyListDelta, keyedSnapshot, type KeyedDelta, type KeyedList } from './keyed-list.ts';
export { secretPlaceWords, type SecretPlaceWords } from './secret-place-words.ts';
export { kindOf, type ObjectFamily, type ObjectKind } from './object-kind.ts';
export { ObjectRows, type RowId } from './object-rows.ts';
export { naturalOrderLimit, orderRows, orderSteps, sortColumns, type RowSort, type SortColumn } from './row-order.ts';
export { rankByWords } from './rank-by-words.ts';
export { parseRate, printRate } from './rate-input.ts';
export { RowSelection } from './row-selection.ts';
export { rowWindow, scrollToRow, type RowWindow } from './row-window.ts';
export { matchesShortcut, printShortcut, type KeyPress, type Shortcut } from './shortcut.ts';
export { baseName, crumbs, folderOf, nameProblem, parentPrefix, parsePath, s3Uri, type Crumb } from './key-path.ts';
