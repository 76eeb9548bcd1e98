import { createHash } from 'node:crypto';
import { openStorage } from '../../main/s3-server/storage/index.ts';

export const folderCount = 1000;
/** Writes on their way at a time: one commit of the index takes them all. */
const together = 256;

/** The key of this number out of so many, in ascending order, in 1,000 folders. `total` is a multiple of 1,000. */
export function keyName(at: number, total: number): string {
  const inFolder = total / folderCount;
  const folder = String(Math.floor(at / inFolder)).padStart(4, '0');
  return `folder-${folder}/object-${String(at % inFolder).padStart(4, '0')}`;
}

/**
 * Makes a root with buckets of small objects. Past HTTP, since a million requests would take longer than all the rows; what
 * is measured on it afterwards is the server as ever.
 */
export async function seedKeys(
  root: string,
  buckets: readonly { readonly bucket: string; readonly keys: number }[],
): Promise<void> {
  const storage = await openStorage({ root, fast: true });
  const body = Buffer.from('sixteen bytes ..');
  const etag = createHash('md5').update(body).digest('hex');
  try {
    for (const { bucket, keys } of buckets) {
      await storage.createBucket({ name: bucket, owner: 'local', region: 'us-east-1' });
      const put = async (key: string): Promise<void> => {
        const writer = await storage.writeObject(bucket, key, { expectedSize: body.length });
        await writer.write(body);
        await writer.commit({ etag, metadata: { contentType: 'text/plain', user: {} } });
      };
      for (let at = 0; at < keys; at += together) {
        const count = Math.min(together, keys - at);
        await Promise.all(Array.from({ length: count }, (_, step) => put(keyName(at + step, keys))));
      }
    }
  } finally {
    await storage.close();
  }
}
