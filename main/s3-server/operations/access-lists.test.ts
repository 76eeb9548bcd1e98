import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestClient, startTestServer, type TestClient, type TestServer } from '../s3-server.testkit.ts';

let server: TestServer;
let client: TestClient;
const ben = { accessKeyId: 'BK', secret: 'SB' };
const acl = [['acl', '']] as const;
const allUsers = 'http://acs.amazonaws.com/groups/global/AllUsers';

beforeAll(async () => {
  server = await startTestServer();
  client = createTestClient(server.port);
});
afterAll(() => server.close());

let buckets = 0;
async function makeBucket(headers: Record<string, string> = {}): Promise<string> {
  const path = `/lists-${(buckets += 1)}`;
  expect((await client.send({ method: 'PUT', path, headers })).status).toBe(200);
  return path;
}
const canned = (path: string, name: string, as = {}) =>
  client.send({ method: 'PUT', path, query: acl, headers: { 'x-amz-acl': name } }, as);
const outcome = ({ status, code }: { status: number; code: string | undefined }) => [status, code];
const denied = [403, 'AccessDenied'];
const fine = [200, undefined];
const grantsOf = async (path: string, as = {}): Promise<string[]> => {
  const { text } = await client.send({ path, query: acl }, as);
  return [...text.matchAll(/<Grant>.*?<(?:ID|URI)>(.*?)<.*?<Permission>(.*?)</g)].map(
    ([, who = '', what = '']) => `${who.split('/').at(-1)} ${what}`,
  );
};
const document = (owner: string, grants: string) =>
  `<AccessControlPolicy xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Owner><ID>${owner}</ID></Owner><AccessControlList>${grants}</AccessControlList></AccessControlPolicy>`;
const grant = (who: string, permission: string) =>
  `<Grant><Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser">${who}</Grantee><Permission>${permission}</Permission></Grant>`;

describe('GetBucketAcl', () => {
  test('nothing set > the owner has FULL_CONTROL', async () => {
    const path = await makeBucket();
    const { text } = await client.send({ path, query: acl });
    expect(text).toContain(
      '<AccessControlPolicy xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Owner><ID>ann</ID><DisplayName>ann</DisplayName></Owner><AccessControlList><Grant><Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser"><ID>ann</ID><DisplayName>ann</DisplayName></Grantee><Permission>FULL_CONTROL</Permission></Grant></AccessControlList></AccessControlPolicy>',
    );
  });
});

