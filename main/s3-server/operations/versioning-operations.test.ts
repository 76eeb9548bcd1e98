import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createTestClient,
  startTestServer,
  type QueryPairs,
  type TestClient,
  type TestServer,
} from '../s3-server.testkit.ts';

let server: TestServer;
let client: TestClient;

beforeAll(async () => {
  server = await startTestServer();
  client = createTestClient(server.port);
  for (const bucket of ['plain', 'kept', 'paused']) await client.send({ method: 'PUT', path: `/${bucket}` });
  await setVersioning('kept', 'Enabled');
});
afterAll(() => server.close());

const setVersioning = (bucket: string, status: string) =>
  client.send({
    method: 'PUT',
    path: `/${bucket}`,
    query: [['versioning', '']],
    body: `<VersioningConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Status>${status}</Status></VersioningConfiguration>`,
  });
const put = (path: string, body: string, headers: Record<string, string> = {}) =>
  client.send({ method: 'PUT', path, body, headers });
const version = (answer: { headers: Readonly<Record<string, string | string[] | undefined>> }): string =>
  String(answer.headers['x-amz-version-id']);
const at = (versionId: string): QueryPairs => [['versionId', versionId]];
const md5 = (data: string): string => createHash('md5').update(data).digest('hex');
const all = (text: string, name: string): string[] =>
  [...text.matchAll(new RegExp(`<${name}>(.*?)</${name}>`, 'gs'))].map((match) => match[1] ?? '');

describe('PutBucketVersioning', () => {
  test('never set > an empty configuration', async () => {
    const { text } = await client.send({ path: '/plain', query: [['versioning', '']] });
    expect(text).toMatch(/<VersioningConfiguration xmlns="[^"]+"><\/VersioningConfiguration>$/);
  });

  test('Enabled and Suspended > told back', async () => {
    for (const status of ['Enabled', 'Suspended']) {
      expect((await setVersioning('paused', status)).status).toBe(200);
      const { text } = await client.send({ path: '/paused', query: [['versioning', '']] });
      expect(all(text, 'Status')).toEqual([status]);
    }
  });

  test.each([
    ['<VersioningConfiguration><Status>On</Status></VersioningConfiguration>', 400, 'MalformedXML'],
    ['<VersioningConfiguration/>', 400, 'IllegalVersioningConfigurationException'],
    ['<Other/>', 400, 'MalformedXML'],
    ['', 400, 'MissingRequestBodyError'],
    [
      '<VersioningConfiguration><Status>Enabled</Status><MfaDelete>Enabled</MfaDelete></VersioningConfiguration>',
      501,
      'NotImplemented',
    ],
  ])('%s > %i %s', async (body, status, code) => {
    const answer = await client.send({ method: 'PUT', path: '/plain', query: [['versioning', '']], body });
    expect([answer.status, answer.code]).toEqual([status, code]);
  });

  test('by another user > 403', async () => {
    const ben = { accessKeyId: 'BK', secret: 'SB' };
    const answer = await client.send({ method: 'PUT', path: '/plain', query: [['versioning', '']], body: 'x' }, ben);
    expect(answer.code).toBe('AccessDenied');
  });
});

