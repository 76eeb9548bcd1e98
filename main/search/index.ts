/**
 * Local indexes of buckets: what a store lists, kept in a file a bucket, so that names are found and folders are weighed
 * without asking the store again. An index is a copy that may be old: everything it answers says when it was made.
 * This room must never be asked what a store holds now, and holds nothing that could not be listed again.
 */
export { createSearch, type Search } from './search.ts';