describe('PutBucketAcl', () => {
  const lists: [string, string[]][] = [
    ['private', ['ann FULL_CONTROL']],
    ['public-read', ['ann FULL_CONTROL', 'AllUsers READ']],
    ['public-read-write', ['ann FULL_CONTROL', 'AllUsers READ', 'AllUsers WRITE']],
    ['authenticated-read', ['ann FULL_CONTROL', 'AuthenticatedUsers READ']],
  ];
  test.each(lists)('%s > its grants, also at the making of the bucket', async (name, grants) => {
    const path = await makeBucket();
    expect((await canned(path, name)).status).toBe(200);
    expect(await grantsOf(path)).toEqual(grants);
    expect(await grantsOf(await makeBucket({ 'x-amz-acl': name }))).toEqual(grants);
  });

  test('public-read > all may list, nobody else may write or see the list', async () => {
    const path = await makeBucket({ 'x-amz-acl': 'public-read' });
    await client.send({ method: 'PUT', path: `${path}/key`, body: 'x' });
    expect((await client.sendRaw({ path })).text).toContain('<Key>key</Key>');
    expect((await client.sendRaw({ method: 'HEAD', path })).status).toBe(200);
    expect(outcome(await client.sendRaw({ path: `${path}/key` }))).toEqual(denied);
    expect(outcome(await client.sendRaw({ path: `${path}/none` }))).toEqual([404, 'NoSuchKey']);
    expect(outcome(await client.sendRaw({ path, query: acl }))).toEqual(denied);
    expect(outcome(await client.sendRaw({ method: 'PUT', path: `${path}/new`, body: 'x' }))).toEqual(denied);
    expect(outcome(await client.send({ method: 'DELETE', path: `${path}/key` }, ben))).toEqual(denied);
  });

  test('authenticated-read > strangers see nothing, any key may list', async () => {
    const path = await makeBucket({ 'x-amz-acl': 'authenticated-read' });
    expect(outcome(await client.sendRaw({ path }))).toEqual(denied);
    expect(outcome(await client.send({ path }, ben))).toEqual(fine);
  });

  test('public-read-write > strangers may put, and what they put is the owner’s', async () => {
    const path = await makeBucket({ 'x-amz-acl': 'public-read-write' });
    expect((await client.sendRaw({ method: 'PUT', path: `${path}/new`, body: 'x' })).status).toBe(200);
    expect((await client.send({ path: `${path}/new` })).text).toBe('x');
    expect((await client.sendRaw({ method: 'DELETE', path: `${path}/new` })).status).toBe(204);
  });

  test('grants as XML and as headers > kept and honoured', async () => {
    const path = await makeBucket();
    const body = document('ann', grant('<ID>ben</ID>', 'READ') + grant(`<URI>${allUsers}</URI>`, 'READ_ACP'));
    expect((await client.send({ method: 'PUT', path, query: acl, body })).status).toBe(200);
    expect(await grantsOf(path)).toEqual(['ben READ', 'AllUsers READ_ACP']);
    expect(outcome(await client.send({ path }, ben))).toEqual(fine);
    expect((await client.sendRaw({ path, query: acl })).status).toBe(200);
    expect(outcome(await client.sendRaw({ path }))).toEqual(denied);
    const headers = { 'x-amz-grant-write': 'id="ben"', 'x-amz-grant-full-control': 'id="ann"' };
    expect((await client.send({ method: 'PUT', path, query: acl, headers })).status).toBe(200);
    expect(await grantsOf(path)).toEqual(['ann FULL_CONTROL', 'ben WRITE']);
    expect((await client.send({ method: 'PUT', path: `${path}/k`, body: 'x' }, ben)).status).toBe(200);
  });

  const bad: [string, { headers?: Record<string, string>; body?: string }, number, string][] = [
    ['an unknown name', { headers: { 'x-amz-acl': 'public-ready' } }, 400, 'InvalidArgument'],
    ['name and grants', { headers: { 'x-amz-acl': 'private', 'x-amz-grant-read': 'id=ben' } }, 400, 'InvalidRequest'],
    ['name and body', { headers: { 'x-amz-acl': 'private' }, body: document('ann', '') }, 400, 'UnexpectedContent'],
    ['nothing', {}, 400, 'MissingSecurityHeader'],
    ['an unknown permission', { body: document('ann', grant('<ID>ben</ID>', 'LOOK')) }, 400, 'MalformedACLError'],
    ['no grantee', { body: document('ann', grant('', 'READ')) }, 400, 'MalformedACLError'],
    ['another owner', { body: document('ben', '') }, 403, 'AccessDenied'],
    ['an unknown user', { body: document('ann', grant('<ID>nobody</ID>', 'READ')) }, 400, 'InvalidArgument'],
    ['an unknown user in a header', { headers: { 'x-amz-grant-read': 'id=nobody' } }, 400, 'InvalidArgument'],
    ['an unknown group', { body: document('ann', grant('<URI>http://x/</URI>', 'READ')) }, 400, 'InvalidArgument'],
    [
      'an address',
      { body: document('ann', grant('<EmailAddress>a@b.c</EmailAddress>', 'READ')) },
      400,
      'UnresolvableGrantByEmailAddress',
    ],
  ];
  test.each(bad)('%s > refused, the list stays', async (_name, request, status, code) => {
    const path = await makeBucket();
    expect(outcome(await client.send({ method: 'PUT', path, query: acl, ...request }))).toEqual([status, code]);
    expect(await grantsOf(path)).toEqual(['ann FULL_CONTROL']);
  });
});

