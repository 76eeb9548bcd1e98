import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { providers, type S3Operation } from '../../../providers/index.ts';
import { createTestClient, startTestServer, type RawRequest, type TestServer } from '../../s3-server.testkit.ts';
import { emulate, emulatedStores } from './emulated-stores.ts';
import { operationOf } from './operation-of.ts';

const bucket = '/dsk-one';
const object = `${bucket}/file.txt`;
const on = (method: string, path: string, name?: string, more: Partial<RawRequest> = {}): RawRequest => ({
  method,
  path,
  ...(name === undefined ? {} : { query: [[name, '']] as const }),
  ...more,
});
const upload = [['uploadId', 'x']] as const;
const part = [['partNumber', '1'], ...upload] as const;
const copy = { 'x-amz-copy-source': '/dsk-one/other' };

/** One request for each operation that the providers' data names: what a client would send. */
const requests: Readonly<Record<S3Operation, RawRequest>> = {
  ListBuckets: on('GET', '/'),
  CreateBucket: on('PUT', '/dsk-two'),
  HeadBucket: on('HEAD', bucket),
  DeleteBucket: on('DELETE', bucket),
  GetBucketLocation: on('GET', bucket, 'location'),
  ListObjects: on('GET', bucket),
  ListObjectsV2: on('GET', bucket, undefined, { query: [['list-type', '2']] }),
  ListObjectVersions: on('GET', bucket, 'versions'),
  GetObject: on('GET', object),
  HeadObject: on('HEAD', object),
  GetObjectAttributes: on('GET', object, 'attributes', { headers: { 'x-amz-object-attributes': 'ETag' } }),
  PutObject: on('PUT', object),
  PostObject: on('POST', bucket, undefined, { headers: { 'content-type': 'multipart/form-data; boundary=b' } }),
  CopyObject: on('PUT', object, undefined, { headers: copy }),
  RenameObject: on('PUT', object, 'renameObject', { headers: { 'x-amz-rename-source': '/other' } }),
  DeleteObject: on('DELETE', object),
  DeleteObjects: on('POST', bucket, 'delete', { body: '<Delete><Object><Key>a</Key></Object></Delete>' }),
  RestoreObject: on('POST', object, 'restore'),
  CreateMultipartUpload: on('POST', object, 'uploads'),
  UploadPart: on('PUT', object, undefined, { query: part, body: 'x' }),
  UploadPartCopy: on('PUT', object, undefined, { query: part, headers: copy }),
  ListParts: on('GET', object, undefined, { query: upload }),
  ListMultipartUploads: on('GET', bucket, 'uploads'),
  CompleteMultipartUpload: on('POST', object, undefined, { query: upload, body: '<CompleteMultipartUpload/>' }),
  AbortMultipartUpload: on('DELETE', object, undefined, { query: upload }),
  GetBucketVersioning: on('GET', bucket, 'versioning'),
  PutBucketVersioning: on('PUT', bucket, 'versioning', { body: '<VersioningConfiguration/>' }),
  GetBucketPolicy: on('GET', bucket, 'policy'),
  PutBucketPolicy: on('PUT', bucket, 'policy', { body: '{}' }),
  DeleteBucketPolicy: on('DELETE', bucket, 'policy'),
  GetBucketPolicyStatus: on('GET', bucket, 'policyStatus'),
  GetPublicAccessBlock: on('GET', bucket, 'publicAccessBlock'),
  PutPublicAccessBlock: on('PUT', bucket, 'publicAccessBlock', { body: '<x/>' }),
  DeletePublicAccessBlock: on('DELETE', bucket, 'publicAccessBlock'),
  GetBucketOwnershipControls: on('GET', bucket, 'ownershipControls'),
  PutBucketOwnershipControls: on('PUT', bucket, 'ownershipControls', { body: '<x/>' }),
  DeleteBucketOwnershipControls: on('DELETE', bucket, 'ownershipControls'),
  GetBucketLifecycleConfiguration: on('GET', bucket, 'lifecycle'),
  PutBucketLifecycleConfiguration: on('PUT', bucket, 'lifecycle', { body: '<x/>' }),
  DeleteBucketLifecycle: on('DELETE', bucket, 'lifecycle'),
  GetBucketCors: on('GET', bucket, 'cors'),
  PutBucketCors: on('PUT', bucket, 'cors', { body: '<x/>' }),
  DeleteBucketCors: on('DELETE', bucket, 'cors'),
  GetBucketTagging: on('GET', bucket, 'tagging'),
  PutBucketTagging: on('PUT', bucket, 'tagging', { body: '<x/>' }),
  DeleteBucketTagging: on('DELETE', bucket, 'tagging'),
  GetObjectTagging: on('GET', object, 'tagging'),
  PutObjectTagging: on('PUT', object, 'tagging', { body: '<x/>' }),
  DeleteObjectTagging: on('DELETE', object, 'tagging'),
  GetBucketAcl: on('GET', bucket, 'acl'),
  PutBucketAcl: on('PUT', bucket, 'acl', { headers: { 'x-amz-acl': 'private' } }),
  GetObjectAcl: on('GET', object, 'acl'),
  PutObjectAcl: on('PUT', object, 'acl', { headers: { 'x-amz-acl': 'private' } }),
  GetBucketEncryption: on('GET', bucket, 'encryption'),
  PutBucketEncryption: on('PUT', bucket, 'encryption', { body: '<x/>' }),
  DeleteBucketEncryption: on('DELETE', bucket, 'encryption'),
  GetObjectLockConfiguration: on('GET', bucket, 'object-lock'),
  PutObjectLockConfiguration: on('PUT', bucket, 'object-lock', { body: '<x/>' }),
};

