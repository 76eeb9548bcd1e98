/**
 * One S3 endpoint as the app sees it: list, read, write, copy, delete and presign, adapted to its provider.
 * It must never keep state on disk, hand a secret on, or let a type of the SDK out.
 */
export { createBucketAdmin, type BucketAdmin } from './bucket-admin.ts';
export { createFolder } from './create-folder.ts';
export { createVolumes, type VolumesOptions } from './create-volumes.ts';
export { createStoreAgents, type StoreAgents } from './store-agents.ts';
export { measureSelection, type Measure } from './measure-selection.ts';
export type { StoreCredential, StoreEndpoint } from './store-endpoint.ts';
export type * from './volume.ts';
export type * from './volumes.ts';
