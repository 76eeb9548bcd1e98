/**
 * Links that were handed out: made in the way that the store has, with how long each truly lives, and ended where that can be.
 * It must never store an address (it holds a signature), and never promise a life that the store or the key ends sooner.
 */
export { createShares, type Shares, type SharesOptions } from './shares.ts';
export type { ShareRequest, SharesDelta } from './share-request.ts';
export type { LinkApis } from './link-apis.ts';
export { trueLife } from './true-life.ts';
