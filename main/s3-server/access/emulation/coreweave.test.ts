import { CreateBucketCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, describe, expect, test } from 'vitest';
import { createTestClient, sendChunked, type RawRequest } from '../../s3-server.testkit.ts';
import { type Store, outcome, put, startStore } from './emulated-store.testkit.ts';

const open: Store[] = [];
const start: typeof startStore = async (...what) => {
  const store = await startStore(...what);
  open.push(store);
  return store;
};
afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
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
    await expect(
      sdk.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'w', IfNoneMatch: '"etag"' })),
    ).rejects.toMatchObject({ name: 'InvalidRequest' });
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
