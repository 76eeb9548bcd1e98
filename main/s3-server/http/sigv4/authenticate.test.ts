import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createTestClient,
  sendChunked,
  startTestServer,
  type TestClient,
  type TestServer,
} from '../../s3-server.testkit.ts';

let server: TestServer;
let client: TestClient;

beforeAll(async () => {
  server = await startTestServer();
  client = createTestClient(server.port);
  await client.send({ method: 'PUT', path: '/auth' });
  await client.send({ method: 'PUT', path: '/auth/key', body: 'old' });
});
afterAll(() => server.close());

const get = { path: '/auth/key' };
const minutes = (count: number): number => Date.now() + count * 60_000;

describe('Signature > who signed', () => {
  test('a wrong secret > 403 SignatureDoesNotMatch with what the server signed, and no secret', async () => {
    const answer = await client.send(get, { secret: 'wrong' });
    expect([answer.status, answer.code]).toEqual([403, 'SignatureDoesNotMatch']);
    expect(answer.text).toContain('<CanonicalRequest>GET\n/auth/key\n');
    expect(answer.text).not.toContain('SK');
  });

  test('an unknown key > 403 InvalidAccessKeyId', async () => {
    const answer = await client.send(get, { accessKeyId: 'NOBODY' });
    expect([answer.status, answer.code]).toEqual([403, 'InvalidAccessKeyId']);
  });

  test('nobody > 403 AccessDenied, also for a key that is not there', async () => {
    for (const path of ['/auth/key', '/auth/missing', '/auth', '/']) {
      const answer = await client.sendRaw({ path });
      expect([path, answer.status, answer.code]).toEqual([path, 403, 'AccessDenied']);
    }
  });

  test('another user > 403 AccessDenied for every operation, and for a missing key', async () => {
    const ben = { accessKeyId: 'BK', secret: 'SB' };
    for (const [method, path] of [
      ['GET', '/auth'],
      ['GET', '/auth/key'],
      ['GET', '/auth/missing'],
      ['PUT', '/auth/key'],
      ['DELETE', '/auth/key'],
      ['DELETE', '/auth'],
    ] as const) {
      const answer = await client.send({ method, path }, ben);
      expect([method, path, answer.status, answer.code]).toEqual([method, path, 403, 'AccessDenied']);
    }
  });

  test('a key that was revoked > refused by the next request', async () => {
    const key = {
      accessKeyId: 'RK',
      secret: 'SR',
      user: 'ann',
      scope: { buckets: '*' as const, read: true, write: false, delete: false, admin: false },
    };
    server.keys.set('RK', key);
    const mine = { accessKeyId: 'RK', secret: 'SR' };
    expect((await client.send(get, mine)).status).toBe(200);
    expect((await client.send({ method: 'PUT', path: '/auth/new', body: 'x' }, mine)).code).toBe('AccessDenied');
    server.keys.set('RK', { ...key, expiresAt: Date.now() - 1 });
    expect((await client.send(get, mine)).code).toBe('InvalidAccessKeyId');
    server.keys.delete('RK');
    expect((await client.send(get, mine)).code).toBe('InvalidAccessKeyId');
  });

  test('a key of some buckets > only these are there for it', async () => {
    server.keys.set('TK', {
      accessKeyId: 'TK',
      secret: 'ST',
      user: 'ann',
      scope: { buckets: ['other'], read: true, write: true, delete: true, admin: true },
    });
    const scoped = { accessKeyId: 'TK', secret: 'ST' };
    expect((await client.send(get, scoped)).code).toBe('AccessDenied');
    expect((await client.send({ path: '/nosuch' }, scoped)).code).toBe('AccessDenied');
    expect((await client.send({ method: 'PUT', path: '/third' }, scoped)).code).toBe('AccessDenied');
    expect((await client.send({ path: '/' }, scoped)).text).not.toContain('<Name>auth</Name>');
  });
});

