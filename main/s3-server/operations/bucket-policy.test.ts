import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestClient, startTestServer, type TestClient, type TestServer } from '../s3-server.testkit.ts';

let server: TestServer;
let client: TestClient;
const ben = { accessKeyId: 'BK', secret: 'SB' };

beforeAll(async () => {
  server = await startTestServer();
  client = createTestClient(server.port);
});
afterAll(() => server.close());

let buckets = 0;
async function makeBucket(): Promise<string> {
  const path = `/policy-${(buckets += 1)}`;
  await client.send({ method: 'PUT', path });
  await client.send({ method: 'PUT', path: `${path}/key`, body: 'secret' });
  return path;
}

const setPolicy = (path: string, statements: unknown, more: Record<string, unknown> = {}) =>
  client.send({
    method: 'PUT',
    path,
    query: [['policy', '']],
    body: JSON.stringify({ Version: '2012-10-17', Statement: statements, ...more }),
  });
const allow = (path: string, more: Record<string, unknown> = {}) => ({
  Effect: 'Allow',
  Principal: '*',
  Action: 's3:GetObject',
  Resource: `arn:aws:s3:::${path.slice(1)}/*`,
  ...more,
});
const outcome = ({ status, code }: { status: number; code: string | undefined }) => [status, code];
const denied = [403, 'AccessDenied'];
const fine = [200, undefined];

