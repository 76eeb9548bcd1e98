/** The tables of docs/s3-support.md against a server that runs: what is there is done, what is not is refused by name. */
import * as sdk from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allRoutes } from '../../main/s3-server/http/routes/all-routes.ts';
import {
  createTestClient,
  startTestServer,
  type RawRequest,
  type TestClient,
  type TestServer,
} from '../../main/s3-server/s3-server.testkit.ts';
import { missingOperations } from './missing-operations.ts';

let server: TestServer;
let client: TestClient;
beforeAll(async () => {
  server = await startTestServer();
  client = createTestClient(server.port);
});
afterAll(() => server.close());

/** Sent to an endpoint of its own, by functions that run at Amazon. */
const elsewhere = new Set(['WriteGetObjectResponse']);

test('every command of the AWS SDK > in one of the tables', () => {
  const known = new Set([
    ...allRoutes.map((route) => route.operation.name),
    ...missingOperations.map(({ name }) => name),
  ]);
  const commands = Object.keys(sdk).flatMap((name) => /^(\w+)Command$/.exec(name)?.[1] ?? []);
  expect(commands.length).toBeGreaterThan(100);
  expect(commands.filter((name) => !known.has(name) && !elsewhere.has(name))).toEqual([]);
});

describe('operations that are not there', () => {
  beforeAll(async () => {
    await client.send({ method: 'PUT', path: '/absent' });
    await client.send({ method: 'PUT', path: '/absent/key', body: 'kept' });
  });
  const paths = { service: '/', bucket: '/absent', object: '/absent/key' } as const;
  test.each(missingOperations)('$name > 501 NotImplemented, and nothing is done', async ({ method, level, query }) => {
    const answer = await client.send({ method, path: paths[level], ...(query ? { query: [query] } : {}) });
    expect([answer.status, answer.code]).toEqual([501, 'NotImplemented']);
    expect((await client.send({ path: '/absent/key' })).text).toBe('kept');
  });
});

/** One life of a bucket: each line is one request that must succeed. */
const life: readonly (RawRequest & { readonly from?: 'upload' | 'copied' })[] = [
  { method: 'PUT', path: '/life' },
  { path: '/' },
  { method: 'HEAD', path: '/life' },
  { path: '/life', query: [['location', '']] },
  { method: 'PUT', path: '/life/key', body: 'bytes' },
  { path: '/life/key' },
  { method: 'HEAD', path: '/life/key' },
  { path: '/life/key', query: [['attributes', '']], headers: { 'x-amz-object-attributes': 'ETag' } },
  { path: '/life' },
  { path: '/life', query: [['list-type', '2']] },
  { path: '/life', query: [['versions', '']] },
  { method: 'PUT', path: '/life/copy', headers: { 'x-amz-copy-source': 'life/key' } },
  { method: 'PUT', path: '/life/moved', query: [['renameObject', '']], headers: { 'x-amz-rename-source': 'copy' } },
  { method: 'PUT', path: '/life/key', query: [['tagging', '']], body: tags('Tagging') },
  { path: '/life/key', query: [['tagging', '']] },
  { method: 'DELETE', path: '/life/key', query: [['tagging', '']] },
  { method: 'PUT', path: '/life/key', query: [['acl', '']], headers: { 'x-amz-acl': 'private' } },
  { path: '/life/key', query: [['acl', '']] },
  { method: 'PUT', path: '/life', query: [['acl', '']], headers: { 'x-amz-acl': 'public-read-write' } },
  { path: '/life', query: [['acl', '']] },
  ...document('tagging', tags('Tagging')),
  ...document(
    'cors',
    '<CORSConfiguration><CORSRule><AllowedMethod>GET</AllowedMethod><AllowedOrigin>*</AllowedOrigin></CORSRule></CORSConfiguration>',
  ),
  ...document(
    'lifecycle',
    '<LifecycleConfiguration><Rule><Prefix>old/</Prefix><Status>Enabled</Status><Expiration><Days>1</Days></Expiration></Rule></LifecycleConfiguration>',
  ),
  ...document(
    'encryption',
    '<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>',
  ),
  ...document(
    'ownershipControls',
    '<OwnershipControls><Rule><ObjectOwnership>ObjectWriter</ObjectOwnership></Rule></OwnershipControls>',
  ),
  ...document(
    'publicAccessBlock',
    '<PublicAccessBlockConfiguration><BlockPublicPolicy>true</BlockPublicPolicy></PublicAccessBlockConfiguration>',
  ),
  ...document(
    'policy',
    '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":{"AWS":"ben"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::life/*"}]}',
  ),
  { path: '/life', query: [['policyStatus', '']] },
  { method: 'POST', path: '/life/parts', query: [['uploads', '']] },
  { method: 'PUT', path: '/life/parts', query: [['partNumber', '1']], body: 'part', from: 'upload' },
  {
    method: 'PUT',
    path: '/life/parts',
    query: [['partNumber', '1']],
    headers: { 'x-amz-copy-source': 'life/key' },
    from: 'upload',
  },
  { path: '/life/parts', from: 'upload' },
  { path: '/life', query: [['uploads', '']] },
  {
    method: 'POST',
    path: '/life/parts',
    body: '<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>4b3a6218bb3e3a7303e8a171a60fcf92</ETag></Part></CompleteMultipartUpload>',
    from: 'upload',
  },
  { method: 'POST', path: '/life/given-up', query: [['uploads', '']] },
  { method: 'DELETE', path: '/life/given-up', from: 'upload' },
  {
    method: 'PUT',
    path: '/life',
    query: [['versioning', '']],
    body: '<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>',
  },
  { path: '/life', query: [['versioning', '']] },
  { method: 'DELETE', path: '/life/key', query: [['versionId', 'null']] },
];

