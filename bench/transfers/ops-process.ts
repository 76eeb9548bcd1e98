/**
 * Calls of the app's volume, or the same calls of the AWS SDK, sixteen at a time: puts and gets of 4 KiB, or a listing of all
 * keys. The order is JSON in argument 1, the credential ID:SECRET in QUAYSIDE_BENCH_KEY; prints one line of JSON.
 */
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { buffer } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import { systemClock } from '../../main/base/index.ts';
import { openS3Volume } from '../../main/volumes/s3-volume.ts';
import type { OpsAnswer, OpsOrder } from './ops.ts';

const { by, op, endpoint, bucket, prefix, count } = JSON.parse(process.argv[2] ?? '{}') as OpsOrder;
const [accessKeyId = '', secretAccessKey = ''] = (process.env['QUAYSIDE_BENCH_KEY'] ?? '').split(':');
const credentials = { accessKeyId, secretAccessKey };
const body = Buffer.alloc(4096, 'q');

interface Client {
  put(key: string): Promise<unknown>;
  get(key: string): Promise<Buffer>;
  list(): Promise<number>;
  close(): void;
}
function ours(): Client {
  const opened = openS3Volume({
    connectionId: 'bench' as never,
    revision: 1,
    readOnly: false,
    endpoint: { provider: 'quayside', endpoint, region: 'us-east-1', addressing: 'path' },
    credential: credentials,
    clock: systemClock,
  });
  const { volume } = opened;
  return {
    put: (key) => volume.put({ bucket, key, body }),
    // As the queue reads.
    async get(key) {
      let whole = Buffer.alloc(0);
      const into = () => ({
        write(bytes: Uint8Array) {
          whole = Buffer.concat([whole, bytes]);
          return Promise.resolve();
        },
      });
      await volume.receive({ bucket, key, into });
      return whole;
    },
    async list() {
      let seen = 0;
      for await (const page of volume.walk({ bucket, prefix })) seen += page.keys.length;
      return seen;
    },
    close: () => opened.close(),
  };
}
function theirs(): Client {
  const s3 = new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  return {
    put: (Key) => s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: body })),
    async get(Key) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
      return buffer(Body as Readable);
    },
    async list() {
      let seen = 0;
      for (let token: string | undefined; ;) {
        const page = await s3.send(
          new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token }),
        );
        seen += page.Contents?.length ?? 0;
        token = page.NextContinuationToken;
        if (token === undefined) return seen;
      }
    },
    close: () => s3.destroy(),
  };
}

const client = by === 'volume' ? ours() : theirs();
async function calls(many: number): Promise<void> {
  if (op === 'list') {
    const seen = await client.list();
    if (seen !== count) throw new Error(`${seen} keys instead of ${count}`);
    return;
  }
  let next = 0;
  const lane = async () => {
    for (let at = next++; at < many; at = next++) {
      const key = `${prefix}${at}`;
      if (op === 'put') await client.put(key);
      else if ((await client.get(key)).length !== body.length) throw new Error(`${key} is not whole`);
    }
  };
  await Promise.all(Array.from({ length: 16 }, lane));
}
// Compilers are warm when the app has run for a while.
await calls(Math.min(count, 500));
const began = performance.now();
const cpu = process.cpuUsage();
await calls(count);
const used = process.cpuUsage(cpu);
const answer: OpsAnswer = {
  perSecond: count / ((performance.now() - began) / 1000),
  cpuMicroseconds: (used.user + used.system) / count,
};
client.close();
process.stdout.write(`${JSON.stringify(answer)}\n`);
