import { createChecksum, createCrc64Engine, type Checksum, type ChecksumName } from './checksum.ts';

export interface ChecksumPool {
  /** A running checksum; one that is never brought to its end costs nothing but its engine. */
  open(name: ChecksumName): Promise<Checksum>;
}

/** Checksums whose engines are used again; `keep` bounds how many idle ones stay. */
export function createChecksumPool(options: { keep: number }): ChecksumPool {
  const idle: (() => Checksum)[] = [];
  return {
    async open(name) {
      if (name !== 'CRC64NVME') return createChecksum(name);
      const engine = idle.pop() ?? (await createCrc64Engine());
      const running = engine();
      return {
        update: (chunk) => running.update(chunk),
        digest() {
          const value = running.digest();
          if (idle.length < options.keep) idle.push(engine);
          return value;
        },
      };
    },
  };
}