describe('versions of an object', () => {
  test('two writes and a delete > each readable by its id, the marker answers 404 and 405', async () => {
    const first = version(await put('/kept/a', 'one'));
    const second = version(await put('/kept/a', 'two'));
    expect(first).not.toBe(second);
    const current = await client.send({ path: '/kept/a' });
    expect([current.text, version(current)]).toEqual(['two', second]);
    const old = await client.send({ path: '/kept/a', query: at(first) });
    expect([old.text, version(old)]).toEqual(['one', first]);

    const gone = await client.send({ method: 'DELETE', path: '/kept/a' });
    const marker = version(gone);
    expect([gone.status, gone.headers['x-amz-delete-marker']]).toEqual([204, 'true']);
    const missing = await client.send({ path: '/kept/a' });
    expect([missing.status, missing.code, missing.headers['x-amz-delete-marker'], version(missing)]).toEqual([
      404,
      'NoSuchKey',
      'true',
      marker,
    ]);
    for (const method of ['GET', 'HEAD']) {
      const named = await client.send({ method, path: '/kept/a', query: at(marker) });
      expect([named.status, named.headers['allow'], named.headers['x-amz-delete-marker']]).toEqual([
        405,
        'DELETE',
        'true',
      ]);
      expect(named.headers['last-modified']).toBeDefined();
      expect(named.text).toMatch(method === 'GET' ? /<Method>GET<\/Method><ResourceType>DeleteMarker</ : /^$/);
    }
    const back = await client.send({ method: 'DELETE', path: '/kept/a', query: at(marker) });
    expect([back.status, version(back), back.headers['x-amz-delete-marker']]).toEqual([204, marker, 'true']);
    expect((await client.send({ path: '/kept/a' })).text).toBe('two');
    await client.send({ method: 'DELETE', path: '/kept/a', query: at(second) });
    expect((await client.send({ path: '/kept/a' })).text).toBe('one');
  });

  test('an id that is none > 400 InvalidArgument; one of no version > 404 NoSuchVersion', async () => {
    const known = version(await put('/kept/ids', 'x'));
    const none = await client.send({ path: '/kept/ids', query: at('nonsense') });
    expect([none.status, none.code]).toEqual([400, 'InvalidArgument']);
    expect((await client.send({ path: '/kept/ids', query: at('') })).code).toBe('InvalidArgument');
    const other = await client.send({ path: '/kept/other', query: at(known) });
    expect([other.status, other.code]).toEqual([404, 'NoSuchVersion']);
    expect((await client.send({ method: 'DELETE', path: '/kept/other', query: at(known) })).status).toBe(204);
  });

  test('in a bucket without versions > no header, and null is the one there is', async () => {
    const answer = await put('/plain/a', 'x');
    expect(answer.headers['x-amz-version-id']).toBeUndefined();
    expect((await client.send({ path: '/plain/a', query: at('null') })).text).toBe('x');
  });

  test('suspended > null is overwritten, older ones stay', async () => {
    await client.send({ method: 'PUT', path: '/pause' });
    await put('/pause/a', 'before');
    await setVersioning('pause', 'Enabled');
    const kept = version(await put('/pause/a', 'kept'));
    expect((await client.send({ path: '/pause/a', query: at('null') })).text).toBe('before');
    await setVersioning('pause', 'Suspended');
    expect(version(await put('/pause/a', 'after'))).toBe('null');
    expect((await client.send({ path: '/pause/a', query: at('null') })).text).toBe('after');
    expect((await client.send({ path: '/pause/a', query: at(kept) })).text).toBe('kept');
    const gone = await client.send({ method: 'DELETE', path: '/pause/a' });
    expect([version(gone), gone.headers['x-amz-delete-marker']]).toEqual(['null', 'true']);
    expect((await client.send({ path: '/pause/a', query: at('null') })).status).toBe(405);
  });

  test('copy of an older version > its bytes, told in x-amz-copy-source-version-id', async () => {
    const first = version(await put('/kept/src', 'old'));
    await put('/kept/src', 'new');
    const copy = await put('/kept/dst', '', { 'x-amz-copy-source': `/kept/src?versionId=${first}` });
    expect([copy.status, copy.headers['x-amz-copy-source-version-id']]).toEqual([200, first]);
    expect(version(copy)).not.toBe('undefined');
    expect((await client.send({ path: '/kept/dst' })).text).toBe('old');
    const none = await put('/kept/dst', '', { 'x-amz-copy-source': '/kept/src?versionId=none' });
    expect([none.status, none.code]).toEqual([400, 'InvalidArgument']);
  });

  test('a delete marker as the source of a copy > 404; named > 400 InvalidRequest', async () => {
    await put('/kept/hidden', 'x');
    const marker = version(await client.send({ method: 'DELETE', path: '/kept/hidden' }));
    expect((await put('/kept/dst', '', { 'x-amz-copy-source': '/kept/hidden' })).code).toBe('NoSuchKey');
    const named = await put('/kept/dst', '', { 'x-amz-copy-source': `/kept/hidden?versionId=${marker}` });
    expect([named.status, named.code]).toEqual([400, 'InvalidRequest']);
  });

  test('UploadPartCopy of a version > its bytes', async () => {
    const first = version(await put('/kept/part', 'first'));
    await put('/kept/part', 'second');
    const begun = await client.send({ method: 'POST', path: '/kept/joined', query: [['uploads', '']] });
    const uploadId = all(begun.text, 'UploadId')[0] ?? '';
    const part = await client.send({
      method: 'PUT',
      path: '/kept/joined',
      query: [
        ['partNumber', '1'],
        ['uploadId', uploadId],
      ],
      headers: { 'x-amz-copy-source': `kept/part?versionId=${first}` },
    });
    expect([part.headers['x-amz-copy-source-version-id'], all(part.text, 'ETag')]).toEqual([
      first,
      [`&quot;${md5('first')}&quot;`],
    ]);
  });
});

