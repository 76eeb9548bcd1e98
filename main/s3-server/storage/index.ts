/**
 * Keeps buckets, objects and uploads on a disk: object volumes by id behind an ordered index, folder volumes as a live view
 * of a directory. It must never know HTTP, keys or users, never join a path from a key without containment, and never
 * acknowledge what a power cut could take back.
 */
export { keyBytes, MAX_KEY_BYTES } from './key-rules.ts';
export { openStorage } from './open-storage.ts';
export { StorageInUseError } from './index-database.ts';
export { isVersionId } from './object/version-id.ts';
export type * from './storage.ts';
