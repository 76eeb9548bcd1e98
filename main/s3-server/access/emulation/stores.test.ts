import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterEach, describe, expect, test } from 'vitest';
import { allRights, createS3Server, openStorage, type AccessKey, type EmulatedStore } from '../../index.ts';
import {
  createTestClient,
  sendChunked,
  type RawAnswer,
  type RawRequest,
  type SigningOptions,
} from '../../s3-server.testkit.ts';
import { emulate } from './emulated-stores.ts';
import type { StoreRulesOptions } from './store-rules.ts';

interface Store {
  readonly root: string;
  readonly port: number;
  send(raw: RawRequest, options?: SigningOptions): Promise<RawAnswer>;
  presigned(raw: RawRequest, options?: SigningOptions): Promise<RawAnswer>;
  sdk(): S3Client;
}

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

/** A store with the folder volumes (disks) and buckets named, all of user `ann`. */
async function start(
  name: EmulatedStore,
  places: { disks?: readonly string[]; buckets?: readonly string[] },
  options: StoreRulesOptions = {},
): Promise<Store> {
  const home = await mkdtemp(join(tmpdir(), 'quayside-store-'));
  const storage = await openStorage({ root: join(home, 'root'), fast: true });
  const store = emulate(name, options);
  const { region } = store;
  for (const disk of places.disks ?? []) {
    await mkdir(join(home, disk));
    await storage.createBucket({ name: disk, owner: 'ann', region, kind: 'folder', folder: join(home, disk) });
  }
  for (const bucket of places.buckets ?? []) await storage.createBucket({ name: bucket, owner: 'ann', region });
  const key: AccessKey = { accessKeyId: 'AK', secret: 'SK', user: 'ann', scope: allRights };
  const keys = { find: (id: string) => (id === 'AK' ? key : undefined) };
  const server = createS3Server({ storage, keys, region, storeOf: () => store });
  const endpoint = await server.listen();
  const port = Number(new URL(endpoint).port);
  const client = createTestClient(port);
  closing.push(async () => {
    await server.close({ deadlineMs: 200 });
    await storage.close();
    await rm(home, { recursive: true, force: true });
  });
  return {
    root: home,
    port,
    send: (raw, signing) => client.send(raw, { region, ...signing }),
    presigned: (raw, signing) => client.sendPresigned(raw, { region, ...signing }),
    sdk() {
      const sdk = new S3Client({
        endpoint,
        region,
        credentials: { accessKeyId: 'AK', secretAccessKey: 'SK' },
        forcePathStyle: true,
        maxAttempts: 1,
        requestChecksumCalculation: 'WHEN_REQUIRED',
      });
      closing.push(async () => sdk.destroy());
      return sdk;
    },
  };
}

const put = (path: string, body: string, headers: Record<string, string> = {}): RawRequest => ({
  method: 'PUT',
  path,
  body,
  headers,
});
const list = (path: string, ...query: [string, string][]): RawRequest => ({
  path,
  query: [['list-type', '2'], ...query],
});
const outcome = ({ status, code }: RawAnswer) => [status, code];
const tokenOf = (answer: RawAnswer) => /<NextContinuationToken>(.*?)</.exec(answer.text)?.[1];

/** Sends the head of a PUT and none of its bytes: what is too large is refused by its length alone. */
async function announce(store: Store, path: string, length: number, region: string): Promise<string> {
  const client = createTestClient(store.port);
  const { headers } = client.sign({ method: 'PUT', path }, { payload: 'UNSIGNED-PAYLOAD', region });
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const socket = connect(store.port, '127.0.0.1');
  socket.write(`PUT ${path} HTTP/1.1\r\n${lines.join('')}Content-Length: ${length}\r\n\r\n`);
  const text = await new Promise<string>((resolve) =>
    socket.once('data', (piece: Buffer) => resolve(piece.toString())),
  );
  socket.destroy();
  return text;
}

