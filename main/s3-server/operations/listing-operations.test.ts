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

const keys = ['a', 'b/1', 'b/2', 'b/c/3', 'd e', 'f+g', 'é', '😀/x', 'ctl\u0001', 'lt<&>"'];

beforeAll(async () => {
  server = await startTestServer();
  client = createTestClient(server.port);
  await client.send({ method: 'PUT', path: '/list' });
  for (const key of keys) await client.send({ method: 'PUT', path: `/list/${encodeURIComponent(key)}`, body: key });
});
afterAll(() => server.close());

const list = (...query: QueryPairs) => client.send({ path: '/list', query });
const v2 = (...query: QueryPairs) => list(['list-type', '2'], ...query);
const all = (text: string, name: string): string[] =>
  [...text.matchAll(new RegExp(`<${name}>(.*?)</${name}>`, 'gs'))].map((match) => match[1] ?? '');
const ordered = [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));

describe('ListObjectsV2', () => {
  test('all > in order of UTF-8 bytes, with size, ETag and class, without owner', async () => {
    const { text, headers } = await v2(['encoding-type', 'url']);
    expect(all(text, 'Key').map(decodeURIComponent)).toEqual(ordered);
    expect(headers['content-type']).toBe('application/xml');
    expect(text).toContain(
      '<Name>list</Name><Prefix></Prefix><KeyCount>10</KeyCount><MaxKeys>1000</MaxKeys><EncodingType>url</EncodingType><IsTruncated>false</IsTruncated>',
    );
    expect(text).toMatch(
      /<Contents><Key>a<\/Key><LastModified>[\d-]+T[\d:.]+Z<\/LastModified><ETag>&quot;0cc175b9c0f1b6a831c399e269772661&quot;<\/ETag><ChecksumAlgorithm>CRC64NVME<\/ChecksumAlgorithm><ChecksumType>FULL_OBJECT<\/ChecksumType><Size>1<\/Size><StorageClass>STANDARD<\/StorageClass><\/Contents>/,
    );
    expect(text).not.toContain('<Owner>');
    expect((await v2(['fetch-owner', 'true'])).text).toContain(
      '<Owner><ID>ann</ID><DisplayName>ann</DisplayName></Owner>',
    );
  });

  test('without encoding > escaped, control characters as references', async () => {
    const { text } = await v2();
    expect(text).toContain('<Key>lt&lt;&amp;&gt;&quot;</Key>');
    expect(text).toContain('<Key>ctl&#x1;</Key>');
  });

  test('delimiter > common prefixes, counted', async () => {
    const { text } = await v2(['delimiter', '/'], ['encoding-type', 'url']);
    expect(all(text, 'CommonPrefixes')).toEqual(['<Prefix>b/</Prefix>', '<Prefix>%F0%9F%98%80/</Prefix>']);
    expect(all(text, 'KeyCount')).toEqual(['8']);
    expect(all((await v2(['delimiter', '/'], ['prefix', 'b/'])).text, 'Key')).toEqual(['b/1', 'b/2']);
  });

  test.each([1, 2, 3, 7])('pages of %i > everything once, with and without delimiter', async (size) => {
    for (const delimiter of ['', '/']) {
      const found: string[] = [];
      let token: string | undefined;
      do {
        const { text } = await v2(
          ['max-keys', String(size)],
          ['encoding-type', 'url'],
          ['delimiter', delimiter],
          ...(token === undefined ? [] : ([['continuation-token', token]] as const)),
        );
        const page = [
          ...all(text, 'Key'),
          ...all(text, 'CommonPrefixes').map((entry) => all(entry, 'Prefix')[0] ?? ''),
        ];
        expect(page.length).toBeLessThanOrEqual(size);
        found.push(...page.map(decodeURIComponent));
        token = all(text, 'NextContinuationToken')[0];
      } while (token !== undefined);
      const whole =
        delimiter === ''
          ? ordered
          : [...new Set(ordered.map((key) => (key.includes('/') ? `${key.split('/')[0]}/` : key)))];
      expect([...found].sort()).toEqual([...whole].sort());
    }
  });

  test('start-after > only later ones', async () => {
    expect(all((await v2(['start-after', 'b/2'], ['encoding-type', 'url'])).text, 'Key')[0]).toBe('b/c/3');
  });

  test.each([
    ['max-keys', 'x'],
    ['max-keys', '-1'],
    ['max-keys', '99999999999'],
    ['encoding-type', 'base64'],
    ['continuation-token', 'junk'],
  ])('%s=%s > 400 InvalidArgument', async (name, value) => {
    const answer = await v2([name, value]);
    expect([answer.status, answer.code]).toEqual([400, 'InvalidArgument']);
  });

  test('an empty token > the first page, and the token told back', async () => {
    const { text } = await v2(['continuation-token', ''], ['max-keys', '1']);
    expect([all(text, 'Key').length, all(text, 'ContinuationToken')]).toEqual([1, ['']]);
    expect(all(text, 'Key')).toEqual(all((await v2(['max-keys', '1'])).text, 'Key'));
  });

  test('max-keys 0 > nothing, not truncated', async () => {
    const { text } = await v2(['max-keys', '0']);
    expect([all(text, 'Key'), all(text, 'IsTruncated')]).toEqual([[], ['false']]);
  });
});

