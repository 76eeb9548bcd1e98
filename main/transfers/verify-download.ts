import { type HashName, createHashEngine } from '../base/hashing/index.ts';
import type { FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { AppError, type VerifiedBy } from '../../preload/contract/index.ts';
import type { ObjectHead } from '../volumes/index.ts';
import type { DownloadOptions } from './download-file.ts';
import { type DownloadTest, type OpenHash, testsOf } from './download-tests.ts';
import { eachBlock } from './each-block.ts';
import type { FileTask } from './file-task.ts';
import { type Proof, crc32Text, joinedCrc32, looksLikeMd5 } from './proof.ts';
import { type Range, rangeSize } from './ranges.ts';
import { partSizes } from './usual-parts.ts';

/** Read from the store once more up to this where its checksums do not tell; above it the receipt says `size`. Bytes. */
const mostReadTwice = 4 * 1024 ** 3;
/** Hashed in this thread up to this: a thread of its own costs more. Bytes. */
const hashedHere = 1024 * 1024;

/** What was computed while the bytes went by: only where all of them did in one go. */
export interface Seen {
  readonly ranges: readonly Range[];
  /** Hex, of an object in one range. */
  readonly md5: string | undefined;
}

/**
 * Compares what was downloaded with what the store says of the object: a checksum of the whole or of its parts where it gives
 * one, else an ETag that looks like an MD5 or like one of parts. Bytes that all went by in this run are known by their
 * checksums; else the file on the disk is read. Some stores' ETags only look so (encrypted objects): what reads the same
 * twice is taken as whole. DAMAGED where it differs.
 */
export async function verifyDownload(
  task: FileTask,
  options: DownloadOptions,
  handle: FileHandle,
  etag: string,
  seen: Seen | undefined,
): Promise<Proof> {
  const { file, signal } = task;
  const { volume, bucket, etags } = options;
  const whole = etag !== '' && looksLikeMd5(etag) && !etags.opaque;
  const proofOf = (verified: VerifiedBy, crc: string): Proof => ({
    etag,
    checksum: `crc32:${crc}`,
    verified,
    verifiedAt: task.now(),
  });
  const joined = seen && joinedCrc32(seen.ranges.map(({ size, crc }) => ({ size, crc32: crc32Text(crc) })));
  if (whole && joined !== undefined && seen?.md5 === etag.toLowerCase()) return proofOf('etag', joined);
  // Asked for where the ETag cannot tell: one more call.
  const head =
    (whole && file.size <= rangeSize) || file.size === 0
      ? undefined
      : await volume.head({ bucket, key: file.key, signal });
  if (head && etag !== '' && head.etag !== etag) throw new AppError('OBJECT_CHANGED', { key: file.key });
  if (seen && joined !== undefined && head && provenOnTheWay(head, seen.ranges, joined)) {
    return proofOf('checksum', joined);
  }

  const { tests, crc, close } = await readAgain(task, handle, etag, whole, head);
  try {
    const results: { readonly test: DownloadTest; readonly good: boolean }[] = [];
    for (const test of tests) results.push({ test, good: await test.matches() });
    const passed = results.find((one) => one.good);
    if (passed) return proofOf(passed.test.proves, crc32Text(crc));
    const certain = results.find((one) => one.test.certain);
    if (certain) return await damaged(task, certain.test.algorithm);
  } finally {
    close();
  }
  if (tests.length === 0 || etags.opaque || file.size > mostReadTwice) return proofOf('size', crc32Text(crc));

  const again = { crc: 0, size: 0 };
  const into = () => ({
    write(bytes: Uint8Array) {
      again.crc = crc32(bytes, again.crc);
      again.size += bytes.length;
      return Promise.resolve();
    },
  });
  await volume.receive({ bucket, key: file.key, ifMatch: etag || undefined, signal, into });
  if (again.crc !== crc || again.size !== file.size) return damaged(task, 'CRC32');
  // Only an ETag that looks like the MD5 of all bytes tells that they are something else in this store.
  if (whole) etags.opaque = true;
  return proofOf('bytes', crc32Text(crc));
}

async function damaged({ ledger, file }: FileTask, algorithm: string): Promise<never> {
  await ledger.commit.run(() => ledger.files.clearParts(file.id));
  throw new AppError('DAMAGED', { key: file.key, algorithm });
}

/** Whether a CRC32 of the store, of the whole or of parts that end where our ranges do, is that of the bytes that went by. */
function provenOnTheWay(head: ObjectHead, ranges: readonly Range[], whole: string): boolean {
  const told = head.checksums.find(({ algorithm }) => algorithm.toLowerCase() === 'crc32');
  if (!told) return false;
  const [value = '', count = ''] = told.value.split('-');
  if (told.type !== 'COMPOSITE' && count === '') return value === whole;
  return partSizes(head.size, Number(count)).some((partSize) => {
    if (partSize % rangeSize !== 0) return false;
    const each = partSize / rangeSize;
    let composite = 0;
    for (let at = 0; at < ranges.length; at += each) {
      const some = ranges.slice(at, at + each).map(({ size, crc }) => ({ size, crc32: crc32Text(crc) }));
      composite = crc32(Buffer.from(joinedCrc32(some) ?? '', 'base64'), composite);
    }
    return crc32Text(composite) === value;
  });
}

/** Reads the file through every test that may tell, away from this thread where that takes long. */
async function readAgain(
  { file, signal, line }: FileTask,
  handle: FileHandle,
  etag: string,
  whole: boolean,
  head: ObjectHead | undefined,
): Promise<{ tests: readonly DownloadTest[]; crc: number; close: () => void }> {
  const engine = createHashEngine();
  const opened = new Set<{ abandon(): void }>();
  const open: OpenHash = (name: HashName) => {
    if (file.size > hashedHere) {
      const stream = line.hashes.open([name]);
      opened.add(stream);
      return {
        update: (block) => stream.update(block, block.length),
        async digest() {
          opened.delete(stream);
          return (await stream.digest())[0] ?? Buffer.alloc(0);
        },
      };
    }
    const hash = engine.open(name);
    return { update: (block) => Promise.resolve(hash.update(block)), digest: () => Promise.resolve(hash.digest()) };
  };
  const close = () => {
    for (const stream of opened) stream.abandon();
  };
  const tests = testsOf({ size: file.size, etag, whole, head, open });
  let crc = 0;
  try {
    await eachBlock(handle, file.size, signal, async (block) => {
      crc = crc32(block, crc);
      for (const test of tests) await test.update(block);
    });
  } catch (error) {
    close();
    throw error;
  }
  return { tests, crc, close };
}
