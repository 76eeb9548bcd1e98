/**
 * Links that were handed out: how long each truly lives, the list of them, and the same address again when asked.
 * It must never store an address (it holds a signature), and never promise a life that the store or the key ends sooner.
 */
export { createShares, trueLife, type Foreseen, type ShareRequest, type Shares, type SharesOptions } from './shares.ts';