describe('PutObjectAcl', () => {
  test('a grant to an unknown user, on a write too > 400 InvalidArgument, nothing is written', async () => {
    const path = await makeBucket();
    const headers = { 'x-amz-grant-read': 'id=nobody' };
    const tries = [
      { method: 'PUT', path: `${path}/a`, body: 'x', headers },
      { method: 'POST', path: `${path}/a`, query: [['uploads', '']] as const, headers },
      { method: 'PUT', path: `${path}-new`, headers },
    ];
    for (const raw of tries) expect(outcome(await client.send(raw))).toEqual([400, 'InvalidArgument']);
    expect(outcome(await client.send({ path: `${path}/a` }))).toEqual([404, 'NoSuchKey']);
    expect(outcome(await client.send({ path: `${path}-new` }))).toEqual([404, 'NoSuchBucket']);
  });

  test('public-read by header or later > strangers read that object and no other', async () => {
    const path = await makeBucket();
    await client.send({ method: 'PUT', path: `${path}/a`, body: 'x', headers: { 'x-amz-acl': 'public-read' } });
    await client.send({ method: 'PUT', path: `${path}/b`, body: 'x' });
    expect(outcome(await client.sendRaw({ path: `${path}/a` }))).toEqual(fine);
    expect(outcome(await client.sendRaw({ path: `${path}/b` }))).toEqual(denied);
    expect((await canned(`${path}/b`, 'public-read')).status).toBe(200);
    expect(outcome(await client.sendRaw({ path: `${path}/b` }))).toEqual(fine);
    expect(outcome(await client.sendRaw({ path: `${path}/none` }))).toEqual(denied);
    expect((await canned(`${path}/a`, 'private')).status).toBe(200);
    expect(outcome(await client.sendRaw({ path: `${path}/a` }))).toEqual(denied);
    expect(outcome(await canned(`${path}/none`, 'private'))).toEqual([404, 'NoSuchKey']);
  });

  test('a write again, a copy > the list is not carried over', async () => {
    const path = await makeBucket();
    const headers = { 'x-amz-acl': 'public-read' };
    await client.send({ method: 'PUT', path: `${path}/a`, body: 'x', headers });
    await client.send({ method: 'PUT', path: `${path}/c`, headers: { 'x-amz-copy-source': `${path}/a` } });
    expect(await grantsOf(`${path}/c`)).toEqual(['ann FULL_CONTROL']);
    await client.send({ method: 'PUT', path: `${path}/d`, headers: { ...headers, 'x-amz-copy-source': `${path}/a` } });
    expect(await grantsOf(`${path}/d`)).toEqual(['ann FULL_CONTROL', 'AllUsers READ']);
    await client.send({ method: 'PUT', path: `${path}/a`, body: 'y' });
    expect(outcome(await client.sendRaw({ path: `${path}/a` }))).toEqual(denied);
  });

  test('who writes into another’s bucket > owns the object; the bucket’s owner reads it when let', async () => {
    const path = await makeBucket({ 'x-amz-acl': 'public-read-write' });
    await client.send({ method: 'PUT', path: `${path}/k`, body: 'x' }, ben);
    expect(await grantsOf(`${path}/k`, ben)).toEqual(['ben FULL_CONTROL']);
    expect(outcome(await client.send({ path: `${path}/k` }))).toEqual(denied);
    expect((await canned(`${path}/k`, 'bucket-owner-read', ben)).status).toBe(200);
    expect(await grantsOf(`${path}/k`, ben)).toEqual(['ben FULL_CONTROL', 'ann READ']);
    expect(outcome(await client.send({ path: `${path}/k` }))).toEqual(fine);
    expect((await canned(`${path}/k`, 'bucket-owner-full-control', ben)).status).toBe(200);
    expect(await grantsOf(`${path}/k`)).toEqual(['ben FULL_CONTROL', 'ann FULL_CONTROL']);
    expect((await client.send({ method: 'DELETE', path: `${path}/k` })).status).toBe(204);
  });

  test('an upload in parts > has the list it was begun with', async () => {
    const path = await makeBucket();
    const begun = await client.send({
      method: 'POST',
      path: `${path}/parts`,
      query: [['uploads', '']],
      headers: { 'x-amz-acl': 'public-read' },
    });
    const id = /<UploadId>(.*)<\/UploadId>/.exec(begun.text)?.[1] ?? '';
    const query = [['uploadId', id]] as const;
    const part = await client.send({
      method: 'PUT',
      path: `${path}/parts`,
      query: [['partNumber', '1'], ...query],
      body: 'x',
    });
    const etag = String(part.headers['etag']);
    const body = `<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>${etag}</ETag></Part></CompleteMultipartUpload>`;
    await client.send({ method: 'POST', path: `${path}/parts`, query, body });
    expect(outcome(await client.sendRaw({ path: `${path}/parts` }))).toEqual(fine);
  });
});

describe('PutBucketOwnershipControls', () => {
  const query = [['ownershipControls', '']] as const;
  const set = (path: string, name: string) =>
    client.send({
      method: 'PUT',
      path,
      query,
      body: `<OwnershipControls><Rule><ObjectOwnership>${name}</ObjectOwnership></Rule></OwnershipControls>`,
    });

  test('nothing > 404; set > given back; deleted > 404; nonsense > 400 MalformedXML', async () => {
    const path = await makeBucket();
    expect(outcome(await client.send({ path, query }))).toEqual([404, 'OwnershipControlsNotFoundError']);
    expect((await set(path, 'BucketOwnerPreferred')).status).toBe(200);
    expect((await client.send({ path, query })).text).toContain(
      '<Rule><ObjectOwnership>BucketOwnerPreferred</ObjectOwnership></Rule>',
    );
    expect(outcome(await set(path, 'Mine'))).toEqual([400, 'MalformedXML']);
    expect((await client.send({ method: 'DELETE', path, query })).status).toBe(204);
    expect(outcome(await client.send({ path, query }))).toEqual([404, 'OwnershipControlsNotFoundError']);
  });

  test('BucketOwnerEnforced > lists count for nothing and are refused', async () => {
    const path = await makeBucket({ 'x-amz-object-ownership': 'BucketOwnerEnforced' });
    await client.send({ method: 'PUT', path: `${path}/k`, body: 'x' });
    expect(outcome(await canned(`${path}/k`, 'public-read'))).toEqual([400, 'AccessControlListNotSupported']);
    expect(outcome(await canned(path, 'public-read'))).toEqual([400, 'AccessControlListNotSupported']);
    expect((await canned(`${path}/k`, 'bucket-owner-full-control')).status).toBe(200);
    const put = await client.send({
      method: 'PUT',
      path: `${path}/l`,
      body: 'x',
      headers: { 'x-amz-acl': 'public-read' },
    });
    expect(outcome(put)).toEqual([400, 'AccessControlListNotSupported']);
  });

  test('BucketOwnerEnforced with a list that lets others in > 400, at the making too', async () => {
    const path = await makeBucket({ 'x-amz-acl': 'public-read' });
    const refusal = [400, 'InvalidBucketAclWithObjectOwnership'];
    expect(outcome(await set(path, 'BucketOwnerEnforced'))).toEqual(refusal);
    const headers = { 'x-amz-acl': 'public-read', 'x-amz-object-ownership': 'BucketOwnerEnforced' };
    expect(outcome(await client.send({ method: 'PUT', path: '/lists-refused', headers }))).toEqual(refusal);
  });
});

