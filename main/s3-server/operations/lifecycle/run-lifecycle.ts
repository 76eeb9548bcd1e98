import { setImmediate } from 'node:timers/promises';
import { S3Error } from '../../errors/index.ts';
import type { Storage } from '../../storage/storage.ts';
import { readLifecycle } from './bucket-lifecycle.ts';
import { isUploadDue, judgeVersion, type LifecycleClock } from './judge-lifecycle.ts';

/** How many were taken away. */
export interface LifecycleTally {
  readonly versions: number;
  readonly uploads: number;
}

const page = 1000;

/**
 * One pass over one bucket, a page at a time, so that requests go on between the pages. The rules are read again for each page;
 * what was judged is judged again by the storage as it takes it away, so that a version that changed meanwhile stays.
 */
export async function runLifecycle(
  storage: Storage,
  bucket: string,
  clock: LifecycleClock,
  { signal }: { signal: AbortSignal },
): Promise<LifecycleTally> {
  return {
    versions: await expireVersions(storage, bucket, clock, signal),
    uploads: await abortUploads(storage, bucket, clock, signal),
  };
}

async function expireVersions(
  storage: Storage,
  bucket: string,
  clock: LifecycleClock,
  signal: AbortSignal,
): Promise<number> {
  let gone = 0;
  let position: string | undefined;
  do {
    const rules = readLifecycle(storage, bucket);
    if (!rules?.some((rule) => rule.enabled && (rule.expiration ?? rule.noncurrent))) return gone;
    const walk = await storage.walkVersions(bucket, { limit: page, ...(position === undefined ? {} : { position }) });
    const due = walk.versions.flatMap((version) => judgeVersion(rules, version, clock) ?? []);
    if (due.length > 0) gone += (await storage.expireVersions(bucket, due)).filter(Boolean).length;
    position = walk.position;
    await setImmediate();
  } while (position !== undefined && !signal.aborted);
  return gone;
}

async function abortUploads(
  storage: Storage,
  bucket: string,
  clock: LifecycleClock,
  signal: AbortSignal,
): Promise<number> {
  let gone = 0;
  let after: { keyMarker: string; uploadIdMarker: string } | undefined;
  do {
    const rules = readLifecycle(storage, bucket);
    if (!rules?.some((rule) => rule.enabled && rule.abortDays !== undefined)) return gone;
    const found = await storage.listUploads(bucket, { prefix: '', delimiter: '', limit: page, ...after });
    for (const upload of found.uploads) {
      if (!isUploadDue(rules, upload, clock)) continue;
      try {
        await storage.abortUpload(upload);
        gone += 1;
      } catch (error) {
        // Completed or aborted meanwhile.
        if (!(error instanceof S3Error) || error.code !== 'NoSuchUpload') throw error;
      }
    }
    const { nextKeyMarker, nextUploadIdMarker, isTruncated } = found;
    after =
      isTruncated && nextKeyMarker !== undefined
        ? { keyMarker: nextKeyMarker, uploadIdMarker: nextUploadIdMarker ?? '' }
        : undefined;
    await setImmediate();
  } while (after && !signal.aborted);
  return gone;
}
