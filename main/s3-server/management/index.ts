/**
 * The management API that stores have beside S3: buckets, keys, links, CORS and quotas, on a listener of its own.
 * It must never be served on the S3 listener, never answer without its token, and never show a secret twice.
 */
export type { Workspace } from './call.ts';
export { createMemoryKeyStore, joinKeySources, type KeyStore, type KeyWish, type ManagedKey } from './key-store.ts';
export { createLinkSigner, type LinkSigner } from './link-signer.ts';
export { createManagementServer, type ManagementServer, type ManagementServerOptions } from './management-server.ts';