describe('Signature > form', () => {
  const withAuthorization = async (authorization: string) => {
    const { headers } = client.sign(get);
    return await client.sendRaw({ ...get, headers: { ...headers, authorization } });
  };

  test('header and query at once > 400 InvalidArgument', async () => {
    const { query } = client.presign(get);
    const answer = await client.sendRaw({
      ...get,
      query,
      headers: { authorization: client.sign(get).headers['authorization'] ?? '' },
    });
    expect([answer.status, answer.code]).toEqual([400, 'InvalidArgument']);
  });

  test('version 2 in header and query > 400 InvalidRequest that names version 4', async () => {
    const inHeader = await withAuthorization('AWS AK:c2lnbmF0dXJl');
    const inQuery = await client.sendRaw({
      ...get,
      query: [
        ['AWSAccessKeyId', 'AK'],
        ['Expires', '1'],
        ['Signature', 'x'],
      ],
    });
    for (const answer of [inHeader, inQuery]) {
      expect([answer.status, answer.code]).toEqual([400, 'InvalidRequest']);
      expect(answer.text).toContain('AWS4-HMAC-SHA256');
    }
  });

  test.each([
    ['empty', '', 403, 'AccessDenied'],
    ['another scheme', 'Basic QUs6U0s=', 400, 'InvalidArgument'],
    ['version 2 without a signature', 'AWS HAHAHA', 400, 'InvalidArgument'],
  ])('%s > %i %s', async (_name, authorization, status, code) => {
    const answer = await withAuthorization(authorization);
    expect([answer.status, answer.code]).toEqual([status, code]);
  });

  test.each([
    ['no credential', 'AWS4-HMAC-SHA256 SignedHeaders=host, Signature=00'],
    ['no signature', 'AWS4-HMAC-SHA256 Credential=AK/20260101/us-east-1/s3/aws4_request, SignedHeaders=host'],
    ['no signed headers', 'AWS4-HMAC-SHA256 Credential=AK/20260101/us-east-1/s3/aws4_request, Signature=00'],
    ['a short credential', 'AWS4-HMAC-SHA256 Credential=AK, SignedHeaders=host, Signature=00'],
    [
      'another region',
      'AWS4-HMAC-SHA256 Credential=AK/20260101/eu-west-1/s3/aws4_request, SignedHeaders=host, Signature=00',
    ],
    [
      'another service',
      'AWS4-HMAC-SHA256 Credential=AK/20260101/us-east-1/ec2/aws4_request, SignedHeaders=host, Signature=00',
    ],
    ['another terminal', 'AWS4-HMAC-SHA256 Credential=AK/20260101/us-east-1/s3/aws5, SignedHeaders=host, Signature=00'],
    [
      'a date that is not of the request',
      'AWS4-HMAC-SHA256 Credential=AK/20200101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=00',
    ],
    ['nothing behind the scheme', 'AWS4-HMAC-SHA256'],
  ])('%s > 400 AuthorizationHeaderMalformed', async (_name, authorization) => {
    const answer = await withAuthorization(authorization);
    expect([answer.status, answer.code]).toEqual([400, 'AuthorizationHeaderMalformed']);
  });

  test('a wrong region > the right one is named', async () => {
    expect((await client.send(get, { region: 'eu-west-1' })).text).toContain('<Region>us-east-1</Region>');
  });

  test('a wrong region in the query > 400 AuthorizationQueryParametersError', async () => {
    const answer = await client.sendPresigned(get, { region: 'eu-west-1' });
    expect([answer.status, answer.code]).toEqual([400, 'AuthorizationQueryParametersError']);
  });

  test.each([-16, 16])('the clock %i minutes off > 403 RequestTimeTooSkewed', async (off) => {
    const answer = await client.send(get, { at: minutes(off) });
    expect([answer.status, answer.code]).toEqual([403, 'RequestTimeTooSkewed']);
  });

  test.each([-14, 14])('the clock %i minutes off > 200', async (off) => {
    expect((await client.send(get, { at: minutes(off) })).status).toBe(200);
  });

  test('no date > 403 AccessDenied', async () => {
    const { 'x-amz-date': _date, ...headers } = client.sign(get).headers;
    const answer = await client.sendRaw({ ...get, headers });
    expect([answer.status, answer.code]).toEqual([403, 'AccessDenied']);
  });

  test.each(['-1', 'abc', '604801', '0'])(
    'X-Amz-Expires %s > 400 AuthorizationQueryParametersError',
    async (expires) => {
      const answer = await client.sendPresigned(get, { expires });
      expect([answer.status, answer.code]).toEqual([400, 'AuthorizationQueryParametersError']);
    },
  );

  test('an expired link and one of the future > 403 AccessDenied', async () => {
    const expired = await client.sendPresigned(get, { at: minutes(-20), expires: '60' });
    expect([expired.status, expired.code]).toEqual([403, 'AccessDenied']);
    expect(expired.text).toContain('Request has expired');
    const early = await client.sendPresigned(get, { at: minutes(20) });
    expect([early.status, early.code]).toEqual([403, 'AccessDenied']);
    expect(early.text).toContain('not yet valid');
  });

  test('a link older than the clock window but not expired > 200', async () => {
    const answer = await client.sendPresigned(get, { at: minutes(-60 * 24 * 6), expires: '604800' });
    expect([answer.status, answer.text]).toEqual([200, 'old']);
  });
});