describe('Runpod', () => {
  const region = 'EUR-IS-1';

  test('a script with the AWS SDK > put, parts below 5 MB, copy, list and delete work', async () => {
    const sdk = (await start('runpod', { disks: ['volume1'] })).sdk();
    const Bucket = 'volume1';
    expect((await sdk.send(new ListBucketsCommand({}))).Buckets?.map((bucket) => bucket.Name)).toEqual([Bucket]);
    await sdk.send(
      new PutObjectCommand({
        Bucket,
        Key: 'a/notes.json',
        Body: '{}',
        ContentType: 'text/x',
        Metadata: { mine: '1' },
      }),
    );
    const head = await sdk.send(new HeadObjectCommand({ Bucket, Key: 'a/notes.json' }));
    expect([head.ContentType, head.Metadata]).toEqual(['application/json', {}]);
    const { UploadId } = await sdk.send(new CreateMultipartUploadCommand({ Bucket, Key: 'b.bin' }));
    const parts = [];
    for (const [at, Body] of ['one', 'two', 'three'].entries()) {
      const PartNumber = at + 1;
      const { ETag } = await sdk.send(new UploadPartCommand({ Bucket, Key: 'b.bin', UploadId, PartNumber, Body }));
      parts.push({ PartNumber, ETag });
    }
    await sdk.send(
      new CompleteMultipartUploadCommand({ Bucket, Key: 'b.bin', UploadId, MultipartUpload: { Parts: parts } }),
    );
    await sdk.send(new CopyObjectCommand({ Bucket, Key: 'c.bin', CopySource: `${Bucket}/b.bin` }));
    const copied = await sdk.send(new GetObjectCommand({ Bucket, Key: 'c.bin' }));
    expect(await copied.Body?.transformToString()).toBe('onetwothree');
    await sdk.send(new DeleteObjectCommand({ Bucket, Key: 'b.bin' }));
    const listed = await sdk.send(new ListObjectsV2Command({ Bucket }));
    expect(listed.Contents?.map((entry) => entry.Key)).toContain('c.bin');
    expect(listed.Contents?.map((entry) => entry.Key)).not.toContain('b.bin');
  });

  test.each([
    ['EU-RO-1', 200],
    ['US-KS-2', 200],
    ['eu-ro-1', 400],
    ['us-east-1', 400],
  ])('signed for the region %s > %i', async (signed, status) => {
    const store = await start('runpod', { disks: ['volume1'] });
    expect((await store.send({ path: '/' }, { region: signed })).status).toBe(status);
  });

  test('--region > that one only', async () => {
    const store = await start('runpod', {}, { region: 'EU-CZ-1' });
    expect((await store.send({ path: '/' })).status).toBe(200);
    expect(outcome(await store.send({ path: '/' }, { region }))).toEqual([400, 'AuthorizationHeaderMalformed']);
  });

  test('a clock 59 minutes off > 200; 61 > RequestTimeTooSkewed', async () => {
    const store = await start('runpod', {});
    const minutes = 60_000;
    for (const sign of [-1, 1]) {
      expect((await store.send({ path: '/' }, { at: Date.now() + sign * 59 * minutes })).status).toBe(200);
      expect(outcome(await store.send({ path: '/' }, { at: Date.now() + sign * 61 * minutes }))).toEqual([
        403,
        'RequestTimeTooSkewed',
      ]);
    }
  });

  test('more than 500 MB in one request > EntityTooLarge before a byte is read', async () => {
    const store = await start('runpod', { disks: ['volume1'] });
    const answer = await announce(store, '/volume1/large', 500_000_001, region);
    expect(answer).toMatch(/^HTTP\/1.1 400 [^]*<Code>EntityTooLarge<[^]*<MaxSizeAllowed>500000000</);
  });

  test('presigned, streaming-signed, chunked without a signature > 501 NotImplemented', async () => {
    const store = await start('runpod', { disks: ['volume1'] });
    const client = createTestClient(store.port);
    expect(outcome(await store.presigned({ path: '/volume1/x' }))).toEqual([501, 'NotImplemented']);
    for (const signed of [true, false]) {
      const answer = await sendChunked(client, '/volume1/x', { chunks: ['x'], signed }, { region });
      expect(outcome(answer)).toEqual([501, 'NotImplemented']);
    }
    expect((await store.send({ path: '/volume1/x' })).status).toBe(404);
  });

  test('the hidden folder of parts > never listed, never written', async () => {
    const store = await start('runpod', { disks: ['volume1'] });
    await mkdir(join(store.root, 'volume1', '.s3compat_uploads'));
    await writeFile(join(store.root, 'volume1', '.s3compat_uploads', 'part'), 'x');
    await mkdir(join(store.root, 'volume1', 'empty'));
    for (const query of [[], [['delimiter', '/']]] as [string, string][][]) {
      const { text } = await store.send(list('/volume1', ...query));
      expect(text).not.toContain('s3compat');
      expect(text).toContain('empty/');
    }
    expect(outcome(await store.send(put('/volume1/.s3compat_uploads/part', 'y')))).toEqual([403, 'AccessDenied']);
    expect((await store.send({ method: 'DELETE', path: '/volume1/.s3compat_uploads/part' })).status).toBe(403);
  });

  test('the same next token > once, then the listing goes on where it was', async () => {
    const store = await start('runpod', { disks: ['volume1'] }, { quirks: { repeatedToken: 1 } });
    for (const name of ['a', 'b', 'c']) await store.send(put(`/volume1/${name}`, name));
    const first = await store.send(list('/volume1', ['max-keys', '1']));
    const token = tokenOf(first) ?? '';
    const again = await store.send(list('/volume1', ['max-keys', '1'], ['continuation-token', token]));
    expect([tokenOf(again), again.text.includes('<IsTruncated>true'), again.text.includes('<Contents>')]).toEqual([
      token,
      true,
      false,
    ]);
    const second = await store.send(list('/volume1', ['max-keys', '1'], ['continuation-token', token]));
    expect(second.text).toContain('<Key>b</Key>');
    expect(tokenOf(second)).not.toBe(token);
  });

  test('a slow first page > the first of a prefix alone', async () => {
    const store = await start('runpod', { disks: ['volume1'] }, { quirks: { slowFirstPageMs: 300 } });
    const took = async (prefix: string): Promise<boolean> => {
      const begun = performance.now();
      await store.send(list('/volume1', ['prefix', prefix]));
      return performance.now() - begun >= 290;
    };
    expect([await took('a'), await took('a'), await took('b')]).toEqual([true, false, true]);
  });
});

