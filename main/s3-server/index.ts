/**
 * The embedded S3 server put together: one call gives a server over any storage and any source of keys.
 * It must never be reachable from the network unless its host says so, and never serve anything but S3.
 */
export { createS3Server, type S3Server, type S3ServerOptions } from './server.ts';
export {
  allRights,
  createStaticKeys,
  emulate,
  emulatedStores,
  isEmulatedStore,
  joinQuirks,
  readQuirk,
  type AccessKey,
  type AccessScope,
  type EmulatedStore,
  type KeySource,
  type Quirks,
  type StoreRules,
} from './access/index.ts';
export { createQuota, type Quota, type QuotaLimits } from './access/index.ts';
export {
  createLinkSigner,
  createManagementServer,
  createMemoryKeyStore,
  joinKeySources,
  type KeyStore,
  type KeyWish,
  type LinkSigner,
  type ManagedKey,
  type ManagementServer,
  type Workspace,
} from './management/index.ts';
export { type RequestEvent } from './http/index.ts';
export { openStorage } from './storage/index.ts';
export { readVolumeKey } from './volume-key.ts';
export type { BucketRecord, Storage } from './storage/storage.ts';
export { isBucketName } from './operations/bucket-name.ts';