describe('Signature > what it covers', () => {
  test.each(['x-amz-copy-source', 'x-amz-tagging', 'x-amz-acl', 'x-amz-meta-a'])(
    'an unsigned %s added to a signed or presigned PUT > 403 AccessDenied, nothing stored',
    async (name) => {
      const raw = { method: 'PUT', path: '/auth/added' };
      const unsigned = { [name]: '/auth/key' };
      for (const answer of [await client.send(raw, { unsigned }), await client.sendPresigned(raw, { unsigned })]) {
        expect([answer.status, answer.code]).toEqual([403, 'AccessDenied']);
        expect(answer.text).toContain('headers present in the request which were not signed');
      }
      expect((await client.send({ path: '/auth/added' })).status).toBe(404);
    },
  );

  test('replayed with another method, key or query > 403 SignatureDoesNotMatch', async () => {
    const { headers } = client.sign(get);
    const replays = [
      { ...get, method: 'PUT', headers },
      { ...get, method: 'DELETE', headers },
      { path: '/auth/other', headers },
      { ...get, headers, query: [['versionId', 'null']] as const },
    ];
    for (const replay of replays) {
      const answer = await client.sendRaw(replay);
      expect([answer.status, answer.code]).toEqual([403, 'SignatureDoesNotMatch']);
    }
    expect((await client.send(get)).text).toBe('old');
  });

  test('a body that is not the hashed one > 400 XAmzContentSHA256Mismatch, the old object stays', async () => {
    const raw = { method: 'PUT', path: '/auth/key', body: 'new' };
    const { headers } = client.sign(raw);
    const answer = await client.sendRaw({ ...raw, body: 'bad', headers });
    expect([answer.status, answer.code]).toEqual([400, 'XAmzContentSHA256Mismatch']);
    expect((await client.send(get)).text).toBe('old');
  });

  test('a junk x-amz-content-sha256 > 400 InvalidArgument', async () => {
    const answer = await client.send(get, { payload: 'junk' });
    expect([answer.status, answer.code]).toEqual([400, 'InvalidArgument']);
  });

  test('UNSIGNED-PAYLOAD > any body', async () => {
    const answer = await client.send(
      { method: 'PUT', path: '/auth/unsigned', body: 'abc' },
      { payload: 'UNSIGNED-PAYLOAD' },
    );
    expect(answer.status).toBe(200);
  });

  test('an unsigned trailer body with an absent or wrong signature > 403, nothing stored', async () => {
    const streaming = {
      'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
      'x-amz-decoded-content-length': '3',
    };
    const body = '3\r\nabc\r\n0\r\n\r\n';
    const raw = { method: 'PUT', path: '/auth/evil' };
    const absent = await client.sendRaw({ ...raw, headers: streaming, body });
    expect([absent.status, absent.code]).toEqual([403, 'AccessDenied']);
    const inHeader = await sendChunked(client, '/auth/evil', { chunks: ['abc'], signed: false }, { secret: 'wrong' });
    expect([inHeader.status, inHeader.code]).toEqual([403, 'SignatureDoesNotMatch']);
    const { query } = client.presign(raw, { secret: 'wrong', payload: streaming['x-amz-content-sha256'] });
    const inQuery = await client.sendRaw({ ...raw, query, headers: streaming, body });
    expect(inQuery.status).toBe(403);
    expect((await client.send({ path: '/auth/evil' })).status).toBe(404);
  });
});

describe('Keys > any text > the same key comes back', () => {
  const keys = [
    'a b',
    'a+b',
    'a%b',
    'a%2Fb',
    'é',
    "!*'()",
    'x//y',
    '/lead',
    '~t',
    'a?b#c',
    '😀',
    'tab\there',
    'trail/',
  ];
  test.each(keys)('%s', async (key) => {
    const path = `/auth/${key
      .split('/')
      .map((piece) => encodeURIComponent(piece))
      .join('/')}`;
    expect((await client.send({ method: 'PUT', path, body: key })).status).toBe(200);
    expect((await client.send({ path })).text).toBe(key);
    const lower = path.replaceAll(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase());
    expect((await client.send({ path: lower })).text).toBe(key);
    expect((await client.sendPresigned({ path })).text).toBe(key);
  });

  test('over-encoded > the same key', async () => {
    expect((await client.send({ path: '/%61uth/%6b%65y' })).text).toBe('old');
  });
});
