import { createHash } from 'node:crypto';
import type { StoredFile, StoredPart, TransfersRepository } from '../database/index.ts';
import { AppError } from '../../preload/contract/index.ts';
import type { Body, BodyChecksum, ChecksumAlgorithm, UploadedPart, Volume } from '../volumes/index.ts';
import type { ByteBudget } from './byte-budget.ts';
import type { ByteSource } from './byte-source.ts';
import { checksumOf, counting, slice, slices } from './part-body.ts';
import { type PartPlan, planParts } from './part-plan.ts';
import type { Progress } from './progress.ts';

export interface SendOptions {
  readonly source: ByteSource;
  readonly volume: Volume;
  readonly bucket: string;
  readonly key: string;
  readonly contentType: string | undefined;
  /** Only where nothing has that key: OBJECT_EXISTS otherwise. */
  readonly onlyIfAbsent: boolean;
  readonly file: StoredFile;
  readonly ledger: TransfersRepository;
  readonly budget: ByteBudget;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** Parts of one file at a time. */
const parallelParts = 4;

/**
 * Writes a source to a store: in one piece, or in parts that are kept in the ledger so that a later call sends only what is
 * missing. Nothing becomes visible in the store before the source was found unchanged after its last byte was read.
 * Answers the ETag.
 */
export async function sendObject(options: SendOptions): Promise<string> {
  const plan = planParts(options.source.size, options.volume.limits, options.file.partSize);
  if (plan.kind === 'refused') {
    throw new AppError('OBJECT_TOO_LARGE', { key: options.key, limit: options.volume.limits.maxObject });
  }
  return plan.kind === 'whole' ? sendWhole(options, plan) : sendParts(options, plan);
}

async function sendWhole(options: SendOptions, plan: PartPlan & { kind: 'whole' }): Promise<string> {
  const { source, volume, bucket, key, contentType, onlyIfAbsent, signal, file } = options;
  if (file.uploadId !== undefined) await abandon(options, file.uploadId);
  const put = async (body: Body, checksum: BodyChecksum | undefined) =>
    (await volume.put({ bucket, key, body, contentType, metadata: source.metadata, checksum, onlyIfAbsent, signal }))
      .etag;
  if (!plan.buffered) {
    const counted = counting(await source.stream(0, source.size, signal), options.progress);
    try {
      const etag = await put({ stream: counted.stream, size: source.size }, undefined);
      await source.assertSame();
      return etag;
    } catch (error) {
      counted.takeBack();
      throw error;
    } finally {
      counted.stream.destroy();
    }
  }
  const release = await options.budget.take(source.size, signal);
  try {
    const bytes = await source.read(0, source.size, signal);
    await source.assertSame();
    const etag = await put(bytes, await checksumOf(bytes, volume.limits.checksums[0]));
    options.progress.moved(bytes.length);
    return etag;
  } finally {
    release();
  }
}

async function sendParts(options: SendOptions, plan: PartPlan & { kind: 'parts' }): Promise<string> {
  const { source, volume, bucket, key, ledger, file, signal } = options;
  const algorithm = plan.buffered ? volume.limits.checksums[0] : undefined;
  const begun = await resumable(options, plan, algorithm);
  if ('etag' in begun) return begun.etag;
  const { uploadId } = begun;
  const known = new Map(ledger.files.parts(file.id).map((part) => [part.number, part]));
  const kept = [...known.values()].reduce((sum, part) => sum + part.size, 0);
  options.progress.kept(kept);

  const missing = Array.from({ length: plan.parts }, (_, i) => i + 1).filter((number) => !known.has(number));
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  const sendPart = async (number: number) => {
    const offset = (number - 1) * plan.partSize;
    const length = Math.min(plan.partSize, source.size - offset);
    const release = await options.budget.take(plan.buffered ? length : slice, either);
    let takeBack = () => {};
    try {
      const bytes = plan.buffered ? await source.read(offset, length, either) : undefined;
      const checksum = bytes && (await checksumOf(bytes, algorithm));
      const plain = bytes ? slices(bytes) : await source.stream(offset, length, either);
      const counted = counting(plain, options.progress);
      takeBack = counted.takeBack;
      const body: Body = { stream: counted.stream, size: length };
      const sent = await volume
        .uploadPart({ bucket, key, uploadId, partNumber: number, body, checksum, signal: either })
        .finally(() => counted.stream.destroy());
      const part: StoredPart = {
        number,
        size: length,
        etag: sent.etag,
        checksum: checksum && `${checksum.algorithm}:${checksum.value}`,
      };
      await ledger.commit.run(() => {
        ledger.files.putPart(file.id, part);
      });
      known.set(number, part);
    } catch (error) {
      takeBack();
      throw error;
    } finally {
      release();
    }
  };
  const queue = missing.values();
  const lane = async () => {
    for (const number of queue) await sendPart(number);
  };
  const lanes = await Promise.allSettled(
    Array.from({ length: Math.min(parallelParts, missing.length) }, () =>
      lane().catch((error: unknown) => {
        stop.abort(error);
        throw error;
      }),
    ),
  );
  // All lanes have ended: no part is on its way when somebody aborts the upload after this.
  const failures = lanes.flatMap((one) => (one.status === 'rejected' ? [asError(one.reason)] : []));
  const first = failures.find((error) => !(error instanceof AppError && error.code === 'CANCELLED')) ?? failures[0];
  if (first) {
    if (first instanceof AppError && first.code === 'SOURCE_CHANGED') await abandon(options, uploadId);
    // The store has forgotten the upload: the next try begins a new one.
    const lost = first instanceof AppError && first.code === 'OBJECT_NOT_FOUND' && first.params.uploadId !== undefined;
    if (lost) forget(options);
    throw first;
  }
  try {
    await source.assertSame();
  } catch (error) {
    await abandon(options, uploadId);
    throw error;
  }
  const parts = [...known.values()].sort((a, b) => a.number - b.number).map(asUploaded);
  signal.throwIfAborted();
  // Not to be cut short by a pause: the store may finish what we no longer wait for.
  const { etag } = await volume.completeUpload({ bucket, key, uploadId, parts, onlyIfAbsent: options.onlyIfAbsent });
  return etag;
}

/** The upload to go on with: the one of the ledger where it fits the source and the store still has it, else a new one. */
async function resumable(
  options: SendOptions,
  { partSize, parts }: PartPlan & { kind: 'parts' },
  checksum: ChecksumAlgorithm | undefined,
): Promise<{ readonly uploadId: string } | { readonly etag: string }> {
  const { source, volume, bucket, key, ledger, file, signal } = options;
  if (file.uploadId !== undefined) {
    const fits = file.inode === source.identity && file.partSize === partSize;
    if (fits) {
      const there = await volume.listParts({ bucket, key, uploadId: file.uploadId, signal }).catch((error: unknown) => {
        if (error instanceof AppError && error.code === 'OBJECT_NOT_FOUND') return undefined;
        throw error;
      });
      if (there) {
        const stored = new Map(there.map((part) => [part.partNumber, part]));
        const ours = ledger.files.parts(file.id);
        const same = ours.filter((part) => {
          const other = stored.get(part.number);
          return other?.etag === part.etag && (other.size === undefined || other.size === part.size);
        });
        if (same.length !== ours.length) {
          await ledger.commit.run(() => {
            ledger.files.clearParts(file.id);
            for (const part of same) ledger.files.putPart(file.id, part);
          });
        }
        return { uploadId: file.uploadId };
      }
      const finished = await alreadyComplete(options, parts);
      if (finished !== undefined) return { etag: finished };
      forget(options);
    } else await abandon(options, file.uploadId);
  }
  // Without the job's signal: an upload that is begun but not written down would be an orphan.
  const { uploadId } = await volume.createUpload({
    bucket,
    key,
    contentType: options.contentType,
    metadata: source.metadata,
    checksum,
  });
  await ledger.commit.run(() => {
    ledger.files.clearParts(file.id);
    ledger.files.learn(file.id, { uploadId, partSize, inode: source.identity, size: source.size });
  });
  signal.throwIfAborted();
  return { uploadId };
}

/**
 * The upload is gone though we did not end it: perhaps its completion was answered to a process that is no more. The
 * object is ours where its ETag is the one that our parts give.
 */
async function alreadyComplete(options: SendOptions, parts: number): Promise<string | undefined> {
  const { ledger, file, volume, bucket, key, source, signal } = options;
  const sent = ledger.files.parts(file.id);
  if (sent.length !== parts) return undefined;
  const head = await volume.head({ bucket, key, signal }).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'OBJECT_NOT_FOUND') return undefined;
    throw error;
  });
  if (!head || head.size !== source.size || head.etag !== compositeEtag(sent.map((part) => part.etag)))
    return undefined;
  options.progress.kept(head.size);
  return head.etag;
}