describe('PutPublicAccessBlock', () => {
  const query = [['publicAccessBlock', '']] as const;
  const block = (path: string, flag: string) =>
    client.send({
      method: 'PUT',
      path,
      query,
      body: `<PublicAccessBlockConfiguration><${flag}>true</${flag}></PublicAccessBlockConfiguration>`,
    });
  const publicPolicy = (path: string) =>
    client.send({
      method: 'PUT',
      path,
      query: [['policy', '']],
      body: JSON.stringify({
        Statement: {
          Effect: 'Allow',
          Principal: '*',
          Action: 's3:GetObject',
          Resource: `arn:aws:s3:::${path.slice(1)}/*`,
        },
      }),
    });

  test('nothing > 404; set > all four flags; deleted > 404', async () => {
    const path = await makeBucket();
    const missing = [404, 'NoSuchPublicAccessBlockConfiguration'];
    expect(outcome(await client.send({ path, query }))).toEqual(missing);
    expect((await block(path, 'BlockPublicAcls')).status).toBe(200);
    expect((await client.send({ path, query })).text).toContain(
      '<BlockPublicAcls>true</BlockPublicAcls><IgnorePublicAcls>false</IgnorePublicAcls><BlockPublicPolicy>false</BlockPublicPolicy><RestrictPublicBuckets>false</RestrictPublicBuckets>',
    );
    expect((await client.send({ method: 'DELETE', path, query })).status).toBe(204);
    expect(outcome(await client.send({ path, query }))).toEqual(missing);
  });

  test('BlockPublicAcls > public lists are refused everywhere', async () => {
    const path = await makeBucket();
    await block(path, 'BlockPublicAcls');
    const headers = { 'x-amz-acl': 'public-read' };
    expect(outcome(await canned(path, 'public-read'))).toEqual(denied);
    expect(outcome(await canned(path, 'authenticated-read'))).toEqual(denied);
    expect(outcome(await client.send({ method: 'PUT', path: `${path}/k`, body: 'x', headers }))).toEqual(denied);
    expect((await canned(path, 'private')).status).toBe(200);
  });

  test('IgnorePublicAcls > public lists are as if they were not there', async () => {
    const path = await makeBucket({ 'x-amz-acl': 'public-read' });
    await client.send({ method: 'PUT', path: `${path}/k`, body: 'x', headers: { 'x-amz-acl': 'public-read' } });
    await block(path, 'IgnorePublicAcls');
    expect(outcome(await client.sendRaw({ path }))).toEqual(denied);
    expect(outcome(await client.sendRaw({ path: `${path}/k` }))).toEqual(denied);
    expect(outcome(await client.send({ path: `${path}/k` }))).toEqual(fine);
  });

  test('BlockPublicPolicy > a public policy is refused', async () => {
    const path = await makeBucket();
    await block(path, 'BlockPublicPolicy');
    expect(outcome(await publicPolicy(path))).toEqual(denied);
  });

  test('RestrictPublicBuckets > a public policy lets nobody in but the owner', async () => {
    const path = await makeBucket();
    await client.send({ method: 'PUT', path: `${path}/k`, body: 'x' });
    expect((await publicPolicy(path)).status).toBe(204);
    expect(outcome(await client.sendRaw({ path: `${path}/k` }))).toEqual(fine);
    await block(path, 'RestrictPublicBuckets');
    expect(outcome(await client.sendRaw({ path: `${path}/k` }))).toEqual(denied);
    expect(outcome(await client.send({ path: `${path}/k` }, ben))).toEqual(denied);
    expect(outcome(await client.send({ path: `${path}/k` }))).toEqual(fine);
  });
});
