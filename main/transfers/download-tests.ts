import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { VerifiedBy } from '../../preload/contract/index.ts';
import { type ChecksumName, type HashName, checksumBytes } from '../base/hashing/index.ts';
import type { ObjectHead } from '../volumes/index.ts';
import type { Block } from './each-block.ts';
import { crc32Text } from './proof.ts';
import { partSizes } from './usual-parts.ts';

/** A running hash, in this thread or another one. */
export interface RunningHash {
  /** Resolves when the memory may be used again. */
  update(block: Block): Promise<void>;
  digest(): Promise<Buffer>;
}
export type OpenHash = (name: HashName) => RunningHash;

/** One way to tell whether a file is the object. */
export interface DownloadTest {
  readonly algorithm: string;
  readonly proves: VerifiedBy;
  /** Where it fails, the bytes are wrong; else it may have been the wrong question. */
  readonly certain: boolean;
  update(block: Block): Promise<void>;
  matches(): Promise<boolean>;
}

const algorithms: Readonly<Record<string, ChecksumName>> = {
  crc64nvme: 'CRC64NVME',
  sha256: 'SHA256',
  crc32c: 'CRC32C',
  crc32: 'CRC32',
  sha1: 'SHA1',
};

/** The tests that what a store says of an object allows; the strongest kind only. */
export function testsOf(about: {
  readonly size: number;
  readonly etag: string;
  /** The ETag is to be taken for the MD5 of all bytes. */
  readonly whole: boolean;
  readonly head: ObjectHead | undefined;
  readonly open: OpenHash;
}): readonly DownloadTest[] {
  const { size, etag, open } = about;
  for (const { algorithm, value, type } of about.head?.checksums ?? []) {
    const name = algorithms[algorithm.toLowerCase().replaceAll('-', '')];
    if (name === undefined) continue;
    if (type === 'COMPOSITE' || value.includes('-')) {
      if (name !== 'CRC32') continue;
      const [expected = '', count = ''] = value.split('-');
      const tests = partSizes(size, Number(count)).map((part) => compositeCrc(part, expected));
      if (tests.length > 0) return tests;
      continue;
    }
    return [hashTest(open, name, 'checksum', (digest) => digest.toString('base64') === value)];
  }
  if (about.whole) return [hashTest(open, 'MD5', 'etag', (digest) => digest.toString('hex') === etag.toLowerCase())];
  const parts = /^([0-9a-f]{32})-(\d{1,5})$/i.exec(etag);
  if (!parts) return [];
  return partSizes(size, Number(parts[2]))
    .slice(0, 2)
    .map((part) => compositeMd5(open, part, parts[1] ?? ''));
}

function hashTest(
  open: OpenHash,
  algorithm: HashName,
  proves: VerifiedBy,
  equals: (digest: Buffer) => boolean,
): DownloadTest {
  const running = open(algorithm);
  return {
    algorithm,
    proves,
    certain: proves === 'checksum',
    update: (block) => running.update(block),
    matches: async () => equals(await running.digest()),
  };
}

/** Cuts blocks at the borders of parts. */
function byParts(partSize: number, add: (bytes: Block) => Promise<void>, end: () => Promise<void>) {
  let left = partSize;
  let open = false;
  return {
    async update(block: Block) {
      for (let at = 0; at < block.length;) {
        const piece = block.subarray(at, at + left);
        await add(piece);
        open = true;
        at += piece.length;
        left -= piece.length;
        if (left > 0) continue;
        await end();
        open = false;
        left = partSize;
      }
    },
    async finish() {
      if (open) await end();
    },
  };
}

function compositeCrc(partSize: number, expected: string): DownloadTest {
  let whole = 0;
  let part = 0;
  const cut = byParts(
    partSize,
    (bytes) => {
      part = crc32(bytes, part);
      return Promise.resolve();
    },
    () => {
      const four = Buffer.alloc(checksumBytes.CRC32);
      four.writeUInt32BE(part >>> 0);
      whole = crc32(four, whole);
      part = 0;
      return Promise.resolve();
    },
  );
  return {
    algorithm: 'CRC32',
    proves: 'checksum',
    certain: false,
    update: (block) => cut.update(block),
    async matches() {
      await cut.finish();
      return crc32Text(whole) === expected;
    },
  };
}

function compositeMd5(open: OpenHash, partSize: number, expected: string): DownloadTest {
  const digests: Buffer[] = [];
  let part: RunningHash | undefined;
  const cut = byParts(
    partSize,
    (bytes) => (part ??= open('MD5')).update(bytes),
    async () => {
      if (part) digests.push(await part.digest());
      part = undefined;
    },
  );
  return {
    algorithm: 'MD5',
    proves: 'etag',
    certain: false,
    update: (block) => cut.update(block),
    async matches() {
      await cut.finish();
      const whole = createHash('md5').update(Buffer.concat(digests)).digest('hex');
      return whole === expected.toLowerCase();
    },
  };
}