describe('ListObjects', () => {
  test('encoding-type url > keys, marker and delimiter encoded; the prefix as it was asked for', async () => {
    const { text } = await list(['encoding-type', 'url'], ['prefix', 'a b\n%'], ['marker', 'a b'], ['delimiter', ' ']);
    expect([all(text, 'Prefix'), all(text, 'Marker'), all(text, 'Delimiter')]).toEqual([
      ['a b\n%'],
      ['a%20b'],
      ['%20'],
    ]);
  });

  test('marker > later ones, owner, no token', async () => {
    const { text } = await list(['marker', 'b/1'], ['max-keys', '1']);
    expect([all(text, 'Key'), all(text, 'Marker'), all(text, 'IsTruncated'), all(text, 'NextMarker')]).toEqual([
      ['b/2'],
      ['b/1'],
      ['true'],
      [],
    ]);
    expect(text).toContain('<Owner><ID>ann</ID>');
  });

  test('delimiter > NextMarker leads through all', async () => {
    const found: string[] = [];
    let marker = '';
    do {
      const { text } = await list(['delimiter', '/'], ['max-keys', '1'], ['encoding-type', 'url'], ['marker', marker]);
      found.push(
        ...[...all(text, 'Key'), ...all(text, 'CommonPrefixes').map((entry) => all(entry, 'Prefix')[0] ?? '')].map(
          decodeURIComponent,
        ),
      );
      marker = decodeURIComponent(all(text, 'NextMarker')[0] ?? '');
    } while (marker !== '' && found.length < 20);
    expect(found.length).toBe(8);
    expect(new Set(found).size).toBe(8);
  });
});

describe('Buckets', () => {
  test('create, head, list, location, delete', async () => {
    const created = await client.send({ method: 'PUT', path: '/fresh' });
    expect([created.status, created.headers['location']]).toEqual([200, '/fresh']);
    expect((await client.send({ method: 'PUT', path: '/fresh' })).status).toBe(200);
    const head = await client.send({ method: 'HEAD', path: '/fresh' });
    expect([head.status, head.headers['x-amz-bucket-region']]).toEqual([200, 'us-east-1']);
    const { text } = await client.send({ path: '/' });
    expect(text).toMatch(
      /<ListAllMyBucketsResult xmlns="http:\/\/s3.amazonaws.com\/doc\/2006-03-01\/"><Owner><ID>ann<\/ID><DisplayName>ann<\/DisplayName><\/Owner><Buckets><Bucket><Name>fresh<\/Name><CreationDate>/,
    );
    expect((await client.send({ path: '/fresh', query: [['location', '']] })).text).toContain(
      '<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/"></LocationConstraint>',
    );
    expect((await client.send({ path: '/fresh', query: [['versioning', '']] })).text).toContain(
      '<VersioningConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"></VersioningConfiguration>',
    );
    expect((await client.send({ path: '/fresh', query: [['acl', '']] })).text).toContain(
      '<Permission>FULL_CONTROL</Permission>',
    );
    expect((await client.send({ method: 'DELETE', path: '/fresh' })).status).toBe(204);
    expect((await client.send({ method: 'HEAD', path: '/fresh' })).status).toBe(404);
  });

  test('of somebody else > 409 BucketAlreadyExists; not empty > 409 BucketNotEmpty', async () => {
    const ben = { accessKeyId: 'BK', secret: 'SB' };
    const taken = await client.send({ method: 'PUT', path: '/list' }, ben);
    expect([taken.status, taken.code]).toEqual([409, 'BucketAlreadyExists']);
    const full = await client.send({ method: 'DELETE', path: '/list' });
    expect([full.status, full.code]).toEqual([409, 'BucketNotEmpty']);
    expect((await client.send({ path: '/' }, ben)).text).not.toContain('<Name>list</Name>');
  });

  test('a place that is not here > 400 InvalidLocationConstraint; bad XML > 400 MalformedXML', async () => {
    const body = (place: string) =>
      `<CreateBucketConfiguration><LocationConstraint>${place}</LocationConstraint></CreateBucketConfiguration>`;
    expect((await client.send({ method: 'PUT', path: '/placed', body: body('mars') })).code).toBe(
      'InvalidLocationConstraint',
    );
    expect((await client.send({ method: 'PUT', path: '/placed', body: '<x' })).code).toBe('MalformedXML');
    expect((await client.send({ method: 'PUT', path: '/placed', body: body('us-east-1') })).status).toBe(200);
  });
});