describe('CoreWeave', () => {
  const create = (name: string, constraint?: string): RawRequest =>
    put(
      `/${name}`,
      constraint === undefined
        ? ''
        : `<CreateBucketConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><LocationConstraint>${constraint}</LocationConstraint></CreateBucketConfiguration>`,
    );

  test('CreateBucket > LocationConstraint is required, and is where the bucket is', async () => {
    const store = await start('coreweave', {});
    expect(outcome(await store.send(create('data-1')))).toEqual([400, 'IllegalLocationConstraintException']);
    for (const place of ['us-east-04a', 'eu-central-1', 'nowhere']) {
      expect(outcome(await store.send(create('data-1', place)))).toEqual([400, 'InvalidLocationConstraint']);
    }
    expect((await store.send(create('data-1', 'US-EAST-04A'))).status).toBe(200);
    const { text } = await store.send({ path: '/data-1', query: [['location', '']] });
    expect(text).toContain('>US-EAST-04A</LocationConstraint>');
  });

  test.each(['cw-data', 'vip-data', 'log-stitcher-ch-1', 'int', 'xn--data', 'a.b.c', 'Upper', 'ab', 'x'.repeat(64)])(
    'CreateBucket of %s > InvalidBucketName',
    async (name) => {
      const store = await start('coreweave', {});
      expect(outcome(await store.send(create(name, 'US-EAST-04A')))).toEqual([400, 'InvalidBucketName']);
    },
  );

  test('a script with the AWS SDK > bucket, conditional put, metadata and streaming signatures work', async () => {
    const store = await start('coreweave', {});
    const sdk = store.sdk();
    const Bucket = 'checkpoints';
    await sdk.send(
      new CreateBucketCommand({
        Bucket,
        CreateBucketConfiguration: { LocationConstraint: 'US-EAST-04A' as 'eu-west-1' },
      }),
    );
    await sdk.send(
      new PutObjectCommand({
        Bucket,
        Key: 'k',
        Body: 'v',
        ContentType: 'text/x',
        Metadata: { mine: '1' },
        IfNoneMatch: '*',
      }),
    );
    await expect(
      sdk.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'w', IfNoneMatch: '*' })),
    ).rejects.toMatchObject({ name: 'PreconditionFailed' });
    const head = await sdk.send(new HeadObjectCommand({ Bucket, Key: 'k' }));
    expect([head.ContentType, head.Metadata]).toEqual(['text/x', { mine: '1' }]);
    const chunked = await sendChunked(
      createTestClient(store.port),
      `/${Bucket}/s`,
      { chunks: ['streamed'], signed: true },
      { region: 'US-EAST-01A' },
    );
    expect(chunked.status).toBe(200);
    expect((await store.presigned({ path: `/${Bucket}/s` }, { expires: '604800' })).text).toBe('streamed');
  });
});