describe('PutBucketPolicy', () => {
  test('a policy > 204, and GET gives the text back; DELETE > 204, and GET > 404 NoSuchBucketPolicy', async () => {
    const path = await makeBucket();
    expect(outcome(await client.send({ path, query: [['policy', '']] }))).toEqual([404, 'NoSuchBucketPolicy']);
    expect((await setPolicy(path, [allow(path)])).status).toBe(204);
    const answer = await client.send({ path, query: [['policy', '']] });
    expect(answer.headers['content-type']).toBe('application/json');
    expect(JSON.parse(answer.text)).toMatchObject({ Statement: [{ Effect: 'Allow' }] });
    expect((await client.send({ method: 'DELETE', path, query: [['policy', '']] })).status).toBe(204);
    expect(outcome(await client.send({ path, query: [['policy', '']] }))).toEqual([404, 'NoSuchBucketPolicy']);
  });

  const bad: [string, (path: string) => [unknown, Record<string, unknown>?]][] = [
    ['an unknown element', (path) => [[allow(path, { Wish: 1 })]]],
    ['an unknown element at the top', (path) => [[allow(path)], { Wish: 1 }]],
    ['an unknown operator', (path) => [[allow(path, { Condition: { StringAlmost: { 'aws:Referer': 'x' } } })]]],
    ['an unknown key', (path) => [[allow(path, { Condition: { StringEquals: { 'aws:Weather': 'x' } } })]]],
    ['an address that is none', (path) => [[allow(path, { Condition: { IpAddress: { 'aws:SourceIp': '1.2.3' } } })]]],
    ['an unknown action', (path) => [[allow(path, { Action: 's3:GetObjekt' })]]],
    ['an action of another service', (path) => [[allow(path, { Action: 'ec2:*' })]]],
    ['an unknown effect', (path) => [[allow(path, { Effect: 'Perhaps' })]]],
    ['no principal', (path) => [[allow(path, { Principal: undefined })]]],
    ['a principal that is none', (path) => [[allow(path, { Principal: { AWS: 'arn:aws:iam::1:group/x' } })]]],
    ['another bucket', (path) => [[allow(path, { Resource: 'arn:aws:s3:::another/*' })]]],
    ['an empty list of actions', (path) => [[allow(path, { Action: [] })]]],
    ['both Action and NotAction', (path) => [[allow(path, { NotAction: 's3:PutObject' })]]],
    ['Allow with NotPrincipal', (path) => [[allow(path, { Principal: undefined, NotPrincipal: { AWS: 'ben' } })]]],
    ['another version', (path) => [[allow(path)], { Version: '2020-01-01' }]],
    ['more than 20 KB', (path) => [[allow(path)], { Id: 'x'.repeat(20 * 1024) }]],
    ['no statement', () => [[]]],
    ['an action on buckets for objects', (path) => [[allow(path, { Action: 's3:ListBucket' })]]],
    [
      'one action of two that fits no resource',
      (path) => [[allow(path, { Action: ['s3:GetObject', 's3:GetBucketAcl'] })]],
    ],
    ['an action on objects for the bucket', (path) => [[allow(path, { Resource: `arn:aws:s3:::${path.slice(1)}` })]]],
  ];
  test.each(bad)('%s > 400 MalformedPolicy, the old policy stays', async (_name, make) => {
    const path = await makeBucket();
    await setPolicy(path, [allow(path)], { Id: 'old' });
    const [statements, more] = make(path);
    expect(outcome(await setPolicy(path, statements, more))).toEqual([400, 'MalformedPolicy']);
    expect((await client.send({ path, query: [['policy', '']] })).text).toContain('"old"');
  });

  test('actions that fit one of the resources, by wildcard too > 204', async () => {
    const path = await makeBucket();
    const name = `arn:aws:s3:::${path.slice(1)}`;
    const fitting = [
      { Action: ['s3:ListBucket', 's3:GetObject'], Resource: [name, `${name}/*`] },
      { Action: 's3:*', Resource: name },
      { Action: 's3:Get*', Resource: `${name}/*` },
      { Action: 's3:GetObject', Resource: `${name}*` },
      { Action: ['s3:ListBucket', 's3:PutObject'], Resource: '*' },
    ];
    for (const more of fitting)
      expect([more, (await setPolicy(path, [allow(path, more)])).status]).toEqual([more, 204]);
  });

  test('a name twice in one object > 400 MalformedPolicy; in two > 204', async () => {
    const path = await makeBucket();
    const put = (effects: string) =>
      client.send({
        method: 'PUT',
        path,
        query: [['policy', '']],
        body: `{"Version":"2012-10-17","Statement":[{${effects},"Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::${path.slice(1)}/*"}]}`,
      });
    expect(outcome(await put('"Effect":"Deny","Effect":"Allow"'))).toEqual([400, 'MalformedPolicy']);
    expect(outcome(await put('"Effect":"Deny","\\u0045ffect":"Allow"'))).toEqual([400, 'MalformedPolicy']);
    const twice = '{"s3:signatureversion":"a"}';
    const condition = (one: string, two: string) =>
      put(`"Effect":"Deny","Condition":{"${one}":${twice},"${two}":${twice}}`);
    expect(outcome(await condition('StringEquals', 'StringEquals'))).toEqual([400, 'MalformedPolicy']);
    expect((await condition('StringEquals', 'StringLike')).status).toBe(204);
  });

  test('no JSON > 400 MalformedPolicy', async () => {
    const path = await makeBucket();
    const answer = await client.send({ method: 'PUT', path, query: [['policy', '']], body: '<Policy/>' });
    expect(outcome(answer)).toEqual([400, 'MalformedPolicy']);
  });

  test('others > 403 AccessDenied, as for a bucket they cannot see', async () => {
    const path = await makeBucket();
    const answer = await client.send({ path, query: [['policy', '']] }, ben);
    expect(outcome(answer)).toEqual(denied);
  });
});

describe('Who began an upload in the bucket of another', () => {
  test('lists its parts and aborts it without being allowed to; others do not; a Deny holds', async () => {
    const path = await makeBucket();
    const name = `arn:aws:s3:::${path.slice(1)}/*`;
    const put = { Action: 's3:PutObject' };
    await setPolicy(path, [allow(path, put)]);
    const begun = await client.send({ method: 'POST', path: `${path}/up`, query: [['uploads', '']] }, ben);
    const uploadId = /<UploadId>(.*?)</.exec(begun.text)?.[1] ?? '';
    const at = { path: `${path}/up`, query: [['uploadId', uploadId]] as const };
    expect(outcome(await client.send(at, ben))).toEqual(fine);
    expect(outcome(await client.sendRaw(at))).toEqual(denied);
    expect(outcome(await client.sendRaw({ ...at, method: 'DELETE' }))).toEqual(denied);
    const deny = { Effect: 'Deny', Principal: '*', Action: 's3:AbortMultipartUpload', Resource: name };
    await setPolicy(path, [allow(path, put), deny]);
    expect(outcome(await client.send({ ...at, method: 'DELETE' }, ben))).toEqual(denied);
    await setPolicy(path, [allow(path, put)]);
    expect((await client.send({ ...at, method: 'DELETE' }, ben)).status).toBe(204);
    expect(outcome(await client.send(at, ben))).toEqual(denied);
    const owners = await client.send({ method: 'POST', path: `${path}/up`, query: [['uploads', '']] });
    const other = /<UploadId>(.*?)</.exec(owners.text)?.[1] ?? '';
    const foreign = { path: `${path}/up`, query: [['uploadId', other]] as const };
    expect(outcome(await client.send(foreign, ben))).toEqual(denied);
    expect(outcome(await client.send({ ...foreign, method: 'DELETE' }, ben))).toEqual(denied);
  });
});

