import { createHash } from 'node:crypto';
import { AppError } from '../../preload/contract/index.ts';
import type { ChecksumAlgorithm } from '../volumes/index.ts';
import type { PartPlan } from './part-plan.ts';
import type { Proof } from './proof.ts';
import { joinedCrc32 } from './proof.ts';
import type { SendOptions } from './send-object.ts';

/** Clocks of stores differ: an upload that says it began so many milliseconds before it was asked for may be ours. */
const clockTolerance = 120_000;

const orGone = (error: unknown): undefined => {
  if (error instanceof AppError && error.code === 'OBJECT_NOT_FOUND') return undefined;
  throw error;
};

/** The upload to go on with: the one of the ledger where it fits the source and the store still has it, else a new one. */
export async function resumeUpload(
  options: SendOptions,
  { partSize, parts }: PartPlan & { kind: 'parts' },
  checksum: ChecksumAlgorithm | undefined,
): Promise<{ readonly uploadId: string } | { readonly finished: Proof }> {
  const { source, volume, bucket, key, ledger, file, signal } = options;
  if (file.uploadId !== undefined) {
    if (file.inode === source.identity && file.partSize === partSize) {
      const { uploadId } = file;
      const there = await volume.listParts({ bucket, key, uploadId, signal }).catch(orGone);
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
        return { uploadId };
      }
      const finished = await alreadyComplete(options, parts);
      if (finished) return { finished };
      forgetUpload(options);
    } else await abandonUpload(options, file.uploadId);
  }
  return { uploadId: await beginUpload(options, partSize, checksum) };
}

async function beginUpload(
  options: SendOptions,
  partSize: number,
  checksum: ChecksumAlgorithm | undefined,
): Promise<string> {
  const { source, volume, bucket, key, ledger, file, signal } = options;
  // Written down before it is asked for: after a kill in between, the answer that nobody heard is looked for.
  const unheard = file.uploadAsked === undefined ? undefined : await findUnheard(options, file.uploadAsked);
  if (unheard !== undefined) await volume.abortUpload({ bucket, key, uploadId: unheard });
  const asked = options.now();
  await ledger.commit.run(() => ledger.files.learn(file.id, { uploadAsked: asked }));
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
    const facts = { uploadId, partSize, inode: source.identity, size: source.size, uploadAsked: null };
    ledger.files.learn(file.id, facts);
  });
  signal.throwIfAborted();
  return uploadId;
}

/** An upload of this key without parts that began when an earlier try asked for one, where there is exactly one. */
async function findUnheard({ volume, bucket, key, signal }: SendOptions, asked: number): Promise<string | undefined> {
  const found = await volume.listUploads({ bucket, prefix: key, signal }).catch((error: unknown) => {
    // A key that may not list uploads can still write; the janitor of somebody else finds the rest.
    if (error instanceof AppError && (error.code === 'ACCESS_DENIED' || error.code === 'NOT_SUPPORTED')) return [];
    throw error;
  });
  const same = found.filter((one) => one.key === key && one.startedAt >= asked - clockTolerance);
  const only = same.length === 1 ? same[0] : undefined;
  if (!only) return undefined;
  const parts = await volume.listParts({ bucket, key, uploadId: only.uploadId, signal }).catch(orGone);
  return parts?.length === 0 ? only.uploadId : undefined;
}

/**
 * The upload is gone though we did not end it: perhaps its completion was answered to a process that is no more. The
 * object is ours where its ETag is the one that our parts give.
 */
async function alreadyComplete(options: SendOptions, parts: number): Promise<Proof | undefined> {
  const { ledger, file, volume, bucket, key, source, signal } = options;
  const sent = ledger.files.parts(file.id);
  if (sent.length !== parts) return undefined;
  const head = await volume.head({ bucket, key, signal }).catch(orGone);
  const etag = compositeEtag(sent.map((part) => part.etag));
  if (!head || head.size !== source.size || head.etag !== etag) return undefined;
  options.progress.kept(head.size);
  const crc32 = joinedCrc32(sent);
  return {
    etag,
    checksum: crc32 && `crc32:${crc32}`,
    verified: sent.every((part) => part.checksum !== undefined) ? 'checksum' : 'etag',
    verifiedAt: options.now(),
  };
}

/** The ETag of a multipart object: MD5 over the MD5s of its parts, and their number. */
export function compositeEtag(etags: readonly string[]): string {
  const hash = createHash('md5');
  for (const etag of etags) hash.update(Buffer.from(etag, 'hex'));
  return `${hash.digest('hex')}-${etags.length}`;
}

/** Ends an unfinished upload in the store, then in the ledger. */
export async function abandonUpload(options: SendOptions, uploadId: string): Promise<void> {
  await options.volume.abortUpload({ bucket: options.bucket, key: options.key, uploadId });
  forgetUpload(options);
}

export function forgetUpload({ ledger, file }: SendOptions): void {
  ledger.transaction(() => {
    ledger.files.clearParts(file.id);
    ledger.files.learn(file.id, { uploadId: null, partSize: null, inode: null, bytesDone: 0 });
  });
}