describe('ListObjectVersions', () => {
  const list = (bucket: string, ...query: QueryPairs) =>
    client.send({ path: `/${bucket}`, query: [['versions', ''], ...query] });

  beforeAll(async () => {
    await client.send({ method: 'PUT', path: '/listed' });
    await setVersioning('listed', 'Enabled');
    for (const key of ['a', 'b/1', 'b/2', 'c%20d']) {
      await put(`/listed/${key}`, '1');
      await put(`/listed/${key}`, '22');
    }
    await client.send({ method: 'DELETE', path: '/listed/a' });
  });

  test('all > by key, newest first, markers and owners among them', async () => {
    const { text } = await list('listed');
    expect(text).toMatch(
      /<ListVersionsResult xmlns="[^"]+"><Name>listed<\/Name><Prefix><\/Prefix><KeyMarker><\/KeyMarker><VersionIdMarker><\/VersionIdMarker><MaxKeys>1000<\/MaxKeys><IsTruncated>false<\/IsTruncated><DeleteMarker><Key>a<\/Key><VersionId>[^<]+<\/VersionId><IsLatest>true<\/IsLatest><LastModified>[^<]+<\/LastModified><Owner><ID>ann<\/ID><DisplayName>ann<\/DisplayName><\/Owner><\/DeleteMarker><Version><Key>a<\/Key><VersionId>[^<]+<\/VersionId><IsLatest>false<\/IsLatest>/,
    );
    expect(all(text, 'Key')).toEqual(['a', 'a', 'a', 'b/1', 'b/1', 'b/2', 'b/2', 'c d', 'c d']);
    expect(all(text, 'IsLatest').map((is) => is === 'true')).toEqual([1, 0, 0, 1, 0, 1, 0, 1, 0].map((is) => is === 1));
    expect(all(text, 'Size')).toEqual(['2', '1', '2', '1', '2', '1', '2', '1']);
  });

  test.each([1, 2, 3, 5])('pages of %i > everything once', async (size) => {
    for (const delimiter of ['', '/']) {
      const seen: string[] = [];
      let marker: QueryPairs = [];
      for (let page = 0; page < 20; page += 1) {
        const base: QueryPairs = delimiter === '' ? [] : [['delimiter', delimiter]];
        const { text } = await list('listed', ...base, ['max-keys', String(size)], ...marker);
        seen.push(...all(text, 'VersionId'), ...all(text, 'CommonPrefixes'));
        if (all(text, 'IsTruncated')[0] === 'false') break;
        const id = all(text, 'NextVersionIdMarker')[0];
        marker = [
          ['key-marker', all(text, 'NextKeyMarker')[0] ?? ''],
          ...(id ? [['version-id-marker', id] as const] : []),
        ];
      }
      expect([delimiter, new Set(seen).size, seen.length]).toEqual([
        delimiter,
        delimiter === '' ? 9 : 6,
        delimiter === '' ? 9 : 6,
      ]);
    }
  });

  test('prefix, delimiter and encoding > as asked', async () => {
    const { text } = await list('listed', ['prefix', 'b/'], ['delimiter', '/']);
    expect(all(text, 'Key')).toEqual(['b/1', 'b/1', 'b/2', 'b/2']);
    const grouped = await list('listed', ['delimiter', '/'], ['encoding-type', 'url'], ['prefix', '']);
    expect(all(grouped.text, 'CommonPrefixes')).toEqual(['<Prefix>b/</Prefix>']);
    expect(all(grouped.text, 'Key').at(-1)).toBe('c%20d');
    expect(grouped.text).toContain('<EncodingType>url</EncodingType>');
  });

  test('max-keys 0 > nothing, not truncated; a bad marker > 400', async () => {
    const { text } = await list('listed', ['max-keys', '0']);
    expect([all(text, 'Key'), all(text, 'IsTruncated')]).toEqual([[], ['false']]);
    expect((await list('listed', ['max-keys', '-1'])).code).toBe('InvalidArgument');
    expect((await list('listed', ['version-id-marker', 'null'])).code).toBe('InvalidArgument');
    expect((await list('listed', ['key-marker', 'a'], ['version-id-marker', 'x'])).code).toBe('InvalidArgument');
  });

  test('a bucket without versions > each object as null', async () => {
    await put('/plain/only', 'x');
    const { text } = await list('plain', ['prefix', 'only']);
    expect([all(text, 'VersionId'), all(text, 'IsLatest')]).toEqual([['null'], ['true']]);
  });
});

