import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestClient, startTestServer, type TestClient, type TestServer } from '../s3-server.testkit.ts';

let server: TestServer;
let client: TestClient;

beforeAll(async () => {
  server = await startTestServer();
  client = createTestClient(server.port);
  await client.send({ method: 'PUT', path: '/tags' });
});
afterAll(() => server.close());

const put = (path: string, body: string, headers: Record<string, string> = {}) =>
  client.send({ method: 'PUT', path, body, headers });
const tagging = (method: string, path: string, body = '') =>
  client.send({ method, path, query: [['tagging', '']], body });
const xml = (...tags: readonly (readonly [string, string])[]): string =>
  `<Tagging xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><TagSet>${tags.map(([key, value]) => `<Tag><Key>${key}</Key><Value>${value}</Value></Tag>`).join('')}</TagSet></Tagging>`;
const many = (count: number) => Array.from({ length: count }, (_, at) => [`k${at}`, 'v'] as const);

describe('Tags of objects', () => {
  test('GetObjectTagging, PutObjectTagging, DeleteObjectTagging > as set; the count stands on HEAD; ETag and time stay', async () => {
    await put('/tags/a', 'x');
    const before = await client.send({ method: 'HEAD', path: '/tags/a' });
    expect((await tagging('GET', '/tags/a')).text).toContain('<TagSet></TagSet>');
    expect((await tagging('PUT', '/tags/a', xml(['one', '1'], ['zwei é', '']))).status).toBe(200);
    expect((await tagging('GET', '/tags/a')).text).toContain(
      '<TagSet><Tag><Key>one</Key><Value>1</Value></Tag><Tag><Key>zwei é</Key><Value></Value></Tag></TagSet>',
    );
    const after = await client.send({ method: 'HEAD', path: '/tags/a' });
    expect(after.headers['x-amz-tagging-count']).toBe('2');
    expect([after.headers['etag'], after.headers['last-modified']]).toEqual([
      before.headers['etag'],
      before.headers['last-modified'],
    ]);
    expect((await tagging('DELETE', '/tags/a')).status).toBe(204);
    expect((await tagging('GET', '/tags/a')).text).toContain('<TagSet></TagSet>');
  });

  test('GetObjectTagging, PutObjectTagging, DeleteObjectTagging of no object > 404 NoSuchKey', async () => {
    for (const method of ['GET', 'DELETE']) expect((await tagging(method, '/tags/none')).code).toBe('NoSuchKey');
    expect((await tagging('PUT', '/tags/none', xml(['a', 'b']))).code).toBe('NoSuchKey');
  });

  test.each([
    ['eleven', xml(...many(11)), 'InvalidTag'],
    ['twice the same', xml(['a', '1'], ['a', '2']), 'InvalidTag'],
    ['a key of 129', xml(['k'.repeat(129), 'v']), 'InvalidTag'],
    ['a value of 257', xml(['k', 'v'.repeat(257)]), 'InvalidTag'],
    ['an empty key', xml(['', 'v']), 'InvalidTag'],
    ['a mark that is not allowed', xml(['a', 'x;y']), 'InvalidTag'],
    ["a name of AWS's own", xml(['aws:x', 'y']), 'InvalidTag'],
    ['no tag set', '<Tagging/>', 'MalformedXML'],
    ['a tag without a value', '<Tagging><TagSet><Tag><Key>a</Key></Tag></TagSet></Tagging>', 'MalformedXML'],
    ['nothing', '', 'MalformedXML'],
  ])('PutObjectTagging with %s > 400 and the old ones stay', async (_name, body, code) => {
    await put('/tags/bad', 'x', { 'x-amz-tagging': 'old=1' });
    const answer = await tagging('PUT', '/tags/bad', body);
    expect([answer.status, answer.code]).toEqual([400, code]);
    expect((await tagging('GET', '/tags/bad')).text).toContain('<Key>old</Key><Value>1</Value>');
  });

  test('ten of the largest > 200', async () => {
    await put('/tags/large', 'x');
    const tags = many(10).map(([key]) => [key.padEnd(128, 'k'), 'v'.repeat(256)] as const);
    expect((await tagging('PUT', '/tags/large', xml(...tags))).status).toBe(200);
  });

  test.each([
    'a=1&a=2',
    `${'k'.repeat(129)}=v`,
    many(11)
      .map((tag) => tag.join('='))
      .join('&'),
  ])('the header %s > 400 InvalidTag', async (header) => {
    expect((await put('/tags/header', 'x', { 'x-amz-tagging': header })).code).toBe('InvalidTag');
  });

  test('CopyObject > copied by default, replaced by directive', async () => {
    await put('/tags/src', 'x', { 'x-amz-tagging': 'a=1' });
    const source = { 'x-amz-copy-source': '/tags/src' };
    await put('/tags/same', '', source);
    expect((await tagging('GET', '/tags/same')).text).toContain('<Key>a</Key>');
    await put('/tags/other', '', { ...source, 'x-amz-tagging-directive': 'REPLACE', 'x-amz-tagging': 'b=2' });
    expect((await tagging('GET', '/tags/other')).text).toContain(
      '<TagSet><Tag><Key>b</Key><Value>2</Value></Tag></TagSet>',
    );
    await put('/tags/none-left', '', { ...source, 'x-amz-tagging-directive': 'REPLACE' });
    expect((await tagging('GET', '/tags/none-left')).text).toContain('<TagSet></TagSet>');
    expect((await put('/tags/x', '', { ...source, 'x-amz-tagging-directive': 'KEEP' })).code).toBe('InvalidArgument');
  });

  test('of a version > that version alone', async () => {
    await client.send({ method: 'PUT', path: '/tagversions' });
    await client.send({
      method: 'PUT',
      path: '/tagversions',
      query: [['versioning', '']],
      body: '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>',
    });
    const first = String((await put('/tagversions/a', '1')).headers['x-amz-version-id']);
    await put('/tagversions/a', '2');
    const query = [
      ['tagging', ''],
      ['versionId', first],
    ] as const;
    const answer = await client.send({ method: 'PUT', path: '/tagversions/a', query, body: xml(['a', '1']) });
    expect([answer.status, answer.headers['x-amz-version-id']]).toEqual([200, first]);
    expect((await tagging('GET', '/tagversions/a')).text).toContain('<TagSet></TagSet>');
    expect((await client.send({ path: '/tagversions/a', query })).text).toContain('<Key>a</Key>');
  });
});