describe('The name of an operation', () => {
  test.each(Object.entries(requests))('%s', (name, { method = 'GET', path, query = [], headers = {} }) => {
    const [, bucketName = '', key] = path.split('/');
    const found = operationOf({
      method,
      ...(bucketName === '' ? {} : { bucket: bucketName }),
      ...(key === undefined ? {} : { key }),
      query: {
        pairs: query,
        has: (wanted) => query.some(([given]) => given === wanted),
        get: (wanted) => query.find(([given]) => given === wanted)?.[1],
      },
      headers: { get: (wanted) => new Map(Object.entries(headers)).get(wanted), names: Object.keys(headers) },
    });
    expect(found).toBe(name);
  });
});

describe.each(emulatedStores)('%s', (store) => {
  const provider = providers[store];
  const { region = 'us-east-1' } = provider.endpoints[0] ?? {};
  let server: TestServer;
  beforeAll(async () => {
    let emulating = false;
    const rules = emulate(store);
    server = await startTestServer({ storeOf: () => (emulating ? rules : undefined) });
    const client = createTestClient(server.port);
    await client.send({ method: 'PUT', path: bucket });
    await client.send({ method: 'PUT', path: object, body: 'kept' });
    emulating = true;
  });
  afterAll(() => server.close());

  const lacking = provider.lacks.flatMap(({ operations, answer }) =>
    operations.map((operation) => [operation, answer.status, answer.code] as const),
  );
  test.each(lacking)('%s > %i %s, and nothing is done', async (operation, status, code) => {
    const client = createTestClient(server.port);
    const answer = await client.send(requests[operation], { region });
    expect([answer.status, answer.code]).toEqual([status, requests[operation].method === 'HEAD' ? undefined : code]);
    expect((await client.send({ path: object }, { region })).text).toBe('kept');
  });

  test('a lacking call of a stranger > 403, as for any other', async () => {
    const client = createTestClient(server.port);
    const operations = lacking.map(([operation]) => operation).filter((name) => name !== 'PostObject');
    for (const operation of operations) expect((await client.sendRaw(requests[operation])).status).toBe(403);
  });

  const headers = provider.lacks.flatMap(({ headers = [], answer }) =>
    headers.map((header) => [header.replace('*', '-x'), answer.status, answer.code] as const),
  );
  test.runIf(headers.length > 0).each(headers)('a PUT with %s > %i %s', async (header, status, code) => {
    const client = createTestClient(server.port);
    const answer = await client.send({ ...requests.PutObject, body: 'new', headers: { [header]: 'x' } }, { region });
    expect([answer.status, answer.code]).toEqual([status, code]);
    expect((await client.send({ path: object }, { region })).text).toBe('kept');
  });

  const whole = (['PutObject', 'DeleteObject'] as const).filter(
    (name) => !(provider.conditions as readonly string[]).includes(name) && provider.conditions.length === 0,
  );
  test.runIf(whole.length > 0).each(whole)('%s with If-Match > 501, as nothing says it would hold', async (name) => {
    const client = createTestClient(server.port);
    const answer = await client.send({ ...requests[name], headers: { 'if-match': '"x"' } }, { region });
    expect([answer.status, answer.code]).toEqual([501, 'NotImplemented']);
  });
});
