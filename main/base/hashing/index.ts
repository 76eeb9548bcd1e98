/**
 * Checksums of streams: S3's five algorithms inline, MD5 of large bodies in worker threads, and the slabs they share.
 * It must never know what the bytes mean, and never hold bytes longer than a caller lends them.
 */
export { checksumBytes, createChecksum, type Checksum, type ChecksumName } from './checksum.ts';
export { createChecksumPool, type ChecksumPool } from './checksum-pool.ts';
export { createCrcCombiner, type CrcCombiner, type CrcName } from './crc-combiner.ts';
export { createMd5Pool, type Md5Pool, type Md5Stream } from './md5-pool.ts';
export { createSlabPool, type Slab, type SlabPool } from './slab-pool.ts';