describe('DeleteObjects', () => {
  const remove = (bucket: string, objects: string, quiet = false) =>
    client.send({
      method: 'POST',
      path: `/${bucket}`,
      query: [['delete', '']],
      body: `<Delete>${quiet ? '<Quiet>true</Quiet>' : ''}${objects}</Delete>`,
    });

  test('versions and markers > each told by id', async () => {
    const first = version(await put('/kept/many', 'one'));
    const made = await remove('kept', '<Object><Key>many</Key></Object>');
    const marker = all(made.text, 'DeleteMarkerVersionId')[0] ?? '';
    expect(made.text).toContain(
      `<Deleted><Key>many</Key><DeleteMarker>true</DeleteMarker><DeleteMarkerVersionId>${marker}</DeleteMarkerVersionId></Deleted>`,
    );
    const gone = await remove(
      'kept',
      `<Object><Key>many</Key><VersionId>${first}</VersionId></Object><Object><Key>many</Key><VersionId>${marker}</VersionId></Object>`,
    );
    expect(gone.text).toContain(
      `<Deleted><Key>many</Key><VersionId>${first}</VersionId></Deleted><Deleted><Key>many</Key><VersionId>${marker}</VersionId><DeleteMarker>true</DeleteMarker><DeleteMarkerVersionId>${marker}</DeleteMarkerVersionId></Deleted>`,
    );
    const none = await remove('kept', '<Object><Key>many</Key><VersionId>none</VersionId></Object>');
    expect([none.status, all(none.text, 'Code')]).toEqual([200, ['NoSuchVersion']]);
  });

  test('conditions of each key > only those that hold; quiet tells the others', async () => {
    for (const key of ['c1', 'c2', 'c3', 'c4']) await put(`/plain/${key}`, 'body');
    const head = await client.send({ method: 'HEAD', path: '/plain/c1' });
    const modified = new Date(String(head.headers['last-modified'])).toISOString();
    const answer = await remove(
      'plain',
      `<Object><Key>c1</Key><ETag>&quot;${md5('body')}&quot;</ETag><Size>4</Size><LastModifiedTime>${modified}</LastModifiedTime></Object><Object><Key>c2</Key><ETag>x</ETag></Object><Object><Key>c3</Key><Size>5</Size></Object><Object><Key>c4</Key><LastModifiedTime>2001-01-01T00:00:00Z</LastModifiedTime></Object>`,
      true,
    );
    expect([all(answer.text, 'Key'), all(answer.text, 'Code')]).toEqual([
      ['c2', 'c3', 'c4'],
      ['PreconditionFailed', 'PreconditionFailed', 'PreconditionFailed'],
    ]);
    expect((await client.send({ path: '/plain/c1' })).status).toBe(404);
    expect((await client.send({ path: '/plain/c2' })).status).toBe(200);
  });
});

