/**
 * The durable queue: uploads, downloads, copies, moves and deletes that survive a restart, planned, run, paused and verified.
 * It must never touch a path that was not granted, overwrite without the user's rule, or call a thing done that the ledger
 * does not hold as done.
 */
export type { JobsDelta, JobsSnapshot } from './feed.ts';
export type { LocalRoot, ObjectSource } from './job-spec.ts';
export {
  type NamePlatform,
  fromLocalSegment,
  namePlatform,
  numberedName,
  toLocalPath,
  toLocalSegment,
} from './local-name.ts';
export { type Limits, type LimitSettings, createLimits, limitsAt } from './limit-schedule.ts';
export { type Found, findObjects } from './plan-objects.ts';
export type { Leftovers } from './leftovers.ts';
export type { Receipts } from './receipts.ts';
export type { DroppedFile, Receiving } from './receiving.ts';
export { type Transfers, type TransfersOptions, createTransfers } from './transfers.ts';