/** The ETag of a multipart object: MD5 over the MD5s of its parts, and their number. */
export function compositeEtag(etags: readonly string[]): string {
  const hash = createHash('md5');
  for (const etag of etags) hash.update(Buffer.from(etag, 'hex'));
  return `${hash.digest('hex')}-${etags.length}`;
}

/** Ends an unfinished upload in the store, then in the ledger. */
async function abandon(options: SendOptions, uploadId: string): Promise<void> {
  await options.volume.abortUpload({ bucket: options.bucket, key: options.key, uploadId });
  forget(options);
}

function forget({ ledger, file }: SendOptions): void {
  ledger.transaction(() => {
    ledger.files.clearParts(file.id);
    ledger.files.learn(file.id, { uploadId: null, partSize: null, inode: null, bytesDone: 0 });
  });
}

function asUploaded(part: StoredPart): UploadedPart {
  const at = part.checksum?.indexOf(':') ?? -1;
  return {
    partNumber: part.number,
    etag: part.etag,
    size: part.size,
    ...(part.checksum === undefined || at < 0
      ? {}
      : {
          checksum: {
            algorithm: part.checksum.slice(0, at) as ChecksumAlgorithm,
            value: part.checksum.slice(at + 1),
          },
        }),
  };
}

const asError = (reason: unknown): Error =>
  reason instanceof Error ? reason : new Error('sending failed', { cause: reason });
