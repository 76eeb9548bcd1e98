import { createHash } from 'node:crypto';
import { openStorage } from '../../main/s3-server/storage/index.ts';

/** Writes on their way at a time: one commit of the index takes them all. */
const together = 256;

/** A name as data sets have them: a number in the middle, and four kinds of file. */
export function sampleName(at: number): string {
  const extension = ['parquet', 'json', 'jpg', 'txt'][at % 4] ?? 'txt';
  return `sample-${String(at).padStart(7, '0')}-part.${extension}`;
}

/** One prefix with so many small objects, past HTTP: a million requests would take longer than all the rows. */
export async function seedPrefix(root: string, bucket: string, keys: number): Promise<void> {
  const storage = await openStorage({ root, fast: true });
  const body = Buffer.from('sixteen bytes ..');
  const etag = createHash('md5').update(body).digest('hex');
  try {
    await storage.createBucket({ name: bucket, owner: 'local', region: 'us-east-1' });
    const put = async (key: string): Promise<void> => {
      const writer = await storage.writeObject(bucket, key, { expectedSize: body.length });
      await writer.write(body);
      await writer.commit({ etag, metadata: { contentType: 'text/plain', user: {} } });
    };
    for (let at = 0; at < keys; at += together) {
      const count = Math.min(together, keys - at);
      await Promise.all(Array.from({ length: count }, (_, step) => put(sampleName(at + step))));
    }
  } finally {
    await storage.close();
  }
}
