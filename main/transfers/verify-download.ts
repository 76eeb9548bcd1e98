import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { AppError, type VerifiedBy } from '../../preload/contract/index.ts';
import { type Checksum, type ChecksumName, checksumBytes, createChecksum } from '../base/hashing/index.ts';
import type { ObjectHead } from '../volumes/index.ts';
import type { DownloadOptions } from './download-file.ts';
import type { FileTask } from './file-task.ts';
import { type Proof, crc32Text, looksLikeMd5 } from './proof.ts';

const readStep = 1024 * 1024;
const mebibyte = 1024 * 1024;
/** Read from the store once more up to this where its checksums do not tell; above it the receipt says `size`. */
const mostReadTwice = 4096 * mebibyte;

const algorithms: Readonly<Record<string, ChecksumName>> = {
  crc64nvme: 'CRC64NVME',
  sha256: 'SHA256',
  crc32c: 'CRC32C',
  crc32: 'CRC32',
  sha1: 'SHA1',
};
/** Part sizes of well-known clients, in MiB, the most usual first: ours and aws cli 8, rclone and the SDKs 5, and others. */
const usualParts = [8, 5, 16, 10, 64, 32, 15, 25, 50, 100, 128, 256, 512];

/**
 * Compares the file on the disk with what the store says of the object: a checksum of the whole or of its parts where it
 * gives one, else an ETag that looks like an MD5 or like one of parts. Some stores' ETags only look so (encrypted
 * objects): what reads the same twice is taken as whole. DAMAGED where it differs.
 */
export async function verifyDownload(
  task: FileTask,
  options: DownloadOptions,
  handle: FileHandle,
  etag: string,
): Promise<Proof> {
  const { file, signal } = task;
  const { volume, bucket, etags } = options;
  const whole = etag !== '' && looksLikeMd5(etag) && !etags.opaque;
  // Asked for only where the ETag cannot tell: one more call.
  const head = whole || file.size === 0 ? undefined : await volume.head({ bucket, key: file.key, signal });
  if (head && etag !== '' && head.etag !== etag) throw new AppError('OBJECT_CHANGED', { key: file.key });
  const tests = await testsOf(file.size, etag, whole, head);

  let crc = 0;
  await eachBlock(handle, file.size, signal, (block) => {
    crc = crc32(block, crc);
    for (const test of tests) test.update(block);
  });
  const proof = (verified: VerifiedBy): Proof => ({
    etag,
    checksum: `crc32:${crc32Text(crc)}`,
    verified,
    verifiedAt: task.now(),
  });
  const results = tests.map((test) => ({ test, good: test.matches() }));
  const passed = results.find((one) => one.good);
  if (passed) return proof(passed.test.proves);
  const certain = results.find((one) => one.test.certain);
  if (certain) return damaged(task, certain.test.algorithm);
  if (tests.length === 0 || etags.opaque || file.size > mostReadTwice) return proof('size');

  const again = { crc: 0, size: 0 };
  const body = await volume.get({ bucket, key: file.key, ifMatch: etag || undefined, signal });
  for await (const chunk of body.stream as AsyncIterable<Buffer>) {
    again.crc = crc32(chunk, again.crc);
    again.size += chunk.length;
  }
  if (again.crc !== crc || again.size !== file.size) return damaged(task, 'CRC32');
  // Only an ETag that looks like the MD5 of all bytes tells that they are something else in this store.
  if (whole) etags.opaque = true;
  return proof('bytes');
}

async function damaged({ ledger, file }: FileTask, algorithm: string): Promise<never> {
  await ledger.commit.run(() => ledger.files.clearParts(file.id));
  throw new AppError('DAMAGED', { key: file.key, algorithm });
}

interface Test {
  readonly algorithm: string;
  readonly proves: VerifiedBy;
  /** Where it fails, the bytes are wrong; else it may have been the wrong question. */
  readonly certain: boolean;
  update(block: Buffer): void;
  matches(): boolean;
}