function tags(root: string): string {
  return `<${root}><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></${root}>`;
}
/** Put, given back, taken away. */
function document(name: string, body: string): RawRequest[] {
  const at = { path: '/life', query: [[name, '']] as const };
  return [
    { method: 'PUT', ...at, body },
    at,
    ...(name === 'policy' ? [{ path: '/life', query: [['policyStatus', '']] as const }] : []),
    { method: 'DELETE', ...at },
  ];
}

test('operations that are there > each is answered with success', async () => {
  let upload = '';
  for (const { from, ...raw } of life) {
    const query = from === undefined ? (raw.query ?? []) : [...(raw.query ?? []), ['uploadId', upload] as const];
    const answer = await client.send({ ...raw, query });
    expect([raw.method ?? 'GET', raw.path, JSON.stringify(query), answer.code, answer.status < 300]).toEqual([
      raw.method ?? 'GET',
      raw.path,
      JSON.stringify(query),
      undefined,
      true,
    ]);
    upload = /<UploadId>(.*?)</.exec(answer.text)?.[1] ?? upload;
  }
  const form =
    '--b\r\nContent-Disposition: form-data; name="key"\r\n\r\nform\r\n--b\r\nContent-Disposition: form-data; name="file"\r\n\r\nx\r\n--b--\r\n';
  const posted = await client.sendRaw({
    method: 'POST',
    path: '/life',
    headers: { 'content-type': 'multipart/form-data; boundary=b' },
    body: form,
  });
  expect(posted.status).toBe(204);
  const left = ['moved', 'parts', 'form'].map((key) => `<Object><Key>${key}</Key><VersionId>null</VersionId></Object>`);
  const body = `<Delete>${left.join('')}</Delete>`;
  expect((await client.send({ method: 'POST', path: '/life', query: [['delete', '']], body })).text).not.toContain(
    '<Error>',
  );
  expect((await client.send({ method: 'DELETE', path: '/life' })).status).toBe(204);
  await server.settled();
  const done = new Set(server.events.filter((event) => event.status < 300).map((event) => event.operation));
  expect(allRoutes.map((route) => route.operation.name).filter((name) => !done.has(name))).toEqual([]);
});