describe('Runsite', () => {
  test('links > a day at most', async () => {
    const store = await start('runsite', { buckets: ['uploads'] });
    expect((await store.send(put('/uploads/a', 'x'))).status).toBe(200);
    expect((await store.presigned({ path: '/uploads/a' }, { expires: '86400' })).text).toBe('x');
    expect(outcome(await store.presigned({ path: '/uploads/a' }, { expires: '86401' }))).toEqual([
      400,
      'AuthorizationQueryParametersError',
    ]);
  });

  test('CreateBucket > the rules of names, and the region of the API', async () => {
    const store = await start('runsite', {});
    expect((await store.send(put('/user-uploads', ''))).status).toBe(200);
    expect(outcome(await store.send(put('/user.uploads', '')))).toEqual([400, 'InvalidBucketName']);
    const { text } = await store.send({ path: '/user-uploads', query: [['location', '']] });
    expect(text).toContain('>eu-central</LocationConstraint>');
  });
});

describe('Archil', () => {
  const disks = ['dsk-abc', 'dsk-abc.branch-1', 'dsk-other'];

  test('a script with the AWS SDK > put, range, list and delete work; types come from name and bytes', async () => {
    const store = await start('archil', { disks });
    const sdk = store.sdk();
    const Bucket = 'dsk-abc';
    const types: Record<string, string> = {};
    for (const [Key, Body] of [
      ['a/page.html', '<p>'],
      ['a/plain', 'words'],
      ['a/picture', '\x89PNG\r\n\x1a\n...'],
      ['b.csv', '1,2'],
    ] as const) {
      await sdk.send(new PutObjectCommand({ Bucket, Key, Body: Buffer.from(Body, 'latin1'), ContentType: 'wrong/x' }));
      types[Key] = (await sdk.send(new HeadObjectCommand({ Bucket, Key }))).ContentType ?? '';
    }
    expect(types).toEqual({
      'a/page.html': 'text/html',
      'a/plain': 'text/plain; charset=utf-8',
      'a/picture': 'image/png',
      'b.csv': 'text/csv',
    });
    const range = await sdk.send(new GetObjectCommand({ Bucket, Key: 'a/plain', Range: 'bytes=1-2' }));
    expect(await range.Body?.transformToString()).toBe('or');
    const listed = await sdk.send(new ListObjectsV2Command({ Bucket, Delimiter: '/', EncodingType: 'url' }));
    expect([listed.CommonPrefixes?.map((entry) => entry.Prefix), listed.EncodingType]).toEqual([['a/'], undefined]);
    await sdk.send(new DeleteObjectCommand({ Bucket, Key: 'b.csv' }));
    await sdk.send(new DeleteObjectCommand({ Bucket, Key: 'b.csv' }));
    expect((await store.send({ path: '/dsk-abc/b.csv' })).status).toBe(404);
  });

  test('a branch > another namespace, the same credential; another disk > AccessDenied', async () => {
    const store = await start('archil', { disks });
    await store.send(put('/dsk-abc/file', 'disk'));
    await store.send(put('/dsk-abc.branch-1/file', 'branch'));
    expect((await store.send({ path: '/dsk-abc/file' })).text).toBe('disk');
    expect((await store.send({ path: '/dsk-abc.branch-1/file' })).text).toBe('branch');
    expect(outcome(await store.send({ path: '/dsk-abc.branch-2/file' }))).toEqual([404, 'NoSuchBucket']);
    for (const path of ['/dsk-other/file', '/dsk-none/file', '/dsk-abcd/file']) {
      expect(outcome(await store.send({ path }))).toEqual([403, 'AccessDenied']);
    }
  });

  test('listing > only version 2, only the delimiter /', async () => {
    const store = await start('archil', { disks });
    expect(outcome(await store.send({ path: '/dsk-abc' }))).toEqual([501, 'NotImplemented']);
    for (const delimiter of [',', '//', ' ']) {
      expect(outcome(await store.send(list('/dsk-abc', ['delimiter', delimiter])))).toEqual([400, 'InvalidArgument']);
    }
    for (const delimiter of ['/', '']) {
      expect((await store.send(list('/dsk-abc', ['delimiter', delimiter]))).status).toBe(200);
    }
  });

  test('streaming-signed bodies > NotImplemented; UNSIGNED-PAYLOAD and a whole SHA-256 > 200', async () => {
    const store = await start('archil', { disks });
    const client = createTestClient(store.port);
    const region = 'us-east-1';
    const streamed = await sendChunked(client, '/dsk-abc/s', { chunks: ['x'], signed: true }, { region });
    expect(outcome(streamed)).toEqual([501, 'NotImplemented']);
    expect((await store.send(put('/dsk-abc/s', 'x'), { payload: 'UNSIGNED-PAYLOAD' })).status).toBe(200);
    expect((await store.send(put('/dsk-abc/s', 'y'))).status).toBe(200);
  });

  test('.archil/ > neither written nor deleted', async () => {
    const store = await start('archil', { disks });
    expect(outcome(await store.send(put('/dsk-abc/.archil/state', 'x')))).toEqual([403, 'AccessDenied']);
    expect(outcome(await store.send({ method: 'DELETE', path: '/dsk-abc/.archil/state' }))).toEqual([
      403,
      'AccessDenied',
    ]);
    expect((await store.send(put('/dsk-abc/.archilx', 'x'))).status).toBe(200);
  });

  test('a file that a mount holds > 409 Conflict on writing and deleting, reading goes on', async () => {
    const store = await start('archil', { disks }, { quirks: { delegated: ['held.log'] } });
    await writeFile(join(store.root, 'dsk-abc', 'held.log'), 'held');
    expect(outcome(await store.send(put('/dsk-abc/held.log', 'x')))).toEqual([409, 'Conflict']);
    expect(outcome(await store.send({ method: 'DELETE', path: '/dsk-abc/held.log' }))).toEqual([409, 'Conflict']);
    expect((await store.send({ path: '/dsk-abc/held.log' })).text).toBe('held');
    expect((await store.send(put('/dsk-abc/free.log', 'x'))).status).toBe(200);
  });

  test('Content-MD5 > checked; more than 5 GB > EntityTooLarge', async () => {
    const store = await start('archil', { disks });
    const md5 = (text: string) => ({ 'content-md5': createHash('md5').update(text).digest('base64') });
    expect((await store.send(put('/dsk-abc/m', 'right', md5('right')))).status).toBe(200);
    expect(outcome(await store.send(put('/dsk-abc/m', 'right', md5('wrong'))))).toEqual([400, 'BadDigest']);
    expect(await announce(store, '/dsk-abc/large', 5 * 1024 ** 3 + 1, 'us-east-1')).toContain('EntityTooLarge');
  });

  test('limits that a test sets > the same refusal with a small body', async () => {
    const store = await start('archil', { disks }, { limits: { maxPutBytes: 10 } });
    expect((await store.send(put('/dsk-abc/ten', '0123456789'))).status).toBe(200);
    expect(outcome(await store.send(put('/dsk-abc/more', '0123456789+')))).toEqual([400, 'EntityTooLarge']);
  });

  test('strict addressing > a bucket in the host is refused', async () => {
    const store = await start('archil', { disks: ['dsk-abc'] }, { quirks: { strictAddressing: true } });
    const host = `dsk-abc.localhost:${store.port}`;
    expect(outcome(await store.send(list('/'), { host }))).toEqual([400, 'InvalidRequest']);
    expect((await store.send(list('/dsk-abc'))).status).toBe(200);
  });
});
