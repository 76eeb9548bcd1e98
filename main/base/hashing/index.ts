/**
 * Checksums of streams: S3's five algorithms and MD5, in this thread or in worker threads.
 * It must never know what the bytes mean, and never hold bytes longer than a caller lends them.
 */
export { checksumBytes, createChecksum, type Checksum, type ChecksumName } from './checksum.ts';
export { createCrcCombiner, type CrcCombiner, type CrcName } from './crc-combiner.ts';
export { createHashEngine, type HashEngine, type HashName } from './hash-engine.ts';
export { createHashPool, type HashPool, type HashStream } from './hash-pool.ts';
