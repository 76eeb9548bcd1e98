import { AppError, type VerifiedBy } from '../../preload/contract/index.ts';
import type { Body, BodyChecksum, Volume } from '../volumes/index.ts';
import type { ByteSource } from './byte-source.ts';
import type { FileTask } from './file-task.ts';
import { checksumOf, counting, createHashes, hashNameOf, hashesOf, pieces } from './part-body.ts';
import { planParts } from './part-plan.ts';
import { type Proof, looksLikeMd5 } from './proof.ts';
import { abandonUpload } from './resume-upload.ts';
import { sendParts } from './send-parts.ts';

export interface SendOptions extends FileTask {
  readonly source: ByteSource;
  readonly volume: Volume;
  readonly bucket: string;
  readonly key: string;
  readonly contentType: string | undefined;
  /** Only where nothing has that key: OBJECT_EXISTS otherwise. */
  readonly onlyIfAbsent: boolean;
}

/**
 * Writes a source to a store: in one piece, or in parts that are kept in the ledger so that a later call sends only what is
 * missing. Nothing becomes visible in the store before the source was found unchanged after its last byte was read.
 */
export async function sendObject(options: SendOptions): Promise<Proof> {
  const plan = planParts(options.source.size, options.volume.limits, options.file.partSize);
  if (plan.kind === 'refused') {
    throw new AppError('OBJECT_TOO_LARGE', { key: options.key, limit: options.volume.limits.maxObject });
  }
  if (plan.kind === 'parts') return sendParts(options, plan);
  if (options.file.uploadId !== undefined) await abandonUpload(options, options.file.uploadId);
  return plan.buffered ? sendBuffered(options) : sendStreamed(options);
}

function put(options: SendOptions, body: Body, checksum: BodyChecksum | undefined, onlyIfAbsent: boolean) {
  const { source, volume, bucket, key, contentType, signal } = options;
  return volume.put({ bucket, key, body, contentType, metadata: source.metadata, checksum, onlyIfAbsent, signal });
}

async function sendBuffered(options: SendOptions): Promise<Proof> {
  const { source, volume, key, signal, line, progress, trust } = options;
  const lent = await options.budget.lend(source.size, signal);
  try {
    const bytes = lent.memory;
    await source.read(0, bytes, signal);
    await source.assertSame();
    const algorithm = volume.limits.checksums[0];
    const wanted = algorithm === undefined ? 'MD5' : hashNameOf(algorithm);
    const [crc = Buffer.alloc(0), other = Buffer.alloc(0)] = await hashesOf(['CRC32', wanted], bytes, line.hashes);
    const checksum = algorithm && { algorithm, value: other.toString('base64') };
    const md5 = algorithm === undefined ? other.toString('hex') : undefined;
    let ours = false;
    return await line.pace.persist({ host: volume.host, body: true, signal }, async () => {
      const slow = line.up.limited && bytes.length > 0;
      const counted = slow ? pieces(bytes, { progress, throttle: line.up, signal }) : undefined;
      let etag: string;
      try {
        // What an earlier round left damaged is ours to replace.
        etag = (await put(options, counted?.body ?? bytes, checksum, options.onlyIfAbsent && !ours)).etag;
      } catch (error) {
        counted?.takeBack();
        throw error;
      }
      const verified = await weigh(options, etag, md5, async () => {
        ours = true;
        return sameInStore(options, bytes);
      });
      if (!counted) progress.moved(bytes.length);
      if (verified === undefined) {
        if (counted) counted.takeBack();
        else progress.takenBack(bytes.length);
        throw new AppError('DAMAGED', { key, algorithm: 'MD5' });
      }
      if (verified === 'bytes') trust.opaque = true;
      return { etag, checksum: `crc32:${crc.toString('base64')}`, verified };
    });
  } finally {
    lent.release();
  }
}

/** Reads an object back and compares it byte by byte. */
async function sameInStore({ volume, bucket, key, signal }: SendOptions, bytes: Uint8Array): Promise<boolean> {
  let at = 0;
  let same = true;
  const { length } = await volume.receive({
    bucket,
    key,
    signal,
    into: () => ({
      write(some) {
        same &&= Buffer.compare(some, bytes.subarray(at, at + some.length)) === 0;
        at += some.length;
        return Promise.resolve();
      },
    }),
  });
  return same && length === bytes.length;
}

/** For stores without multipart: more than is held in memory, in one request. */
async function sendStreamed(options: SendOptions): Promise<Proof> {
  const { source, volume, signal, line, progress } = options;
  const algorithm = volume.limits.checksums[0];
  const checksum = source.local ? await checksumOf(await source.stream(0, source.size, signal), algorithm) : undefined;
  return line.pace.persist({ host: volume.host, body: true, signal }, async () => {
    const hashes = createHashes(checksum === undefined);
    const plain = await source.stream(0, source.size, signal);
    const counted = counting(plain, { progress, throttle: line.up, signal, hashes });
    try {
      const { etag } = await put(
        options,
        { stream: counted.stream, size: source.size },
        checksum,
        options.onlyIfAbsent,
      );
      await source.assertSame();
      const verified = checksum ? 'checksum' : etag === hashes.md5() ? 'etag' : 'size';
      return { etag, checksum: `crc32:${hashes.crc32()}`, verified };
    } catch (error) {
      counted.takeBack();
      throw error;
    } finally {
      plain.destroy();
      counted.stream.destroy();
    }
  });
}

/** What proves an object by the ETag that its write was answered with; undefined where it is damaged. */
async function weigh(
  { trust }: SendOptions,
  etag: string,
  md5: string | undefined,
  readBack: () => Promise<boolean>,
): Promise<VerifiedBy | undefined> {
  if (md5 === undefined) return 'checksum';
  if (etag.toLowerCase() === md5) return 'etag';
  if (trust.opaque || !looksLikeMd5(etag)) return 'size';
  return (await readBack()) ? 'bytes' : undefined;
}
