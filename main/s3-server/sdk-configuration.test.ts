import { createSecretKey } from 'node:crypto';
import {
  CreateBucketCommand,
  DeleteBucketCorsCommand,
  DeleteBucketEncryptionCommand,
  DeleteBucketLifecycleCommand,
  DeleteBucketOwnershipControlsCommand,
  DeleteBucketPolicyCommand,
  DeleteBucketTaggingCommand,
  DeleteObjectTaggingCommand,
  DeletePublicAccessBlockCommand,
  GetBucketAclCommand,
  GetBucketCorsCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetObjectAclCommand,
  GetObjectTaggingCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  PutBucketCorsCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectAclCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from './s3-server.testkit.ts';

const Bucket = 'configured';
const at = { Bucket, Key: 'object' };
let server: TestServer;
let client: S3Client;

beforeAll(async () => {
  server = await startTestServer({ volumeKey: createSecretKey(Buffer.alloc(32, 7)) });
  client = new S3Client({
    endpoint: server.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AK', secretAccessKey: 'SK' },
    forcePathStyle: true,
  });
  await client.send(new CreateBucketCommand({ Bucket }));
  await client.send(new PutObjectCommand({ ...at, Body: 'x' }));
});
afterAll(async () => {
  client.destroy();
  await server.close();
});

describe('The AWS SDK > the configuration of a bucket', () => {
  test('where it is and that it is there', async () => {
    expect((await client.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint).toBeUndefined();
    expect((await client.send(new HeadBucketCommand({ Bucket }))).BucketRegion).toBe('us-east-1');
    await expect(client.send(new HeadBucketCommand({ Bucket: 'nowhere' }))).rejects.toMatchObject({ name: 'NotFound' });
  });

  test('CORS > set, read, deleted, then NoSuchCORSConfiguration', async () => {
    const rule = { AllowedOrigins: ['https://example.com'], AllowedMethods: ['GET'], MaxAgeSeconds: 60 };
    await client.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules: [rule] } }));
    expect((await client.send(new GetBucketCorsCommand({ Bucket }))).CORSRules).toEqual([
      expect.objectContaining(rule),
    ]);
    await client.send(new DeleteBucketCorsCommand({ Bucket }));
    await expect(client.send(new GetBucketCorsCommand({ Bucket }))).rejects.toMatchObject({
      name: 'NoSuchCORSConfiguration',
    });
  });

  test('encryption > set, read, deleted', async () => {
    const Rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' as const } }];
    await client.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }));
    const { ServerSideEncryptionConfiguration } = await client.send(new GetBucketEncryptionCommand({ Bucket }));
    expect(ServerSideEncryptionConfiguration?.Rules).toMatchObject(Rules);
    await client.send(new DeleteBucketEncryptionCommand({ Bucket }));
    const after = await client.send(new GetBucketEncryptionCommand({ Bucket })).catch((error: unknown) => error);
    expect(after).toMatchObject({ name: 'ServerSideEncryptionConfigurationNotFoundError' });
  });

  test('lifecycle > set, read, deleted, then NoSuchLifecycleConfiguration', async () => {
    const Rules = [{ ID: 'old', Status: 'Enabled' as const, Filter: { Prefix: 'tmp/' }, Expiration: { Days: 30 } }];
    await client.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }));
    expect((await client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))).Rules).toEqual(Rules);
    await client.send(new DeleteBucketLifecycleCommand({ Bucket }));
    await expect(client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))).rejects.toMatchObject({
      name: 'NoSuchLifecycleConfiguration',
    });
  });

  test('ownership > set, read, deleted, then OwnershipControlsNotFoundError', async () => {
    const Rules = [{ ObjectOwnership: 'BucketOwnerPreferred' as const }];
    await client.send(new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls: { Rules } }));
    expect((await client.send(new GetBucketOwnershipControlsCommand({ Bucket }))).OwnershipControls?.Rules).toEqual(
      Rules,
    );
    await client.send(new DeleteBucketOwnershipControlsCommand({ Bucket }));
    await expect(client.send(new GetBucketOwnershipControlsCommand({ Bucket }))).rejects.toMatchObject({
      name: 'OwnershipControlsNotFoundError',
    });
  });

  test('policy > set, read, public, deleted, then NoSuchBucketPolicy', async () => {
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${Bucket}/*` }],
    });
    await client.send(new PutBucketPolicyCommand({ Bucket, Policy }));
    expect((await client.send(new GetBucketPolicyCommand({ Bucket }))).Policy).toBe(Policy);
    expect((await client.send(new GetBucketPolicyStatusCommand({ Bucket }))).PolicyStatus?.IsPublic).toBe(true);
    await client.send(new DeleteBucketPolicyCommand({ Bucket }));
    await expect(client.send(new GetBucketPolicyCommand({ Bucket }))).rejects.toMatchObject({
      name: 'NoSuchBucketPolicy',
    });
  });

  test('tags > set, read, deleted, then NoSuchTagSet', async () => {
    const TagSet = [{ Key: 'team', Value: 'a b' }];
    await client.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));
    expect((await client.send(new GetBucketTaggingCommand({ Bucket }))).TagSet).toEqual(TagSet);
    await client.send(new DeleteBucketTaggingCommand({ Bucket }));
    await expect(client.send(new GetBucketTaggingCommand({ Bucket }))).rejects.toMatchObject({ name: 'NoSuchTagSet' });
  });

  test('public access block > set, read, deleted, then none', async () => {
    const block = {
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: false,
      RestrictPublicBuckets: false,
    };
    await client.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: block }));
    const set = await client.send(new GetPublicAccessBlockCommand({ Bucket }));
    expect(set.PublicAccessBlockConfiguration).toEqual(block);
    await client.send(new DeletePublicAccessBlockCommand({ Bucket }));
    await expect(client.send(new GetPublicAccessBlockCommand({ Bucket }))).rejects.toMatchObject({
      name: 'NoSuchPublicAccessBlockConfiguration',
    });
  });

  test('versioning > enabled, suspended', async () => {
    const status = async () => (await client.send(new GetBucketVersioningCommand({ Bucket }))).Status;
    expect(await status()).toBeUndefined();
    for (const Status of ['Enabled', 'Suspended'] as const) {
      await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));
      expect(await status()).toBe(Status);
    }
  });
});

describe('The AWS SDK > what hangs on an object', () => {
  test('tags > set, read, deleted', async () => {
    const TagSet = [{ Key: 'kind', Value: 'test' }];
    await client.send(new PutObjectTaggingCommand({ ...at, Tagging: { TagSet } }));
    expect((await client.send(new GetObjectTaggingCommand(at))).TagSet).toEqual(TagSet);
    await client.send(new DeleteObjectTaggingCommand(at));
    expect((await client.send(new GetObjectTaggingCommand(at))).TagSet).toEqual([]);
  });

  test('access list > private, then public-read; that of the bucket beside it', async () => {
    const grants = async () => (await client.send(new GetObjectAclCommand(at))).Grants?.length;
    expect(await grants()).toBe(1);
    await client.send(new PutObjectAclCommand({ ...at, ACL: 'public-read' }));
    expect(await grants()).toBe(2);
    expect((await client.send(new GetBucketAclCommand({ Bucket }))).Grants?.length).toBe(1);
  });
});