describe('A policy', () => {
  test('reading for all > GET and HEAD 200; what else strangers do > 403 AccessDenied', async () => {
    const path = await makeBucket();
    await setPolicy(path, [allow(path)]);
    expect((await client.sendRaw({ path: `${path}/key` })).text).toBe('secret');
    expect((await client.sendRaw({ method: 'HEAD', path: `${path}/key` })).status).toBe(200);
    const tries = [
      { path },
      { path, query: [['policy', '']] as const },
      { path, query: [['uploads', '']] as const },
      { method: 'PUT', path: `${path}/new`, body: 'x' },
      { method: 'DELETE', path: `${path}/key` },
      { method: 'POST', path: `${path}/key`, query: [['uploads', '']] as const },
      { method: 'PUT', path: `${path}/copy`, headers: { 'x-amz-copy-source': `${path}/key` } },
      { method: 'POST', path, query: [['delete', '']] as const, body: '<Delete/>' },
    ];
    for (const raw of tries) expect(outcome(await client.sendRaw(raw))).toEqual(denied);
    const forwarded = await client.sendRaw({ path, headers: { 'x-forwarded-for': '127.0.0.1' } });
    expect(outcome(forwarded)).toEqual(denied);
  });

  test('a key that is missing, without ListBucket > 403; with it > 404 NoSuchKey', async () => {
    const path = await makeBucket();
    await setPolicy(path, [allow(path)]);
    expect(outcome(await client.sendRaw({ path: `${path}/none` }))).toEqual(denied);
    const matched = await client.sendRaw({ path: `${path}/none`, headers: { 'if-none-match': '*' } });
    expect(outcome(matched)).toEqual(denied);
    await setPolicy(path, [
      allow(path),
      allow(path, { Action: 's3:ListBucket', Resource: `arn:aws:s3:::${path.slice(1)}` }),
    ]);
    expect(outcome(await client.sendRaw({ path: `${path}/none` }))).toEqual([404, 'NoSuchKey']);
  });

  test('a key that is missing, with ListBucket below a prefix > 404 there, 403 elsewhere', async () => {
    const path = await makeBucket();
    const list = {
      Action: 's3:ListBucket',
      Resource: `arn:aws:s3:::${path.slice(1)}`,
      Condition: { StringLike: { 's3:prefix': 'public/*' } },
    };
    await setPolicy(path, [allow(path), allow(path, list)]);
    expect(outcome(await client.sendRaw({ path: `${path}/public/none` }))).toEqual([404, 'NoSuchKey']);
    expect((await client.sendRaw({ method: 'HEAD', path: `${path}/public/none` })).status).toBe(404);
    expect(outcome(await client.sendRaw({ path: `${path}/private/none` }))).toEqual(denied);
  });

  test('a condition on a hidden object, by strangers > 403, never 304 or 412', async () => {
    const path = await makeBucket();
    for (const name of ['if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since']) {
      const value = name.endsWith('since') ? 'Thu, 01 Jan 2015 00:00:00 GMT' : '"x"';
      expect(outcome(await client.sendRaw({ path: `${path}/key`, headers: { [name]: value } }))).toEqual(denied);
    }
  });

  test('who may write and not read > learns no ETag by guessing', async () => {
    const path = await makeBucket();
    await setPolicy(path, [allow(path, { Action: 's3:PutObject' })]);
    const put = (headers: Record<string, string>) =>
      client.send({ method: 'PUT', path: `${path}/key`, body: 'x', headers }, ben);
    for (const name of ['if-match', 'if-none-match']) expect(outcome(await put({ [name]: '"x"' }))).toEqual(denied);
    expect(outcome(await put({ 'if-none-match': '*' }))).toEqual([412, 'PreconditionFailed']);
  });

  test.each(['ben', 'arn:aws:iam:::user/ben', 'arn:aws:iam::123456789012:user/ben', 'arn:aws:iam::ben:root'])(
    'the principal %s > lets ben in and nobody else',
    async (AWS) => {
      const path = await makeBucket();
      await setPolicy(path, [allow(path, { Principal: { AWS } })]);
      expect((await client.send({ path: `${path}/key` }, ben)).status).toBe(200);
      expect(outcome(await client.sendRaw({ path: `${path}/key` }))).toEqual(denied);
      expect(outcome(await client.send({ path }, ben))).toEqual(denied);
    },
  );

  test('Deny > beats Allow, for the owner too; but the owner may still take the policy away', async () => {
    const path = await makeBucket();
    await setPolicy(path, [
      allow(path),
      allow(path, { Effect: 'Deny', Action: 's3:*', Resource: [`arn:aws:s3:::${path.slice(1)}*`] }),
    ]);
    expect(outcome(await client.sendRaw({ path: `${path}/key` }))).toEqual(denied);
    expect(outcome(await client.send({ path: `${path}/key` }))).toEqual(denied);
    expect((await client.send({ method: 'DELETE', path, query: [['policy', '']] })).status).toBe(204);
    expect(outcome(await client.send({ path: `${path}/key` }))).toEqual(fine);
  });

  test('Deny with NotPrincipal > all but those', async () => {
    const path = await makeBucket();
    await setPolicy(path, [
      allow(path),
      allow(path, { Effect: 'Deny', Principal: undefined, NotPrincipal: { AWS: ['ann', 'ben'] } }),
    ]);
    expect((await client.send({ path: `${path}/key` }, ben)).status).toBe(200);
    expect(outcome(await client.sendRaw({ path: `${path}/key` }))).toEqual(denied);
  });

  test('the scope of a key > is never widened by a policy', async () => {
    const path = await makeBucket();
    server.keys.set('CK', {
      accessKeyId: 'CK',
      secret: 'SC',
      user: 'cat',
      scope: { buckets: ['elsewhere'], read: true, write: true, delete: true, admin: true },
    });
    server.keys.set('DK', {
      accessKeyId: 'DK',
      secret: 'SD',
      user: 'cat',
      scope: { buckets: '*', read: true, write: false, delete: false, admin: false },
    });
    await setPolicy(path, [allow(path, { Action: 's3:*' })]);
    expect(outcome(await client.send({ path: `${path}/key` }, { accessKeyId: 'CK', secret: 'SC' }))).toEqual(denied);
    const reader = { accessKeyId: 'DK', secret: 'SD' };
    expect(outcome(await client.send({ path: `${path}/key` }, reader))).toEqual(fine);
    expect(outcome(await client.send({ method: 'PUT', path: `${path}/key`, body: 'x' }, reader))).toEqual(denied);
  });

  test('DeleteObjects > each key is judged by itself', async () => {
    const path = await makeBucket();
    await client.send({ method: 'PUT', path: `${path}/open/a`, body: 'x' });
    await setPolicy(path, [
      allow(path, { Action: 's3:DeleteObject', Resource: `arn:aws:s3:::${path.slice(1)}/open/*` }),
    ]);
    const body = '<Delete><Object><Key>open/a</Key></Object><Object><Key>key</Key></Object></Delete>';
    const answer = await client.send({ method: 'POST', path, query: [['delete', '']], body }, ben);
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('<Deleted><Key>open/a</Key></Deleted>');
    expect(answer.text).toContain('<Error><Key>key</Key><Code>AccessDenied</Code>');
    expect((await client.send({ path: `${path}/key` })).status).toBe(200);
  });

  test('a version that is named > needs s3:GetObjectVersion', async () => {
    const path = await makeBucket();
    await setPolicy(path, [allow(path)]);
    const named = { path: `${path}/key`, query: [['versionId', 'null']] as const };
    expect(outcome(await client.sendRaw(named))).toEqual(denied);
    await setPolicy(path, [allow(path, { Action: 's3:GetObjectVersion' })]);
    expect((await client.sendRaw(named)).status).toBe(200);
  });

  test('If-Match of who may write and not read > 403, the ETag cannot be guessed', async () => {
    const path = await makeBucket();
    await setPolicy(path, [allow(path, { Action: 's3:PutObject' })]);
    const raw = { method: 'PUT', path: `${path}/key`, body: 'x', headers: { 'if-match': '"guess"' } };
    expect(outcome(await client.send(raw, ben))).toEqual(denied);
  });
});

