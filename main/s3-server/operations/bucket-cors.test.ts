import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestClient, startTestServer, type TestClient, type TestServer } from '../s3-server.testkit.ts';

let server: TestServer;
let client: TestClient;
const cors = [['cors', '']] as const;

beforeAll(async () => {
  server = await startTestServer();
  client = createTestClient(server.port);
});
afterAll(() => server.close());

let buckets = 0;
async function makeBucket(...rules: string[]): Promise<string> {
  const path = `/cors-${(buckets += 1)}`;
  await client.send({ method: 'PUT', path });
  if (rules.length > 0) await setRules(path, ...rules);
  return path;
}
const setRules = (path: string, ...rules: string[]) =>
  client.send({
    method: 'PUT',
    path,
    query: cors,
    body: `<CORSConfiguration>${rules.map((rule) => `<CORSRule>${rule}</CORSRule>`).join('')}</CORSConfiguration>`,
  });
const rule = (origin: string, more = '') =>
  `<AllowedMethod>GET</AllowedMethod><AllowedMethod>PUT</AllowedMethod><AllowedOrigin>${origin}</AllowedOrigin>${more}`;
const preflight = (path: string, headers: Record<string, string>) =>
  client.sendRaw({ method: 'OPTIONS', path: `${path}/key`, headers });
const ask = (origin: string, method: string, names?: string) => ({
  origin,
  'access-control-request-method': method,
  ...(names === undefined ? {} : { 'access-control-request-headers': names }),
});
const outcome = ({ status, code }: { status: number; code: string | undefined }) => [status, code];
const forbidden = [403, 'AccessForbidden'];

describe('PutBucketCors', () => {
  test('nothing > 404; rules > given back; deleted > 404', async () => {
    const path = await makeBucket();
    expect(outcome(await client.send({ path, query: cors }))).toEqual([404, 'NoSuchCORSConfiguration']);
    const full = `<ID>one</ID><AllowedMethod>GET</AllowedMethod><AllowedOrigin>http://*.example.org</AllowedOrigin><AllowedHeader>x-*</AllowedHeader><MaxAgeSeconds>60</MaxAgeSeconds><ExposeHeader>ETag</ExposeHeader>`;
    await setRules(path, full);
    expect((await client.send({ path, query: cors })).text).toContain(`<CORSRule>${full}</CORSRule>`);
    expect((await client.send({ method: 'DELETE', path, query: cors })).status).toBe(204);
    expect(outcome(await client.send({ path, query: cors }))).toEqual([404, 'NoSuchCORSConfiguration']);
  });

  const bad: [string, string[], string][] = [
    ['another method', [rule('*', '<AllowedMethod>PATCH</AllowedMethod>')], 'InvalidRequest'],
    ['two stars', [rule('http://*.*.org')], 'InvalidRequest'],
    ['no origin', ['<AllowedMethod>GET</AllowedMethod>'], 'MalformedXML'],
    ['no method', ['<AllowedOrigin>*</AllowedOrigin>'], 'MalformedXML'],
    [
      'a line break in ExposeHeader',
      [rule('*', '<ExposeHeader>a&#13;&#10;x-evil: 1</ExposeHeader>')],
      'InvalidRequest',
    ],
    ['a star in ExposeHeader', [rule('*', '<ExposeHeader>x-*</ExposeHeader>')], 'InvalidRequest'],
    ['a line break in an origin', [rule('http://a&#10;b')], 'InvalidRequest'],
    ['101 rules', Array.from({ length: 101 }, () => rule('*')), 'MalformedXML'],
  ];
  test.each(bad)('%s > 400, nothing kept', async (_name, rules, code) => {
    const path = await makeBucket();
    expect(outcome(await setRules(path, ...rules))).toEqual([400, code]);
    expect(outcome(await client.send({ path, query: cors }))).toEqual([404, 'NoSuchCORSConfiguration']);
  });
});

