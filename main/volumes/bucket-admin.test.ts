import {
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterEach, describe, expect, it } from 'vitest';
import { bucketAspects, settingDocuments, type ConnectionId, type ProviderId } from '../../preload/contract/index.ts';
import { systemClock } from '../base/index.ts';
import type { ConnectionRecord } from '../vault/index.ts';
import { startStore } from '../s3-server/access/emulation/emulated-store.testkit.ts';
import { cleanUp, cleanups } from './answering.testkit.ts';
import { createBucketAdmin } from './bucket-admin.ts';
import { startEmbeddedStore, testKey } from './embedded-store.testkit.ts';

afterEach(cleanUp);
const connectionId = 'c1' as ConnectionId;

function adminOf(
  endpoint: string,
  options: { provider?: ProviderId; readOnly?: boolean; region?: string; key?: readonly [string, string] } = {},
) {
  const [accessKeyId, secretAccessKey] = options.key ?? [testKey.accessKeyId, testKey.secret];
  const record: ConnectionRecord = {
    id: connectionId,
    name: 'Lab',
    provider: options.provider ?? 'other',
    endpoint,
    region: options.region ?? 'us-east-1',
    addressing: 'path',
    accessKeyId,
    secretPlace: 'session',
    hasSecret: true,
    local: false,
    readOnly: options.readOnly ?? false,
    pinnedBuckets: [],
    createdAt: 0,
  };
  const unpinned: string[] = [];
  const admin = createBucketAdmin({
    connections: {
      get: () => record,
      credential: async () => ({ accessKeyId, secretAccessKey }),
      unpinBucket: async (_id, bucket) => void unpinned.push(bucket),
    },
    clock: systemClock,
    log: () => {},
  });
  cleanups.push(() => admin.close());
  return { admin, unpinned };
}
async function started() {
  const store = await startEmbeddedStore();
  cleanups.push(() => store.close());
  const sdk = new S3Client({
    endpoint: store.endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: testKey.accessKeyId, secretAccessKey: testKey.secret },
  });
  cleanups.push(() => sdk.destroy());
  await store.open().createBucket({ bucket: 'data' });
  return { store, sdk, ...adminOf(store.endpoint) };
}

