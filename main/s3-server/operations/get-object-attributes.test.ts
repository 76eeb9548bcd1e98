import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestClient, startTestServer, type TestClient, type TestServer } from '../s3-server.testkit.ts';

let server: TestServer;
let client: TestClient;

beforeAll(async () => {
  server = await startTestServer({ limits: { minPartBytes: 1 } });
  client = createTestClient(server.port);
  await client.send({ method: 'PUT', path: '/attributes' });
});
afterAll(() => server.close());

const attributes = (path: string, names: string | undefined, headers: Record<string, string> = {}) =>
  client.send({
    path,
    query: [['attributes', '']],
    headers: names === undefined ? headers : { 'x-amz-object-attributes': names, ...headers },
  });

describe('GetObjectAttributes', () => {
  test('of a plain object > what is asked, the ETag without quotes', async () => {
    await client.send({
      method: 'PUT',
      path: '/attributes/a',
      body: 'hello',
      headers: { 'x-amz-checksum-crc32': 'NhCmhg==', 'x-amz-storage-class': 'STANDARD_IA' },
    });
    const answer = await attributes('/attributes/a', 'ETag,Checksum,ObjectParts, StorageClass,ObjectSize');
    expect(answer.status).toBe(200);
    expect(answer.text).toContain(
      `><ETag>${createHash('md5').update('hello').digest('hex')}</ETag><Checksum><ChecksumCRC32>NhCmhg==</ChecksumCRC32><ChecksumType>FULL_OBJECT</ChecksumType></Checksum><StorageClass>STANDARD_IA</StorageClass><ObjectSize>5</ObjectSize></GetObjectAttributesResponse>`,
    );
    expect(answer.headers['last-modified']).toBeDefined();
    expect((await attributes('/attributes/a', 'ObjectSize')).text).toMatch(
      /<GetObjectAttributesResponse xmlns="[^"]+"><ObjectSize>5<\/ObjectSize><\/GetObjectAttributesResponse>$/,
    );
  });

  test('nothing asked, something unknown, no object > refused', async () => {
    expect((await attributes('/attributes/a', undefined)).code).toBe('InvalidRequest');
    expect((await attributes('/attributes/a', 'Size')).code).toBe('InvalidArgument');
    expect((await attributes('/attributes/none', 'ETag')).code).toBe('NoSuchKey');
  });

  test('of parts > in pages', async () => {
    const path = '/attributes/parts';
    const begun = await client.send({ method: 'POST', path, query: [['uploads', '']] });
    const uploadId = /<UploadId>(.*?)</.exec(begun.text)?.[1] ?? '';
    const rows: string[] = [];
    for (const number of [1, 2, 5]) {
      const part = await client.send({
        method: 'PUT',
        path,
        query: [
          ['partNumber', String(number)],
          ['uploadId', uploadId],
        ],
        body: 'x'.repeat(number),
      });
      rows.push(`<Part><PartNumber>${number}</PartNumber><ETag>${String(part.headers['etag'])}</ETag></Part>`);
    }
    const body = `<CompleteMultipartUpload>${rows.join('')}</CompleteMultipartUpload>`;
    expect((await client.send({ method: 'POST', path, query: [['uploadId', uploadId]], body })).status).toBe(200);
    const first = (await attributes(path, 'ObjectParts', { 'x-amz-max-parts': '2' })).text;
    expect(first).toContain('<IsTruncated>true</IsTruncated><MaxParts>2</MaxParts>');
    expect(first).toContain('<NextPartNumberMarker>2</NextPartNumberMarker><PartNumberMarker>0</PartNumberMarker>');
    expect(first).toMatch(/<PartNumber>1<\/PartNumber><Size>1<\/Size><\/Part><Part>.*<Size>2<\/Size><\/Part>/);
    expect(first).toContain('<PartsCount>3</PartsCount>');
    const rest = (await attributes(path, 'ObjectParts', { 'x-amz-max-parts': '2', 'x-amz-part-number-marker': '2' }))
      .text;
    expect(rest).toContain('<IsTruncated>false</IsTruncated>');
    expect(rest).toContain('<PartNumber>5</PartNumber><Size>5</Size>');
    expect((await attributes(path, 'ObjectParts', { 'x-amz-max-parts': 'x' })).code).toBe('InvalidArgument');
  });
});
