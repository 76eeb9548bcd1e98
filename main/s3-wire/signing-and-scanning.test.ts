import { createHmac, createHash } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { describe, expect, it } from 'vitest';
import { encodeQuery } from './encode-uri.ts';
import { readError } from './read-refusal.ts';
import { scanListing } from './scan-listing.ts';
import { createSigner, emptySha256 } from './sign-request.ts';

describe('signer', () => {
  it('gives what the SDK gives, on the same day and the next, with a session and odd values', async () => {
    const credential = { accessKeyId: 'AKID', secretAccessKey: 'a secret/of+nobody', sessionToken: 'tok' };
    const sign = createSigner({ credential, region: 'eu-west-1' });
    const theirs = new SignatureV4({
      credentials: credential,
      region: 'eu-west-1',
      service: 's3',
      uriEscapePath: false,
      applyChecksum: true,
      sha256: class {
        #hash: ReturnType<typeof createHash>;
        constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
          this.#hash = (
            secret === undefined ? createHash('sha256') : createHmac('sha256', secret as string)
          ) as ReturnType<typeof createHash>;
        }
        update(data: Uint8Array) {
          this.#hash.update(data);
        }
        digest() {
          return Promise.resolve(new Uint8Array(this.#hash.digest()));
        }
        reset() {}
      },
    });
    for (const at of [Date.UTC(2026, 1, 3, 23, 59, 59), Date.UTC(2026, 1, 4, 0, 0, 1), Date.UTC(2026, 1, 4, 0, 0, 2)]) {
      const headers: Record<string, string> = {
        host: 'store.example:9000',
        range: 'bytes=0-9',
        'content-type': 'text/plain',
        'x-amz-meta-note': 'two  spaces and ~',
      };
      const query = { 'list-type': '2', prefix: "a b/é+'()", delimiter: '/', marker: '' };
      const expected = await theirs.sign(
        {
          method: 'GET',
          protocol: 'http:',
          hostname: 'store.example',
          path: '/b/a%20b',
          query,
          headers: { ...headers, 'x-amz-content-sha256': emptySha256 },
        },
        { signingDate: new Date(at) },
      );
      sign({ method: 'GET', path: '/b/a%20b', query: encodeQuery(query), headers, payload: emptySha256 }, at);
      expect(headers['authorization']).toBe(expected.headers['authorization']);
    }
  });
});

describe('scanner', () => {
  const listing = (inside: string) =>
    Buffer.from(`<?xml version="1.0"?>\n<ListBucketResult xmlns="x">${inside}</ListBucketResult>\n`);

  it('reads names as they are written: references, sections, prefixes, attributes, empty elements, comments', () => {
    const list = scanListing(
      listing(
        '<Name>b</Name><!-- <Key>no</Key> --><Prefix/><IsTruncated>true</IsTruncated><NextContinuationToken>a&amp;b</NextContinuationToken>' +
          '<Contents a="&lt;"><Key>&lt;a&gt; &#x1F600;&#233;&quot; </Key><Size>12</Size><LastModified>2026-11-20T10:11:12.345Z</LastModified>' +
          '<ETag>"e"</ETag><Owner><ID>Key</ID><DisplayName/></Owner><StorageClass>STANDARD</StorageClass></Contents>' +
          '<s:Contents xmlns:s="y"><s:Key><![CDATA[<x>&amp;]]>!</s:Key><s:Size>x</s:Size></s:Contents>' +
          '<CommonPrefixes><Prefix>p/</Prefix></CommonPrefixes>',
      ),
    );
    expect(list).toMatchObject({
      told: true,
      truncated: true,
      encoded: false,
      nextToken: 'a&b',
      prefixes: ['p/'],
      keys: ['<a> 😀é" ', '<x>&amp;!'],
      sizes: [12, Number.NaN],
      modified: [Date.UTC(2026, 10, 20, 10, 11, 12, 345), 0],
      etags: ['"e"', ''],
      storageClasses: ['STANDARD', ''],
    });
  });

  it.each([
    ['cut short', Buffer.from('<ListBucketResult><Name>b</Name>')],
    ['crossed tags', Buffer.from('<A><B></A></B>')],
    ['a document type', Buffer.from('<!DOCTYPE x [<!ENTITY a "b">]><A/>')],
    ['an unknown entity', listing('<Name>&a;</Name>')],
    ['a bare ampersand', listing('<Name>a&b</Name>')],
    ['two documents', Buffer.from('<A/><B/>')],
    ['text behind it', Buffer.from('<A/>x')],
    ['no UTF-8', Buffer.concat([Buffer.from('<A>'), Buffer.from([0xff]), Buffer.from('</A>')])],
    ['a deep nest', Buffer.from('<a>'.repeat(1000))],
    ['nothing', Buffer.alloc(0)],
  ])('%s > refused', (_name, body) => {
    expect(() => scanListing(body)).toThrow(expect.objectContaining({ code: 'XML' }));
  });

  it('an error document, also wrapped > its members; anything else > none', () => {
    const error = '<Error><Code>SlowDown</Code><Message>m</Message><Region>r</Region><Resource>x</Resource></Error>';
    expect(readError(Buffer.from(error))).toEqual({ Code: 'SlowDown', Message: 'm', Region: 'r' });
    const wrapped = `<ErrorResponse>${error}<RequestId>R</RequestId></ErrorResponse>`;
    expect(readError(Buffer.from(wrapped))).toMatchObject({ Code: 'SlowDown', RequestId: 'R' });
    expect(readError(Buffer.from('<html>no</html>'))).toBeUndefined();
    expect(readError(Buffer.from('{}'))).toBeUndefined();
  });
});