describe('A preflight', () => {
  test('no rules, no bucket, another origin, method or header > 403 AccessForbidden', async () => {
    expect(outcome(await preflight(await makeBucket(), ask('http://a.org', 'GET')))).toEqual(forbidden);
    expect(outcome(await preflight('/cors-none', ask('http://a.org', 'GET')))).toEqual(forbidden);
    const path = await makeBucket(rule('http://a.org', '<AllowedHeader>x-amz-*</AllowedHeader>'));
    expect(outcome(await preflight(path, ask('http://evil.org', 'GET')))).toEqual(forbidden);
    expect(outcome(await preflight(path, ask('http://a.org', 'DELETE')))).toEqual(forbidden);
    const answer = await preflight(path, ask('http://a.org', 'GET', 'x-amz-date, authorization'));
    expect(outcome(answer)).toEqual(forbidden);
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });

  test('no origin, no method > 400 BadRequest', async () => {
    const path = await makeBucket(rule('*'));
    expect(outcome(await preflight(path, {}))).toEqual([400, 'BadRequest']);
    expect(outcome(await preflight(path, { origin: 'http://a.org' }))).toEqual([400, 'BadRequest']);
  });

  test('a rule that holds > what the page may do, and no signature asked', async () => {
    const path = await makeBucket(
      rule(
        'http://*.a.org',
        '<AllowedHeader>*</AllowedHeader><ExposeHeader>ETag</ExposeHeader><ExposeHeader>x-amz-version-id</ExposeHeader><MaxAgeSeconds>60</MaxAgeSeconds>',
      ),
    );
    const answer = await preflight(path, ask('http://b.a.org', 'PUT', 'X-Amz-Date,Authorization'));
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': 'http://b.a.org',
      'access-control-allow-methods': 'GET, PUT',
      'access-control-allow-headers': 'x-amz-date, authorization',
      'access-control-expose-headers': 'ETag, x-amz-version-id',
      'access-control-max-age': '60',
      'access-control-allow-credentials': 'true',
      vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
    });
  });

  test('a rule for all origins > *, and never with credentials', async () => {
    const path = await makeBucket(rule('*'));
    const { headers } = await preflight(path, ask('http://evil.org', 'GET'));
    expect(headers['access-control-allow-origin']).toBe('*');
    expect(headers['access-control-allow-credentials']).toBeUndefined();
  });
});

describe('A request from a page', () => {
  test('a rule > its headers on answers and on refusals; no rule, no origin > none', async () => {
    const path = await makeBucket(rule('http://a.org'));
    await client.send({ method: 'PUT', path: `${path}/key`, body: 'x' });
    const from = (origin: string) => client.send({ path: `${path}/key`, headers: { origin } });
    expect((await from('http://a.org')).headers).toMatchObject({
      'access-control-allow-origin': 'http://a.org',
      'access-control-allow-methods': 'GET, PUT',
      vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
    });
    const refused = await client.sendRaw({ path: `${path}/key`, headers: { origin: 'http://a.org' } });
    expect([refused.status, refused.headers['access-control-allow-origin']]).toEqual([403, 'http://a.org']);
    expect((await from('http://evil.org')).headers['access-control-allow-origin']).toBeUndefined();
    expect((await client.send({ path: `${path}/key` })).headers['vary']).toBeUndefined();
    const deleted = await client.send({ method: 'DELETE', path: `${path}/key`, headers: { origin: 'http://a.org' } });
    expect(deleted.headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('PutBucketTagging', () => {
  const query = [['tagging', '']] as const;
  test('nothing > 404 NoSuchTagSet; tags > given back; deleted > 404', async () => {
    const path = await makeBucket();
    expect(outcome(await client.send({ path, query }))).toEqual([404, 'NoSuchTagSet']);
    const body = '<Tagging><TagSet><Tag><Key>Hello</Key><Value>World</Value></Tag></TagSet></Tagging>';
    expect((await client.send({ method: 'PUT', path, query, body })).status).toBe(204);
    expect((await client.send({ path, query })).text).toContain(
      '<TagSet><Tag><Key>Hello</Key><Value>World</Value></Tag></TagSet>',
    );
    expect((await client.send({ method: 'DELETE', path, query })).status).toBe(204);
    expect(outcome(await client.send({ path, query }))).toEqual([404, 'NoSuchTagSet']);
  });

  test('51 tags, a name twice > 400 InvalidTag', async () => {
    const path = await makeBucket();
    const put = (names: readonly string[]) =>
      client.send({
        method: 'PUT',
        path,
        query,
        body: `<Tagging><TagSet>${names.map((name) => `<Tag><Key>${name}</Key><Value/></Tag>`).join('')}</TagSet></Tagging>`,
      });
    const many = Array.from({ length: 50 }, (_, at) => `t${at}`);
    expect((await put(many)).status).toBe(204);
    expect(outcome(await put([...many, 'one']))).toEqual([400, 'InvalidTag']);
    expect(outcome(await put(['a', 'a']))).toEqual([400, 'InvalidTag']);
  });
});