const documents = {
  versioning: { Status: 'Enabled' },
  lifecycle: {
    Rules: [
      {
        ID: 'old',
        Status: 'Enabled',
        Filter: { Prefix: 'tmp/' },
        Expiration: { Days: 30 },
        NoncurrentVersionExpiration: { NoncurrentDays: 7 },
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 3 },
      },
    ],
  },
  policy: {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::data/*' }],
  },
  cors: {
    CORSRules: [{ AllowedMethods: ['GET', 'PUT'], AllowedOrigins: ['https://app.example'], MaxAgeSeconds: 60 }],
  },
  tags: { TagSet: [{ Key: 'team', Value: 'vision' }] },
  encryption: { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
  'public-access': {
    BlockPublicAcls: true,
    IgnorePublicAcls: true,
    BlockPublicPolicy: false,
    RestrictPublicBuckets: false,
  },
  ownership: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
} as const;

describe('settings of a bucket, against the embedded server', () => {
  // The embedded server has no settings for encryption.
  it.each(bucketAspects.filter((aspect) => aspect !== 'encryption'))(
    '%s > is written, read back as it was, and taken away',
    async (aspect) => {
      const { admin } = await started();
      const { write, clear } = admin.support(connectionId, aspect);
      const place = { connectionId, bucket: 'data', aspect };
      expect(write).toEqual({ ok: true });
      expect(settingDocuments[aspect].safeParse(documents[aspect]).success).toBe(true);
      await admin.write({ ...place, document: documents[aspect] });
      const { document } = await admin.read(place);
      expect(document).toMatchObject(documents[aspect]);
      // What was read can be written again as it is.
      expect(settingDocuments[aspect].safeParse(JSON.parse(JSON.stringify(document))).error).toBeUndefined();
      if (!clear.ok) return;
      await admin.clear(place);
      expect((await admin.read(place)).document).toBeUndefined();
    },
  );

  it('a store without them > the reason, and no call', async () => {
    const store = await startStore('runpod', { disks: ['vol1'] });
    cleanups.push(() => store.close());
    const { admin } = adminOf(store.endpoint, { provider: 'runpod', region: 'EU-RO-1', key: ['AK', 'SK'] });
    for (const aspect of bucketAspects) {
      expect(admin.support(connectionId, aspect).write).toMatchObject({ ok: false });
      await expect(admin.read({ connectionId, bucket: 'vol1', aspect })).rejects.toMatchObject({
        code: 'NOT_SUPPORTED',
      });
    }
    expect(() => admin.empty({ connectionId, bucket: 'vol1', thenDelete: true })).toThrow(/NOT_SUPPORTED/);
  });

  it('a read-only connection > nothing is written, emptied or deleted', async () => {
    const { store } = await started();
    const { admin } = adminOf(store.endpoint, { readOnly: true });
    const place = { connectionId, bucket: 'data', aspect: 'tags' } as const;
    await expect(admin.write({ ...place, document: documents.tags })).rejects.toMatchObject({
      code: 'READ_ONLY_CONNECTION',
    });
    await expect(admin.clear(place)).rejects.toMatchObject({ code: 'READ_ONLY_CONNECTION' });
    expect(() => admin.empty({ connectionId, bucket: 'data', thenDelete: false })).toThrow(/READ_ONLY_CONNECTION/);
  });
});

describe('emptying', () => {
  const ended = async (admin: ReturnType<typeof adminOf>['admin']) => {
    await expect
      .poll(() => admin.emptyings.snapshot().emptyings[0]?.state, { timeout: 30_000, interval: 10 })
      .not.toBe('running');
    return admin.emptyings.snapshot().emptyings[0];
  };

  it('versions, markers and unfinished uploads go, and then the bucket', async () => {
    const { admin, sdk, unpinned } = await started();
    await admin.write({ connectionId, bucket: 'data', aspect: 'versioning', document: documents.versioning });
    for (const n of [1, 2, 3])
      await sdk.send(new PutObjectCommand({ Bucket: 'data', Key: `a/${n % 2}`, Body: `${n}` }));
    await sdk.send(new DeleteObjectCommand({ Bucket: 'data', Key: 'a/1' }));
    await sdk.send(new CreateMultipartUploadCommand({ Bucket: 'data', Key: 'half' }));
    admin.empty({ connectionId, bucket: 'data', thenDelete: true });
    expect(() => admin.empty({ connectionId, bucket: 'data', thenDelete: true })).toThrow(/TOO_BUSY/);
    expect(await ended(admin)).toMatchObject({ state: 'done', deleted: 4, uploads: 1 });
    expect((await sdk.send(new ListBucketsCommand({}))).Buckets).toEqual([]);
    expect(unpinned).toEqual(['data']);
  });

  it('a bucket that is not there > failed, with why', async () => {
    const { admin } = await started();
    admin.empty({ connectionId, bucket: 'nowhere', thenDelete: true });
    expect(await ended(admin)).toMatchObject({ state: 'failed', error: { code: 'BUCKET_NOT_FOUND' } });
  });

  it('a store without batch delete and versions > one by one', async () => {
    const store = await startStore('archil', { disks: ['dsk-abc'] });
    cleanups.push(() => store.close());
    const { admin } = adminOf(store.endpoint, { provider: 'archil', key: ['AK', 'SK'] });
    const sdk = store.sdk();
    for (const Key of ['a.txt', 'deep/er/b.txt'])
      await sdk.send(new PutObjectCommand({ Bucket: 'dsk-abc', Key, Body: 'x' }));
    admin.empty({ connectionId, bucket: 'dsk-abc', thenDelete: false });
    expect(await ended(admin)).toMatchObject({ state: 'done' });
  });
});
