/**
 * The AWS SDK as most programs use it: one PutObject or GetObject a file, sixteen at a time, one UploadPart or ranged
 * GetObject for each 8 MiB. The order is JSON in argument 1, the credential ID:SECRET in QUAYSIDE_BENCH_KEY; prints seconds.
 */
import { open, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { EngineOrder } from './engine.ts';

const { endpoint, bucket, prefix, kind, folder, path, key } = JSON.parse(process.argv[2] ?? '{}') as EngineOrder;
const [accessKeyId = '', secretAccessKey = ''] = (process.env['QUAYSIDE_BENCH_KEY'] ?? '').split(':');
const s3 = new S3Client({
  endpoint,
  region: 'us-east-1',
  forcePathStyle: true,
  credentials: { accessKeyId, secretAccessKey },
  requestChecksumCalculation: 'WHEN_REQUIRED',
  responseChecksumValidation: 'WHEN_REQUIRED',
});
const atOnce = folder ? 16 : 4;
const partSize = 8 * 1024 * 1024;

async function parallel<T>(items: Iterable<T>, work: (item: T) => Promise<unknown>): Promise<void> {
  const queue = items[Symbol.iterator]();
  const lane = async () => {
    for (let next = queue.next(); !next.done; next = queue.next()) await work(next.value);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}
const bytesOf = async (range: string | undefined, name: string): Promise<Uint8Array> => {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: name, Range: range }));
  return (await Body?.transformToByteArray()) ?? new Uint8Array();
};

async function uploadLarge(): Promise<void> {
  const file = await open(path);
  const { size } = await file.stat();
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key: key }));
  const numbers = Array.from({ length: Math.ceil(size / partSize) }, (_, i) => i + 1);
  const parts: { PartNumber: number; ETag: string | undefined }[] = [];
  await parallel(numbers, async (PartNumber) => {
    const at = (PartNumber - 1) * partSize;
    const Body = Buffer.allocUnsafe(Math.min(partSize, size - at));
    await file.read(Body, 0, Body.length, at);
    const { ETag } = await s3.send(new UploadPartCommand({ Bucket: bucket, Key: key, UploadId, PartNumber, Body }));
    parts.push({ PartNumber, ETag });
  });
  parts.sort((a, b) => a.PartNumber - b.PartNumber);
  const MultipartUpload = { Parts: parts };
  await s3.send(new CompleteMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId, MultipartUpload }));
  await file.close();
}
async function downloadLarge(): Promise<void> {
  const { ContentLength: size = 0 } = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
  const file = await open(join(path, 'large'), 'w');
  const starts = Array.from({ length: Math.ceil(size / partSize) }, (_, i) => i * partSize);
  await parallel(starts, async (at) => {
    const bytes = await bytesOf(`bytes=${at}-${Math.min(size, at + partSize) - 1}`, key);
    await file.write(bytes, 0, bytes.length, at);
  });
  await file.close();
}
async function uploadMany(): Promise<void> {
  await parallel(await readdir(path), async (name) => {
    const Body = await readFile(join(path, name));
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: prefix + name, Body }));
  });
}
async function downloadMany(): Promise<void> {
  for (let token: string | undefined; ;) {
    const page = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token }));
    await parallel(page.Contents ?? [], async ({ Key: name = '' }) =>
      writeFile(join(path, name.slice(prefix.length)), await bytesOf(undefined, name)),
    );
    token = page.NextContinuationToken;
    if (token === undefined) break;
  }
}

const began = performance.now();
await (kind === 'up' ? (folder ? uploadMany() : uploadLarge()) : folder ? downloadMany() : downloadLarge());
const seconds = (performance.now() - began) / 1000;
s3.destroy();
process.stdout.write(`${JSON.stringify({ seconds })}\n`);
