import { createHash } from 'node:crypto';
import { startChecksum, type Checksum, type ChecksumName } from './checksum.ts';
import { createCrc64Engine } from './crc64-nvme.ts';

export type HashName = ChecksumName | 'MD5';

export interface HashEngine {
  /** A running hash; one that is never brought to its end costs nothing. */
  open(name: HashName): Checksum;
}

/** Hashes in this thread, with what they need made once. */
export function createHashEngine(): HashEngine {
  let crc64: (() => Checksum) | undefined;
  return {
    open(name) {
      if (name === 'CRC64NVME') return (crc64 ??= createCrc64Engine())();
      if (name !== 'MD5') return startChecksum(name);
      const hash = createHash('md5');
      return { update: (chunk) => void hash.update(chunk), digest: () => hash.digest() };
    },
  };
}