async function testsOf(
  size: number,
  etag: string,
  whole: boolean,
  head: ObjectHead | undefined,
): Promise<readonly Test[]> {
  for (const { algorithm, value, type } of head?.checksums ?? []) {
    const name = algorithms[algorithm.toLowerCase().replaceAll('-', '')];
    if (name === undefined) continue;
    if (type === 'COMPOSITE' || value.includes('-')) {
      if (name !== 'CRC32') continue;
      const [expected = '', count = ''] = value.split('-');
      const tests = partSizes(size, Number(count)).map((part) => compositeCrc(part, expected));
      if (tests.length > 0) return tests;
      continue;
    }
    const running: Checksum = await createChecksum(name);
    return [
      {
        algorithm: name,
        proves: 'checksum',
        certain: true,
        update: (block) => running.update(block),
        matches: () => running.digest().toString('base64') === value,
      },
    ];
  }
  if (whole) {
    const hash = createHash('md5');
    return [
      {
        algorithm: 'MD5',
        proves: 'etag',
        certain: false,
        update: (block) => void hash.update(block),
        matches: () => hash.digest('hex') === etag.toLowerCase(),
      },
    ];
  }
  const parts = /^([0-9a-f]{32})-(\d{1,5})$/i.exec(etag);
  if (!parts) return [];
  return partSizes(size, Number(parts[2]))
    .slice(0, 2)
    .map((part) => compositeMd5(part, parts[1] ?? ''));
}

/** Sizes that give so many equal parts and a smaller last one, the likely ones first. */
function partSizes(size: number, count: number): number[] {
  if (!Number.isInteger(count) || count < 1) return [];
  const even = Math.ceil(size / count / mebibyte);
  const candidates = [...usualParts, even, even + 1].map((number) => number * mebibyte);
  return [...new Set(candidates)].filter((part) => part > 0 && Math.ceil(size / part) === count);
}

/** Cuts blocks at the borders of parts. */
function byParts(partSize: number, add: (bytes: Buffer) => void, end: () => void) {
  let left = partSize;
  let open = false;
  return {
    update(block: Buffer) {
      for (let at = 0; at < block.length;) {
        const piece = block.subarray(at, at + left);
        add(piece);
        open = true;
        at += piece.length;
        left -= piece.length;
        if (left > 0) continue;
        end();
        open = false;
        left = partSize;
      }
    },
    finish() {
      if (open) end();
    },
  };
}

function compositeCrc(partSize: number, expected: string): Test {
  let whole = 0;
  let part = 0;
  const cut = byParts(
    partSize,
    (bytes) => {
      part = crc32(bytes, part);
    },
    () => {
      const four = Buffer.alloc(checksumBytes.CRC32);
      four.writeUInt32BE(part >>> 0);
      whole = crc32(four, whole);
      part = 0;
    },
  );
  return {
    algorithm: 'CRC32',
    proves: 'checksum',
    certain: false,
    update: (block) => cut.update(block),
    matches() {
      cut.finish();
      return crc32Text(whole) === expected;
    },
  };
}

function compositeMd5(partSize: number, expected: string): Test {
  const whole = createHash('md5');
  let part = createHash('md5');
  const cut = byParts(
    partSize,
    (bytes) => void part.update(bytes),
    () => {
      whole.update(part.digest());
      part = createHash('md5');
    },
  );
  return {
    algorithm: 'MD5',
    proves: 'etag',
    certain: false,
    update: (block) => cut.update(block),
    matches() {
      cut.finish();
      return whole.digest('hex') === expected.toLowerCase();
    },
  };
}

export async function eachBlock(
  handle: FileHandle,
  size: number,
  signal: AbortSignal,
  use: (block: Buffer) => void,
): Promise<void> {
  const buffer = Buffer.allocUnsafe(Math.min(readStep, Math.max(1, size)));
  for (let at = 0; at < size;) {
    signal.throwIfAborted();
    const { bytesRead } = await handle.read(buffer, 0, Math.min(buffer.length, size - at), at);
    if (bytesRead === 0) throw new AppError('DAMAGED', { reason: 'short' });
    use(buffer.subarray(0, bytesRead));
    at += bytesRead;
  }
}