describe('DeleteObject and CopyObject > what another user may learn', () => {
  const ben = { accessKeyId: 'BK', secret: 'SB' };
  const policy = (actions: readonly string[]) =>
    client.send({
      method: 'PUT',
      path: '/plain',
      query: [['policy', '']],
      body: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: '*', Action: actions, Resource: 'arn:aws:s3:::plain/shared/*' }],
      }),
    });

  test('may delete, may not read > no answer to a condition', async () => {
    await put('/plain/shared/a', 'body');
    await policy(['s3:DeleteObject']);
    const guess = { method: 'DELETE', path: '/plain/shared/a', headers: { 'if-match': '"x"' } };
    expect((await client.send(guess, ben)).code).toBe('AccessDenied');
    const many = await client.send(
      {
        method: 'POST',
        path: '/plain',
        query: [['delete', '']],
        body: '<Delete><Object><Key>shared/a</Key><Size>4</Size></Object></Delete>',
      },
      ben,
    );
    expect([many.status, all(many.text, 'Code')]).toEqual([200, ['AccessDenied']]);
    expect((await client.send({ path: '/plain/shared/a' })).status).toBe(200);
    expect((await client.send({ method: 'DELETE', path: '/plain/shared/a' }, ben)).status).toBe(204);
  });

  test('may read, may not list > a source that is not there is one that is forbidden', async () => {
    await put('/plain/shared/b', 'body');
    await policy(['s3:GetObject']);
    await client.send({ method: 'PUT', path: '/bens-own' }, ben);
    const copy = (source: string) =>
      client.send({ method: 'PUT', path: '/bens-own/copy', headers: { 'x-amz-copy-source': source } }, ben);
    expect((await copy('/plain/shared/b')).status).toBe(200);
    expect((await copy('/plain/shared/missing')).code).toBe('AccessDenied');
    const own = await client.send({
      method: 'PUT',
      path: '/plain/target',
      headers: { 'x-amz-copy-source': '/plain/shared/missing' },
    });
    expect([own.code, all(own.text, 'Key')]).toEqual(['NoSuchKey', ['shared/missing']]);
  });
});

describe('DeleteObject > conditions', () => {
  const del = (path: string, headers: Record<string, string>) => client.send({ method: 'DELETE', path, headers });
  test('If-Match, size and time > 412 or 204', async () => {
    await put('/plain/cond', 'body');
    expect((await del('/plain/cond', { 'if-match': '"x"' })).status).toBe(412);
    expect((await del('/plain/cond', { 'x-amz-if-match-size': '3' })).status).toBe(412);
    expect(
      (await del('/plain/cond', { 'x-amz-if-match-last-modified-time': 'Mon, 01 Jan 2001 00:00:00 GMT' })).status,
    ).toBe(412);
    expect((await del('/plain/cond', { 'if-none-match': '*' })).status).toBe(501);
    expect((await del('/plain/cond', { 'x-amz-if-match-size': 'x' })).code).toBe('InvalidArgument');
    expect((await client.send({ path: '/plain/cond' })).status).toBe(200);
    expect((await del('/plain/cond', { 'if-match': `"${md5('body')}"`, 'x-amz-if-match-size': '4' })).status).toBe(204);
    expect((await del('/plain/cond', { 'if-match': '*' })).code).toBe('NoSuchKey');
    expect((await del('/plain/cond', { 'x-amz-if-match-size': '4' })).status).toBe(204);
  });
});
