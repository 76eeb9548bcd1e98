import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { AppError } from '../../preload/contract/index.ts';
import type { ObjectHead } from '../volumes/index.ts';
import type { DownloadOptions } from './download-file.ts';
import type { FileTask } from './file-task.ts';
import type { PartFile } from './local-target.ts';
import type { Proof } from './proof.ts';
import { type Range, planRanges, startKeeping, startMark } from './ranges.ts';
import { targetError } from './verdict.ts';
import { verifyDownload } from './verify-download.ts';

const parallelRanges = 4;

/**
 * Brings a part file to the whole object: what is missing of its ranges is read, then length and checksum are verified.
 * OBJECT_CHANGED where the object is another by now, DAMAGED where the bytes are not what the store says they are.
 */
export async function fillPart(task: FileTask, options: DownloadOptions, part: PartFile): Promise<Proof> {
  const { file, ledger, signal, progress } = task;
  await options.target.assertSpace(Math.max(0, file.size - part.size));
  const ranges = planRanges(file.size, ledger.files.parts(file.id), part.size);
  const kept = ranges.reduce((sum, range) => sum + range.done, 0);
  if (kept > 0) progress.kept(kept);
  // The MD5 of a small object is its ETag in most stores; a larger one is compared by other means.
  const md5 = ranges.length === 1 && kept === 0 ? createHash('md5') : undefined;
  let tries = 0;

  let head: ObjectHead | undefined;
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  const missing = ranges.filter((range) => range.done < range.size || file.size === 0).values();
  const lane = async () => {
    for (const range of missing) {
      head = await fetchRange({ ...task, signal: either }, options, part, range, {
        begins: () => void (tries += 1),
        passes: (bytes) => md5?.update(bytes),
      });
    }
  };
  const guarded = () =>
    lane().catch((error: unknown) => {
      stop.abort(error);
      throw error;
    });
  const keeping = ranges.length > 1 ? startKeeping({ ranges, part, ledger, file: file.id }) : undefined;
  const lanes = await Promise.allSettled(Array.from({ length: Math.min(parallelRanges, ranges.length) }, guarded));
  // Also after a failure: what is on the disk need not be read again.
  const unkept = await keeping?.end().then(
    () => undefined,
    (error: unknown) => asError(error),
  );
  const failures = lanes.flatMap((one) => (one.status === 'rejected' ? [asError(one.reason)] : []));
  const first = failures.find((error) => !(error instanceof AppError && error.code === 'CANCELLED')) ?? failures[0];
  if (first) throw first;
  if (unkept) throw unkept;
  if (part.size > file.size) await part.handle.truncate(file.size);
  const etag = head?.etag ?? file.etag ?? '';
  const seen = kept === 0 ? { ranges, md5: tries === 1 ? md5?.digest('hex') : undefined } : undefined;
  return verifyDownload(task, options, part.handle, etag, seen);
}

async function fetchRange(
  task: FileTask,
  options: DownloadOptions,
  part: PartFile,
  range: Range,
  on: { begins(): void; passes(bytes: Uint8Array): void },
): Promise<ObjectHead> {
  const { file, signal, progress, line } = task;
  const { volume, bucket } = options;
  const whole = file.size;
  return line.pace.persist({ host: volume.host, body: true, signal }, async () => {
    const first = range.first + range.done;
    const length = range.size - range.done;
    const asked = length === whole ? undefined : { first, last: first + length - 1 };
    const mark = startMark(range);
    on.begins();
    let counted = 0;
    let position = first;
    try {
      const { head } = await volume.receive({
        bucket,
        key: file.key,
        range: asked,
        ifMatch: file.etag || undefined,
        signal,
        into(body) {
          // The store may know better than its listing; the version that is read now is the one that counts.
          if (body.size !== whole) throw new AppError('OBJECT_CHANGED', { key: file.key });
          if (body.first !== first || body.length !== length)
            throw new AppError('STORE_BROKEN_ANSWER', { key: file.key });
          return {
            arrived: (bytes) => (line.down.limited ? line.down.take(bytes, signal) : undefined),
            async write(bytes) {
              const at = position;
              position += bytes.length;
              on.passes(bytes);
              const written = mark.begin(bytes.length, crc32(bytes, mark.crc()));
              counted += bytes.length;
              progress.moved(bytes.length);
              await writeAll(part, bytes, at).catch((cause: unknown) => {
                throw targetError(cause, file.local ?? '');
              });
              written();
            },
          };
        },
      });
      return head;
    } catch (error) {
      // What is on the disk is not asked for again; the rest is.
      progress.takenBack(counted - mark.kept());
      throw error;
    }
  });
}

async function writeAll(part: PartFile, bytes: Uint8Array, position: number): Promise<void> {
  for (let at = 0; at < bytes.length;) {
    const { bytesWritten } = await part.handle.write(bytes, at, bytes.length - at, position + at);
    at += bytesWritten;
  }
}

const asError = (reason: unknown): Error =>
  reason instanceof Error ? reason : new Error('reading failed', { cause: reason });
