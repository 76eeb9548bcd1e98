import { AppError, type VerifiedBy } from '../../preload/contract/index.ts';
import { crc32 } from 'node:zlib';
import type { StoredFile } from '../database/index.ts';
import type { ObjectHead, Volume } from '../volumes/index.ts';
import { pause } from './backoff.ts';
import { type Proof, crc32Text, judge } from './proof.ts';
import { asAppError } from './verdict.ts';

export interface CheckOptions {
  readonly volume: Volume;
  readonly bucket: string;
  /** Folders that the files are below: one listing may answer for all of them. */
  readonly prefixes: readonly string[];
  /** Every byte is read again. */
  readonly readBack: boolean;
  readonly onIntact: (file: StoredFile, verified: VerifiedBy) => void;
  /** OBJECT_NOT_FOUND, OBJECT_CHANGED, DAMAGED: the store does not hold what was sent. */
  readonly onProblem: (file: StoredFile, error: AppError) => void;
  readonly report: (error: unknown) => void;
  readonly signal: AbortSignal;
}

/** Fewer are asked about one by one. */
const listAbove = 16;
const parallelHeads = 8;
/** Milliseconds until a store that shows an object late is asked once more. */
const late = 1500;
/** An object of another ETag but the right size is read up to this. */
const mostReadBack = 16 * 1024 * 1024;

/** What a key may not ask, nobody can know; the files stay unconfirmed. */
const unanswerable = new Set(['ACCESS_DENIED', 'NOT_SUPPORTED']);

/**
 * Asks a store whether it holds what was sent: many files by one listing of their folders, single ones and those that the
 * listing contradicts by HEAD. Rejects where the store cannot be asked now.
 */
export async function checkDelivered(files: readonly StoredFile[], options: CheckOptions): Promise<void> {
  const open = new Map(files.map((file) => [file.key, file]));
  if (!options.readBack && files.length > listAbove) await byListing(open, options);
  const queue = open.values();
  let denied = false;
  const lane = async () => {
    for (const file of queue) {
      if (denied) return;
      denied ||= !(await byHead(file, options));
    }
  };
  await Promise.all(Array.from({ length: parallelHeads }, lane));
}

async function byListing(open: Map<string, StoredFile>, options: CheckOptions): Promise<void> {
  const { volume, bucket, signal } = options;
  const mostPages = 4 + open.size / 50;
  let pages = 0;
  try {
    for (const prefix of options.prefixes) {
      for await (const page of volume.walk({ bucket, prefix, signal })) {
        for (const [i, key] of page.keys.entries()) {
          const file = open.get(key);
          const etag = page.etags[i] ?? '';
          if (!file || page.sizes[i] !== file.size || etag === '' || etag !== file.etag) continue;
          open.delete(key);
          options.onIntact(file, file.verified ?? 'size');
        }
        pages += 1;
        if (open.size === 0 || pages > mostPages) return;
      }
    }
  } catch (error) {
    if (!(error instanceof AppError) || !unanswerable.has(error.code)) throw error;
  }
}

/** False where the store would not say. */
async function byHead(file: StoredFile, options: CheckOptions): Promise<boolean> {
  const { volume, bucket, signal } = options;
  const { key } = file;
  for (let look = 1; ; look += 1) {
    try {
      const head = await volume.head({ bucket, key, signal });
      options.onIntact(file, await compare(file, head, options));
      return true;
    } catch (cause) {
      const error = asAppError(cause, options.report);
      if (error.code === 'OBJECT_NOT_FOUND' && look === 1) {
        await pause(late);
        continue;
      }
      if (unanswerable.has(error.code)) return false;
      if (!['OBJECT_NOT_FOUND', 'OBJECT_CHANGED', 'DAMAGED'].includes(error.code)) throw error;
      options.onProblem(file, error);
      return true;
    }
  }
}

async function compare(file: StoredFile, head: ObjectHead, options: CheckOptions): Promise<VerifiedBy> {
  const proof: Proof = { etag: file.etag ?? '', checksum: file.checksum, verified: file.verified ?? 'size' };
  const whole = file.checksum?.startsWith('crc32:') ? file.checksum.slice(6) : undefined;
  let verified: VerifiedBy | undefined;
  try {
    verified = judge(head, { size: file.size, proof });
  } catch (error) {
    // Some stores name the same bytes anew: the bytes themselves decide.
    const mayBeSame = error instanceof AppError && error.code === 'OBJECT_CHANGED' && whole !== undefined;
    if (!mayBeSame || (!options.readBack && file.size > mostReadBack)) throw error;
  }
  if (verified !== undefined && !(options.readBack && whole !== undefined)) return verified;
  const { volume, bucket, signal } = options;
  const body = await volume.get({ bucket, key: file.key, ifMatch: head.etag || undefined, signal });
  let crc = 0;
  for await (const chunk of body.stream as AsyncIterable<Buffer>) crc = crc32(chunk, crc);
  if (crc32Text(crc) === whole) return 'bytes';
  throw new AppError(verified === undefined ? 'OBJECT_CHANGED' : 'DAMAGED', { key: file.key, algorithm: 'CRC32' });
}
