import { buffer } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { answering, cleanUp, emptyList, errorOf, listing, refusal, volumeAt, xml } from './answering.testkit.ts';

afterEach(cleanUp);

describe('store errors > answers that cannot be believed', () => {
  it.each([
    ['another XML', '<Foo/>'],
    ['no XML', 'hello'],
    ['XML cut short', emptyList.slice(0, 40)],
    [
      'bytes that are no text',
      '<ListBucketResult><Name>b</Name><EncodingType>url</EncodingType><IsTruncated>false</IsTruncated><Contents><Key>%FF</Key><Size>1</Size></Contents></ListBucketResult>',
    ],
    [
      'a key twice',
      '<ListBucketResult><Name>b</Name><IsTruncated>false</IsTruncated><Contents><Key>a</Key><Size>1</Size></Contents><Contents><Key>a</Key><Size>1</Size></Contents></ListBucketResult>',
    ],
    [
      'a size below nothing',
      '<ListBucketResult><Name>b</Name><IsTruncated>false</IsTruncated><Contents><Key>a</Key><Size>-1</Size></Contents></ListBucketResult>',
    ],
    ['a page without a way on', '<ListBucketResult><Name>b</Name><IsTruncated>true</IsTruncated></ListBucketResult>'],
  ])('%s > broken answer', async (_name, body) => {
    const { endpoint } = await answering((_request, response) => xml(response, 200, body));
    expect((await listing(volumeAt(endpoint))).code).toBe('STORE_BROKEN_ANSWER');
  });

  it('an endless listing > stopped at its bound', async () => {
    const { endpoint } = await answering((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/xml' });
      const row = Buffer.alloc(1024 ** 2, '<Contents><Key>a</Key></Contents>');
      const more = () => {
        while (response.write(row));
      };
      response.on('drain', more);
      response.write('<ListBucketResult><Name>b</Name>');
      more();
    });
    expect((await listing(volumeAt(endpoint))).code).toBe('STORE_BROKEN_ANSWER');
  });

  it('a repeated token, and a circle of tokens > stopped', async () => {
    const circle = (tokens: readonly string[]) => {
      let at = 0;
      return answering((_request, response) => {
        at += 1;
        xml(
          response,
          200,
          `<ListBucketResult><Name>b</Name><IsTruncated>true</IsTruncated><NextContinuationToken>${tokens[at % tokens.length]}</NextContinuationToken><Contents><Key>k${at}</Key><Size>1</Size></Contents></ListBucketResult>`,
        );
      });
    };
    for (const tokens of [['same'], ['a', 'b', 'c', 'd', 'e']]) {
      const { endpoint, asked } = await circle(tokens);
      const volume = volumeAt(endpoint);
      const walk = async () => {
        for await (const page of volume.walk({ bucket: 'b', prefix: '' })) expect(page.keys.length).toBe(1);
      };
      expect(await errorOf(walk())).toMatchObject({ code: 'STORE_BROKEN_ANSWER', params: { code: 'RepeatedToken' } });
      expect(asked.length).toBeLessThan(30);
    }
  });

  it('a store that prepares its listing (Runpod) > is asked again after a pause', async () => {
    let asks = 0;
    const { endpoint } = await answering((_request, response) => {
      asks += 1;
      const truncated = asks < 3;
      xml(
        response,
        200,
        `<ListBucketResult><Name>b</Name><IsTruncated>${truncated}</IsTruncated>${truncated ? '<NextContinuationToken>t</NextContinuationToken>' : ''}<Contents><Key>k${asks}</Key><Size>1</Size></Contents></ListBucketResult>`,
      );
    });
    const seen: string[] = [];
    for await (const page of volumeAt(endpoint, 'runpod').walk({ bucket: 'b', prefix: '' })) seen.push(...page.keys);
    expect(seen).toEqual(['k1', 'k3']);
  });

  it('a store that knows only version 1 > is asked with it', async () => {
    const { endpoint, asked } = await answering((request, response) => {
      const url = new URL(request.url ?? '', 'http://x');
      if (url.searchParams.has('list-type')) return xml(response, 501, refusal('NotImplemented'));
      const second = url.searchParams.get('marker') === 'b';
      return xml(
        response,
        200,
        `<ListBucketResult><Name>b</Name><IsTruncated>${!second}</IsTruncated><Contents><Key>${second ? 'c' : 'b'}</Key><Size>1</Size></Contents></ListBucketResult>`,
      );
    });
    const seen: string[] = [];
    for await (const page of volumeAt(endpoint).walk({ bucket: 'b', prefix: '' })) seen.push(...page.keys);
    expect(seen).toEqual(['b', 'c']);
    expect(asked.length).toBe(3);
  });

  it('a body cut short > the stream fails', async () => {
    const { endpoint } = await answering((_request, response) => {
      response.writeHead(200, { 'content-length': 1000, etag: '"e"' });
      response.write(Buffer.alloc(400));
      setTimeout(() => response.destroy(), 20);
    });
    const got = await volumeAt(endpoint).get({ bucket: 'b', key: 'k' });
    expect(await errorOf(buffer(got.stream))).toMatchObject({
      code: 'STORE_BROKEN_ANSWER',
      params: { expected: 1000, seen: 400 },
    });
  });

  it('a range that is not the one asked for > refused', async () => {
    const whole = await answering((_request, response) =>
      response.writeHead(200, { 'content-length': 10, etag: '"e"' }).end('0123456789'),
    );
    const ranged = (endpoint: string) =>
      volumeAt(endpoint).get({ bucket: 'b', key: 'k', range: { first: 2, last: 4 } });
    expect(await errorOf(ranged(whole.endpoint))).toMatchObject({
      code: 'STORE_BROKEN_ANSWER',
      params: { code: 'RangeIgnored' },
    });
    const shifted = await answering((_request, response) =>
      response.writeHead(206, { 'content-length': 3, 'content-range': 'bytes 3-5/10', etag: '"e"' }).end('345'),
    );
    expect((await errorOf(ranged(shifted.endpoint))).code).toBe('STORE_BROKEN_ANSWER');
  });
});
