import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  paginateListObjectsV2,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from './s3-server.testkit.ts';

let server: TestServer;
let client: S3Client;
const Bucket = 'sdk';

beforeAll(async () => {
  server = await startTestServer();
  client = new S3Client({
    endpoint: server.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AK', secretAccessKey: 'SK' },
    forcePathStyle: true,
  });
  await client.send(new CreateBucketCommand({ Bucket }));
});
afterAll(async () => {
  client.destroy();
  await server.close();
});

const bytesOf = async (Key: string): Promise<Buffer> => {
  const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
};

describe('The AWS SDK for JavaScript', () => {
  test('names of every kind > byte-equal, listed, deleted at once', async () => {
    const names = ['a b', 'a+b', 'a%2Fb', 'é/ü', "!*'()", 'x//y', '😀', 'a?b#c&d=e', 'lt<>&"', 'tail/', '~'];
    for (const Key of names) {
      await client.send(new PutObjectCommand({ Bucket, Key, Body: Key, Metadata: { name: 'x' } }));
      expect((await bytesOf(Key)).toString()).toBe(Key);
    }
    const listed: (string | undefined)[] = [];
    for await (const page of paginateListObjectsV2({ client, pageSize: 3 }, { Bucket })) {
      listed.push(...(page.Contents ?? []).map((entry) => entry.Key));
    }
    expect(new Set(listed)).toEqual(new Set(names));
    expect(listed.length).toBe(names.length);
    const deleted = await client.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects: names.map((Key) => ({ Key })) } }),
    );
    expect([deleted.Deleted?.length, deleted.Errors]).toEqual([names.length, undefined]);
    expect((await client.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(0);
  });

  test('a stream > chunked with its trailing checksum', async () => {
    const data = randomBytes(3_000_000);
    const Body = Readable.from([data.subarray(0, 1_000_000), data.subarray(1_000_000)]);
    const put = await client.send(new PutObjectCommand({ Bucket, Key: 'stream', Body, ContentLength: data.length }));
    expect(put.ETag).toBe(`"${createHash('md5').update(data).digest('hex')}"`);
    expect((await bytesOf('stream')).equals(data)).toBe(true);
  });

  test.each(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const)(
    '%s > sent, verified, read back',
    async (ChecksumAlgorithm) => {
      const Key = `sum-${ChecksumAlgorithm}`;
      const put = await client.send(new PutObjectCommand({ Bucket, Key, Body: randomBytes(5000), ChecksumAlgorithm }));
      const head = await client.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));
      const name = `Checksum${ChecksumAlgorithm}` as const;
      expect(put[name]).toBeTypeOf('string');
      expect(head[name]).toBe(put[name]);
    },
  );

  test('22 MiB in parts, range, copy, abort', async () => {
    const size = 22 * 1024 * 1024;
    const step = 8 * 1024 * 1024;
    const data = randomBytes(size);
    const Key = 'parts';
    const { UploadId } = await client.send(
      new CreateMultipartUploadCommand({ Bucket, Key, ChecksumAlgorithm: 'CRC32' }),
    );
    const Parts = await Promise.all(
      [0, 1, 2].map(async (at) => {
        const Body = data.subarray(at * step, Math.min(size, (at + 1) * step));
        const part = await client.send(
          new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: at + 1, Body, ChecksumAlgorithm: 'CRC32' }),
        );
        return { PartNumber: at + 1, ETag: part.ETag, ChecksumCRC32: part.ChecksumCRC32 };
      }),
    );
    await client.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }));
    expect((await bytesOf(Key)).equals(data)).toBe(true);
    const range = await client.send(new GetObjectCommand({ Bucket, Key, Range: `bytes=${step - 5}-${step + 4}` }));
    expect(
      Buffer.from((await range.Body?.transformToByteArray()) ?? []).equals(data.subarray(step - 5, step + 5)),
    ).toBe(true);
    await client.send(new CopyObjectCommand({ Bucket, Key: 'copied é', CopySource: `${Bucket}/${Key}` }));
    expect((await bytesOf('copied é')).equals(data)).toBe(true);
    const aborted = await client.send(new CreateMultipartUploadCommand({ Bucket, Key: 'aborted' }));
    await client.send(new AbortMultipartUploadCommand({ Bucket, Key: 'aborted', UploadId: aborted.UploadId }));
  });

  test('presigned PUT and GET > a plain HTTP client', async () => {
    const put = await getSignedUrl(
      client,
      new PutObjectCommand({ Bucket, Key: 'pre signed', ContentType: 'text/plain' }),
      { expiresIn: 60 },
    );
    const sent = await fetch(put, { method: 'PUT', body: 'by link', headers: { 'content-type': 'text/plain' } });
    expect([sent.status, await sent.text()]).toEqual([200, '']);
    const get = await getSignedUrl(
      client,
      new GetObjectCommand({ Bucket, Key: 'pre signed', ResponseContentType: 'text/x' }),
      { expiresIn: 60 },
    );
    const got = await fetch(get);
    expect([got.status, got.headers.get('content-type'), await got.text()]).toEqual([200, 'text/x', 'by link']);
  });

  test('refusals > the SDK’s own errors', async () => {
    await expect(client.send(new GetObjectCommand({ Bucket, Key: 'missing' }))).rejects.toMatchObject({
      name: 'NoSuchKey',
    });
    await expect(client.send(new HeadObjectCommand({ Bucket, Key: 'missing' }))).rejects.toMatchObject({
      name: 'NotFound',
    });
    await expect(client.send(new DeleteBucketCommand({ Bucket }))).rejects.toMatchObject({ name: 'BucketNotEmpty' });
    await expect(
      client.send(new PutObjectCommand({ Bucket, Key: 'parts', Body: '', IfNoneMatch: '*' })),
    ).rejects.toMatchObject({ name: 'PreconditionFailed' });
  });

  test('virtual-hosted addressing > the same buckets', async () => {
    const hosted = new S3Client({
      endpoint: `http://localhost:${server.port}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'AK', secretAccessKey: 'SK' },
      forcePathStyle: false,
    });
    const url = await getSignedUrl(hosted, new GetObjectCommand({ Bucket, Key: 'pre signed' }));
    expect(url).toContain(`http://${Bucket}.localhost:${server.port}/`);
    expect((await hosted.send(new ListBucketsCommand({}))).Buckets?.map((bucket) => bucket.Name)).toEqual([Bucket]);
    hosted.destroy();
  });
});