describe('A condition', () => {
  const list = { Action: 's3:ListBucket' };
  const cases: [string, Record<string, unknown>, Record<string, string>, Record<string, string>][] = [
    ['prefix', { StringEquals: { 's3:prefix': 'open/' } }, { prefix: 'open/' }, { prefix: 'shut/' }],
    [
      'prefix by pattern',
      { StringLike: { 's3:prefix': ['open/*', ''] } },
      { prefix: 'open/a/' },
      { prefix: 'a/open/' },
    ],
    ['delimiter', { StringEquals: { 's3:delimiter': '/' } }, { delimiter: '/' }, {}],
    ['max-keys', { NumericLessThanEquals: { 's3:max-keys': '10' } }, { 'max-keys': '10' }, { 'max-keys': '11' }],
    ['Null', { Null: { 's3:prefix': 'true' } }, {}, { prefix: 'x' }],
    ['IfExists', { StringEqualsIfExists: { 's3:prefix': 'a' } }, {}, { prefix: 'b' }],
    ['negation', { StringNotEquals: { 's3:prefix': 'shut' } }, { prefix: 'open' }, { prefix: 'shut' }],
    ['username', { StringLike: { 's3:prefix': '${aws:username}/*' } }, { prefix: 'ben/x' }, { prefix: 'ann/x' }],
  ];
  test.each(cases)('%s > holds for the one request and not for the other', async (_name, Condition, yes, no) => {
    const path = await makeBucket();
    await setPolicy(path, [allow(path, { ...list, Resource: `arn:aws:s3:::${path.slice(1)}`, Condition })]);
    expect(outcome(await client.send({ path, query: Object.entries(yes) }, ben))).toEqual(fine);
    expect(outcome(await client.send({ path, query: Object.entries(no) }, ben))).toEqual(denied);
  });

  test('SourceIp > of the socket, whatever a header claims', async () => {
    const path = await makeBucket();
    await setPolicy(path, [allow(path, { Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } })]);
    const forged = { path: `${path}/key`, headers: { 'x-forwarded-for': '10.0.0.1', 'x-real-ip': '10.0.0.1' } };
    expect(outcome(await client.sendRaw(forged))).toEqual(denied);
    await setPolicy(path, [
      allow(path, { Condition: { IpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '127.0.0.0/8'] } } }),
    ]);
    expect(outcome(await client.sendRaw(forged))).toEqual(fine);
  });

  test('ExistingObjectTag > of the stored object', async () => {
    const path = await makeBucket();
    const put = (key: string, tags: string) =>
      client.send({ method: 'PUT', path: `${path}/${key}`, body: 'x', headers: { 'x-amz-tagging': tags } });
    await put('open', 'access=public');
    await put('shut', 'access=private');
    await setPolicy(path, [allow(path, { Condition: { StringEquals: { 's3:ExistingObjectTag/access': 'public' } } })]);
    expect(outcome(await client.sendRaw({ path: `${path}/open` }))).toEqual(fine);
    expect(outcome(await client.sendRaw({ path: `${path}/shut` }))).toEqual(denied);
    expect(outcome(await client.sendRaw({ path: `${path}/key` }))).toEqual(denied);
  });

  test('RequestObjectTag and x-amz-acl > of the headers of a write', async () => {
    const path = await makeBucket();
    await setPolicy(path, [
      allow(path, {
        Action: 's3:PutObject',
        Condition: {
          StringEquals: { 's3:RequestObjectTag/access': 'public', 's3:x-amz-acl': 'bucket-owner-full-control' },
          'ForAllValues:StringEquals': { 's3:RequestObjectTagKeys': ['access'] },
        },
      }),
    ]);
    const put = (headers: Record<string, string>) =>
      client.send({ method: 'PUT', path: `${path}/new`, body: 'x', headers }, ben);
    const acl = { 'x-amz-acl': 'bucket-owner-full-control' };
    expect(outcome(await put({ ...acl, 'x-amz-tagging': 'access=public' }))).toEqual(fine);
    expect(outcome(await put({ ...acl, 'x-amz-tagging': 'access=public&other=1' }))).toEqual(denied);
    expect(outcome(await put({ ...acl, 'x-amz-tagging': 'access=private' }))).toEqual(denied);
    expect(outcome(await put({ 'x-amz-tagging': 'access=public' }))).toEqual(denied);
  });

  test('RequestObjectTag of PutObjectTagging > a Deny holds for the tags in the body', async () => {
    const path = await makeBucket();
    await setPolicy(path, [
      allow(path, {
        Effect: 'Deny',
        Action: 's3:PutObjectTagging',
        Condition: { StringEquals: { 's3:RequestObjectTag/access': 'public' } },
      }),
    ]);
    const tag = (value: string) =>
      client.send({
        method: 'PUT',
        path: `${path}/key`,
        query: [['tagging', '']],
        body: `<Tagging><TagSet><Tag><Key>access</Key><Value>${value}</Value></Tag></TagSet></Tagging>`,
      });
    expect(outcome(await tag('public'))).toEqual(denied);
    expect((await tag('private')).status).toBe(200);
  });

  test('RequestObjectTag of PutObjectTagging > an Allow holds for the tags in the body, and for no others', async () => {
    const path = await makeBucket();
    const tag = (value: string, key = 'key') =>
      client.send(
        {
          method: 'PUT',
          path: `${path}/${key}`,
          query: [['tagging', '']],
          body: `<Tagging><TagSet><Tag><Key>access</Key><Value>${value}</Value></Tag></TagSet></Tagging>`,
        },
        ben,
      );
    expect(outcome(await tag('public'))).toEqual(denied);
    await setPolicy(path, [
      allow(path, {
        Action: 's3:PutObjectTagging',
        Resource: `arn:aws:s3:::${path.slice(1)}/key`,
        Condition: { StringEquals: { 's3:RequestObjectTag/access': 'public' } },
      }),
    ]);
    expect(outcome(await tag('private'))).toEqual(denied);
    expect(outcome(await tag('public', 'other'))).toEqual(denied);
    expect(outcome(await tag('public'))).toEqual(fine);
  });

  test('SecureTransport, Referer, time > judged', async () => {
    const path = await makeBucket();
    const key = `${path}/key`;
    await setPolicy(path, [allow(path, { Condition: { Bool: { 'aws:SecureTransport': 'true' } } })]);
    expect(outcome(await client.sendRaw({ path: key }))).toEqual(denied);
    await setPolicy(path, [
      allow(path, {
        Condition: {
          StringLike: { 'aws:Referer': 'http://example.org/*' },
          DateGreaterThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' },
        },
      }),
    ]);
    const from = (referer: string) => client.sendRaw({ path: key, headers: { referer } });
    expect(outcome(await from('http://example.org/page'))).toEqual(fine);
    expect(outcome(await from('http://example.com/page'))).toEqual(denied);
  });

  test('a pattern of a thousand stars > is judged at once', async () => {
    const path = await makeBucket();
    const slow = `${'*a'.repeat(1000)}b`;
    await setPolicy(path, [allow(path, { Condition: { StringLike: { 'aws:UserAgent': slow } } })]);
    const started = performance.now();
    await client.sendRaw({ path: `${path}/key`, headers: { 'user-agent': 'a'.repeat(4000) } });
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('GetBucketPolicyStatus', () => {
  const status = async (path: string): Promise<string | undefined> => {
    const { text } = await client.send({ path, query: [['policyStatus', '']] });
    return /<IsPublic>(.*)<\/IsPublic>/.exec(text)?.[1];
  };
  test('nothing > false; all > true; all from an address > false; a user > false', async () => {
    const path = await makeBucket();
    expect(await status(path)).toBe('false');
    await setPolicy(path, [allow(path)]);
    expect(await status(path)).toBe('true');
    await setPolicy(path, [allow(path, { Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/32' } } })]);
    expect(await status(path)).toBe('false');
    await setPolicy(path, [allow(path, { Principal: { AWS: 'arn:aws:iam::ben:root' } })]);
    expect(await status(path)).toBe('false');
  });
});
