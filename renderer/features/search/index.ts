/**
 * Finding objects of a whole bucket and seeing what takes its space, both by the bucket's local index.
 * It must never show what the index says without its age, nor change an object.
 */
export { SearchDialog, type SearchDialogProps } from './search-dialog.tsx';
export { UsageDialog, type UsageDialogProps } from './usage-dialog.tsx';
