/**
 * The child of the crash test: writes objects of a root as fast as it can and prints each one that was answered, until it
 * is killed. Run as `node crash-writer.ts ROOT BUCKET SEED`; a body is made from its key and number alone.
 */
import { createHash } from 'node:crypto';
import { openStorage, type ObjectRecord } from './index.ts';
import { crashBody } from './crash-body.ts';

const [root = '', bucket = '', seed = ''] = process.argv.slice(2);
const storage = await openStorage({ root });
const SIZES = [0, 100, 5000, 16_385, 90_000, 700_000];

async function write(key: string, version: number): Promise<void> {
  const size = SIZES[version % SIZES.length] ?? 0;
  const body = crashBody(key, version, size);
  const etag = createHash('md5').update(body).digest('hex');
  if (version % 7 === 3) {
    const upload = await storage.createUpload({ bucket, key, initiator: 'u', metadata: { user: {} } });
    const half = Math.floor(size / 2);
    const parts = [];
    for (const [at, piece] of [body.subarray(0, half), body.subarray(half)].entries()) {
      const writer = await storage.writePart(upload, at + 1);
      await writer.write(piece);
      parts.push(await writer.commit({ etag: String(at) }));
    }
    await storage.completeUpload(upload, { etag, parts });
  } else if (version % 7 === 5) {
    await viaAnother(key, body, etag);
  } else {
    await put(key, body, etag);
  }
  process.stdout.write(`put ${key} ${version} ${size}\n`);
}

async function put(key: string, body: Buffer, etag: string): Promise<ObjectRecord> {
  const writer = await storage.writeObject(bucket, key);
  await writer.write(body);
  return writer.commit({ etag, metadata: { user: {} } });
}

/** The object comes about as a clone of another one, or where there are none as another one renamed. */
async function viaAnother(key: string, body: Buffer, etag: string): Promise<void> {
  const other = `${key}-before`;
  const record = await put(other, body, etag);
  const made = await storage.cloneObject({ bucket, record }, { bucket, key }, { etag, metadata: record.metadata });
  if (made === undefined) await storage.renameObject(bucket, other, key);
  else await storage.deleteObject(bucket, other);
}

async function loop(lane: number): Promise<never> {
  for (let version = 0; ; version += 1) {
    const key = `${seed}/lane${lane}/k${version % 5}`;
    if (version % 11 === 10) {
      process.stdout.write(`deleting ${key} 0 0\n`);
      await storage.deleteObject(bucket, key);
      process.stdout.write(`deleted ${key} 0 0\n`);
    } else {
      process.stdout.write(`putting ${key} ${version} ${SIZES[version % SIZES.length]}\n`);
      await write(key, version);
    }
  }
}

process.stdout.write('ready - 0 0\n');
await Promise.all([0, 1, 2, 3].map(loop));
