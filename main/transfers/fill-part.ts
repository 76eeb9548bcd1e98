import type { FileHandle } from 'node:fs/promises';
import { AppError } from '../../preload/contract/index.ts';
import type { ObjectHead } from '../volumes/index.ts';
import type { DownloadOptions } from './download-file.ts';
import type { FileTask } from './file-task.ts';
import type { PartFile } from './local-target.ts';
import type { Proof } from './proof.ts';
import { verifyDownload } from './verify-download.ts';

/** One range; also the step in which the ledger learns of progress. */
const rangeSize = 8 * 1024 * 1024;
const parallelRanges = 4;

/**
 * Brings a part file to the whole object: missing ranges are read, then length and checksum are verified.
 * OBJECT_CHANGED where the object is another by now, DAMAGED where the bytes are not what the store says they are.
 */
export async function fillPart(task: FileTask, options: DownloadOptions, part: PartFile): Promise<Proof> {
  const { file, ledger, signal, progress } = task;
  await options.target.assertSpace(Math.max(0, file.size - part.size));
  let head: ObjectHead | undefined;
  if (file.size <= rangeSize) head = await fetchRange(task, options, part.handle, 0, file.size, file.size);
  else {
    const known = new Set<number>();
    for (const { number, size } of ledger.files.parts(file.id)) {
      // Of another size, it was read by a version with other ranges.
      if (size !== Math.min(rangeSize, file.size - (number - 1) * rangeSize)) continue;
      // A part file that is shorter than the ledger says was cut by something else.
      if ((number - 1) * rangeSize + size > part.size) continue;
      known.add(number);
      progress.kept(size);
    }
    const ranges = Array.from({ length: Math.ceil(file.size / rangeSize) }, (_, i) => i + 1);
    const missing = ranges.filter((number) => !known.has(number)).values();
    const stop = new AbortController();
    const either = AbortSignal.any([signal, stop.signal]);
    const lane = async () => {
      for (const number of missing) {
        const first = (number - 1) * rangeSize;
        const size = Math.min(rangeSize, file.size - first);
        head = await fetchRange({ ...task, signal: either }, options, part.handle, first, size, file.size);
        // On the disk before the ledger says so.
        await part.handle.datasync();
        await ledger.commit.run(() => ledger.files.putPart(file.id, { number, size, etag: '', checksum: undefined }));
      }
    };
    const guarded = async () =>
      lane().catch((error: unknown) => {
        stop.abort(error);
        throw error;
      });
    const lanes = await Promise.allSettled(Array.from({ length: parallelRanges }, guarded));
    const failures = lanes.flatMap((one) => (one.status === 'rejected' ? [asError(one.reason)] : []));
    const first = failures.find((error) => !(error instanceof AppError && error.code === 'CANCELLED')) ?? failures[0];
    if (first) throw first;
  }
  await part.handle.truncate(file.size);
  const etag = head?.etag ?? file.etag ?? '';
  return verifyDownload(task, options, part.handle, etag);
}

async function fetchRange(
  task: FileTask,
  options: DownloadOptions,
  handle: FileHandle,
  first: number,
  size: number,
  whole: number,
): Promise<ObjectHead> {
  const { file, signal, progress, line } = task;
  const { volume, bucket } = options;
  const range = size === whole ? undefined : { first, last: first + size - 1 };
  return line.pace.persist({ host: volume.host, body: true, signal }, async () => {
    let counted = 0;
    const body = await volume.get({ bucket, key: file.key, range, ifMatch: file.etag || undefined, signal });
    try {
      // The store may know better than its listing; the version that is read now is the one that counts.
      if (body.size !== whole) throw new AppError('OBJECT_CHANGED', { key: file.key });
      if (body.first !== first || body.length !== size) throw new AppError('STORE_BROKEN_ANSWER', { key: file.key });
      for await (const chunk of body.stream as AsyncIterable<Buffer>) {
        if (counted + chunk.length > size) throw new AppError('STORE_BROKEN_ANSWER', { key: file.key });
        await line.down.take(chunk.length, signal);
        await writeAll(handle, chunk, first + counted);
        counted += chunk.length;
        progress.moved(chunk.length);
      }
      if (counted !== size) throw new AppError('STORE_BROKEN_ANSWER', { key: file.key });
      return body.head;
    } catch (error) {
      progress.takenBack(counted);
      throw error;
    } finally {
      body.stream.destroy();
    }
  });
}

async function writeAll(handle: FileHandle, chunk: Buffer, position: number): Promise<void> {
  for (let at = 0; at < chunk.length;) {
    const { bytesWritten } = await handle.write(chunk, at, chunk.length - at, position + at);
    at += bytesWritten;
  }
}

const asError = (reason: unknown): Error =>
  reason instanceof Error ? reason : new Error('reading failed', { cause: reason });
