import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../preload/contract/index.ts';
import type { ListPage, Volume } from './volume.ts';

export interface VolumeUnderTest {
  readonly volume: Volume;
  /** Empty, and writable. */
  readonly bucket: string;
  close(): Promise<void>;
}

/** Names that people use and that clients and servers break on. */
export const oddKeys = [
  'plain.txt',
  'with space.txt',
  ' leading and trailing ',
  'plus+sign',
  'percent%20literal',
  'percent%',
  'hash#tag',
  'question?mark=1&b=2',
  'é precomposed',
  'e\u0301 combining',
  'emoji 🚢⚓.txt',
  'quotes\'and"double',
  'paren(s)!*~',
  'a//b',
  'a///c',
  'folder/',
  'deep/er/path/file.txt',
  'back\\slash',
  'semi;colon:at@',
  'comma,equals=dollar$',
  '<angle>&amp;',
  'dots..in.name',
  'ünïcödé/ファイル/文件',
];

const bytesOf = (text: string) => new TextEncoder().encode(text);
const codeOf = async (promise: Promise<unknown>) => {
  try {
    await promise;
  } catch (error) {
    return error instanceof AppError ? error.code : error;
  }
  return 'no error';
};
const joined = (pages: readonly ListPage[]) => pages.flatMap((page) => page.keys);
const walkAll = async (volume: Volume, bucket: string, prefix = '') => {
  const pages: ListPage[] = [];
  for await (const page of volume.walk({ bucket, prefix })) pages.push(page);
  return joined(pages);
};

/** What every volume does, on whatever store it stands. */
export function volumeSuite(name: string, open: () => Promise<VolumeUnderTest>, { keys = oddKeys } = {}): void {
  describe(`volume > ${name}`, () => {
    let under: VolumeUnderTest;
    let volume: Volume;
    let bucket: string;
    beforeAll(async () => {
      under = await open();
      ({ volume, bucket } = under);
    });
    afterAll(() => under.close());

    it('put, head, get > the bytes and what was said of them come back', async () => {
      const body = bytesOf('a small text');
      const { etag } = await volume.put({
        bucket,
        key: 'one/small.txt',
        body,
        contentType: 'text/plain',
        metadata: { made: 'by hand' },
      });
      const head = await volume.head({ bucket, key: 'one/small.txt' });
      expect(head).toMatchObject({ key: 'one/small.txt', size: body.length, etag, contentType: 'text/plain' });
      expect(head.metadata).toEqual(volume.support('metadata').ok ? { made: 'by hand' } : {});
      expect(Math.abs(head.modified - Date.now())).toBeLessThan(120_000);
      const got = await volume.get({ bucket, key: 'one/small.txt' });
      expect(got).toMatchObject({ length: body.length, size: body.length, first: 0 });
      expect((await buffer(got.stream)).equals(body)).toBe(true);
    });

    it('odd names > each is written, listed, read and copied as it is', async () => {
      for (const key of keys) await volume.put({ bucket, key: `odd/${key}`, body: bytesOf(`<${key}>`) });
      expect(new Set(await walkAll(volume, bucket, 'odd/'))).toEqual(new Set(keys.map((key) => `odd/${key}`)));
      for (const key of keys) {
        const got = await volume.get({ bucket, key: `odd/${key}` });
        expect((await buffer(got.stream)).toString()).toBe(`<${key}>`);
        if (!volume.support('copy').ok) continue;
        await volume.copy({ from: { bucket, key: `odd/${key}` }, to: { bucket, key: `odd2/${key}` } });
        expect((await volume.head({ bucket, key: `odd2/${key}` })).size).toBe(bytesOf(`<${key}>`).length);
      }
      const gone = await volume.deleteMany({ bucket, keys: keys.flatMap((key) => [`odd/${key}`, `odd2/${key}`]) });
      expect(gone).toEqual({ deleted: keys.length * 2, problems: [] });
      expect(await walkAll(volume, bucket, 'odd')).toEqual([]);
    });

    it('list > folders, pages and tokens', async () => {
      const names = ['list/a', 'list/b/1', 'list/b/2', 'list/c d/x', 'list/e', 'list/f'];
      for (const key of names) await volume.put({ bucket, key, body: bytesOf(key) });
      const whole = await volume.list({ bucket, prefix: 'list/', delimiter: '/' });
      expect(whole.prefixes).toEqual(['list/b/', 'list/c d/']);
      expect(whole.keys).toEqual(['list/a', 'list/e', 'list/f']);
      expect(whole.sizes).toEqual([6, 6, 6]);
      expect(whole.etags[0]).toBe(createHash('md5').update('list/a').digest('hex'));
      expect(whole.next).toBeUndefined();
      const seen: string[] = [];
      let token: string | undefined;
      do {
        const page = await volume.list({ bucket, prefix: 'list/', delimiter: '/', limit: 2, token });
        seen.push(...page.prefixes, ...page.keys);
        token = page.next;
      } while (token !== undefined);
      expect([...seen].sort()).toEqual(['list/a', 'list/b/', 'list/c d/', 'list/e', 'list/f']);
      expect(await walkAll(volume, bucket, 'list/b/')).toEqual(['list/b/1', 'list/b/2']);
      expect(await codeOf(volume.list({ bucket, prefix: '', token: 'nonsense' }))).toBe('BAD_INPUT');
    });

    it('get > a range is that range, and a changed object is refused', async () => {
      const body = Buffer.from(Array.from({ length: 5000 }, (_, at) => at % 251));
      const { etag } = await volume.put({ bucket, key: 'range.bin', body });
      const middle = await volume.get({ bucket, key: 'range.bin', range: { first: 100, last: 199 }, ifMatch: etag });
      expect(middle).toMatchObject({ length: 100, size: 5000, first: 100 });
      expect((await buffer(middle.stream)).equals(body.subarray(100, 200))).toBe(true);
      const tail = await volume.get({ bucket, key: 'range.bin', range: { first: 4990 } });
      expect((await buffer(tail.stream)).equals(body.subarray(4990))).toBe(true);
      const past = await volume.get({ bucket, key: 'range.bin', range: { first: 4990, last: 9999 } });
      expect((await buffer(past.stream)).length).toBe(10);
      await volume.put({ bucket, key: 'range.bin', body: bytesOf('other') });
      expect(await codeOf(volume.get({ bucket, key: 'range.bin', ifMatch: etag }))).toBe('OBJECT_CHANGED');
      expect(await codeOf(volume.get({ bucket, key: 'range.bin', range: { first: 100 } }))).toBe('OBJECT_CHANGED');
    });

    it('put > a stream, an empty body, and one of several megabytes', async () => {
      const large = Buffer.alloc(5 * 1024 ** 2 + 3, 'quayside');
      const stream = Readable.from([large.subarray(0, 1_000_000), large.subarray(1_000_000)], { objectMode: false });
      await volume.put({ bucket, key: 'stream.bin', body: { stream, size: large.length } });
      expect((await buffer((await volume.get({ bucket, key: 'stream.bin' })).stream)).equals(large)).toBe(true);
      await volume.put({ bucket, key: 'bytes.bin', body: large });
      expect((await volume.head({ bucket, key: 'bytes.bin' })).size).toBe(large.length);
      await volume.put({ bucket, key: 'empty', body: new Uint8Array() });
      await volume.put({
        bucket,
        key: 'empty-stream',
        body: { stream: Readable.from([], { objectMode: false }), size: 0 },
      });
      for (const key of ['empty', 'empty-stream']) {
        const got = await volume.get({ bucket, key });
        expect((await buffer(got.stream)).length).toBe(0);
      }
    });

    it('put > a source that ends short, runs over or fails leaves nothing', async () => {
      const part = Buffer.alloc(100_000, 1);
      const failing = new Readable({
        read() {
          this.push(part);
          this.destroy(new Error('the disk is gone'));
        },
      });
      const cases = [
        ['SOURCE_CHANGED', { stream: Readable.from([part]), size: 200_000 }],
        ['SOURCE_CHANGED', { stream: Readable.from([part, part]), size: 150_000 }],
        ['SOURCE_UNREADABLE', { stream: failing, size: 200_000 }],
      ] as const;
      for (const [code, body] of cases) {
        expect(await codeOf(volume.put({ bucket, key: 'never', body }))).toBe(code);
        expect(await codeOf(volume.head({ bucket, key: 'never' }))).toBe('OBJECT_NOT_FOUND');
      }
    });

    it('put > only where nothing is', async () => {
      await volume.put({ bucket, key: 'once', body: bytesOf('1'), onlyIfAbsent: true });
      expect(await codeOf(volume.put({ bucket, key: 'once', body: bytesOf('2'), onlyIfAbsent: true }))).toBe(
        'OBJECT_EXISTS',
      );
      expect((await buffer((await volume.get({ bucket, key: 'once' })).stream)).toString()).toBe('1');
    });

    it('put > a wrong checksum is found by the store', async () => {
      const body = bytesOf('checked');
      for (const algorithm of volume.limits.checksums) {
        if (algorithm !== 'crc32' && algorithm !== 'content-md5' && algorithm !== 'sha256') continue;
        const value = (of: Uint8Array) => {
          if (algorithm === 'content-md5') return createHash('md5').update(of).digest('base64');
          if (algorithm === 'sha256') return createHash('sha256').update(of).digest('base64');
          const sum = Buffer.alloc(4);
          sum.writeUInt32BE(crc32(of));
          return sum.toString('base64');
        };
        await volume.put({ bucket, key: 'sum', body, checksum: { algorithm, value: value(body) } });
        const wrong = { algorithm, value: value(bytesOf('another')) };
        expect(await codeOf(volume.put({ bucket, key: 'sum', body, checksum: wrong }))).toBe('DAMAGED');
      }
    });

    it('multipart > parts, their list, and the object', async ({ skip }) => {
      if (!volume.support('multipart').ok) skip('the store has no multipart');
      const first = Buffer.alloc(5 * 1024 ** 2, 'a');
      const second = Buffer.from('the end');
      const place = { bucket, key: 'multi/part é+.bin' };
      const { uploadId } = await volume.createUpload({ ...place, contentType: 'application/x-test' });
      const upload = { ...place, uploadId };
      const parts = [
        await volume.uploadPart({
          ...upload,
          partNumber: 1,
          body: { stream: Readable.from([first]), size: first.length },
        }),
        await volume.uploadPart({ ...upload, partNumber: 2, body: second }),
      ];
      expect(await volume.listParts(upload)).toMatchObject([
        { partNumber: 1, etag: parts[0]?.etag, size: first.length },
        { partNumber: 2, etag: parts[1]?.etag, size: second.length },
      ]);
      expect(await volume.listUploads({ bucket, prefix: 'multi/' })).toMatchObject([upload]);
      await volume.completeUpload({ ...upload, parts });
      const got = await volume.get(place);
      expect((await buffer(got.stream)).equals(Buffer.concat([first, second]))).toBe(true);
      expect(got.head.contentType).toBe('application/x-test');
      expect(await codeOf(volume.listParts(upload))).toBe('OBJECT_NOT_FOUND');
    });

    it('multipart > aborted twice, gone', async ({ skip }) => {
      if (!volume.support('multipart').ok) skip('the store has no multipart');
      const { uploadId } = await volume.createUpload({ bucket, key: 'aborted' });
      await volume.abortUpload({ bucket, key: 'aborted', uploadId });
      await volume.abortUpload({ bucket, key: 'aborted', uploadId });
      expect(await volume.listUploads({ bucket, prefix: 'aborted' })).toEqual([]);
    });

    it('copy > only where nothing is, and only while the source is the same', async ({ skip }) => {
      if (!volume.support('copy').ok) skip('the store cannot copy');
      await volume.put({ bucket, key: 'from', body: bytesOf('source') });
      await volume.delete({ bucket, key: 'to' });
      await volume.copy({ from: { bucket, key: 'from' }, to: { bucket, key: 'to' }, onlyIfAbsent: true });
      const again = volume.copy({ from: { bucket, key: 'from' }, to: { bucket, key: 'to' }, onlyIfAbsent: true });
      expect(await codeOf(again)).toBe('OBJECT_EXISTS');
      const stale = volume.copy({
        from: { bucket, key: 'from' },
        to: { bucket, key: 'to2' },
        ifSourceMatch: 'f'.repeat(32),
      });
      expect(await codeOf(stale)).toBe('OBJECT_CHANGED');
      expect(await codeOf(volume.copy({ from: { bucket, key: 'nowhere' }, to: { bucket, key: 'x' } }))).toBe(
        'OBJECT_NOT_FOUND',
      );
    });

    it('delete > also what is not there', async () => {
      await volume.delete({ bucket, key: 'never was' });
      expect(await volume.deleteMany({ bucket, keys: ['never was', 'nor this', 'nor this'] })).toEqual({
        deleted: 2,
        problems: [],
      });
      expect(await volume.deleteMany({ bucket, keys: [] })).toEqual({ deleted: 0, problems: [] });
    });

    it('what is missing > says so', async () => {
      expect(await codeOf(volume.head({ bucket, key: 'nothing' }))).toBe('OBJECT_NOT_FOUND');
      expect(await codeOf(volume.get({ bucket, key: 'nothing' }))).toBe('OBJECT_NOT_FOUND');
      expect(await codeOf(volume.list({ bucket: 'no-such-bucket-here', prefix: '' }))).toBe('BUCKET_NOT_FOUND');
    });

    it('abort > ends a call and a stream', async () => {
      expect(await codeOf(volume.head({ bucket, key: 'range.bin', signal: AbortSignal.abort() }))).toBe('CANCELLED');
      const stop = new AbortController();
      const got = await volume.get({ bucket, key: 'stream.bin', signal: stop.signal });
      stop.abort();
      expect(await codeOf(buffer(got.stream))).toBe('CANCELLED');
      const upload = new AbortController();
      const slow = new Readable({ read() {} });
      slow.push(Buffer.alloc(1000));
      const put = volume.put({ bucket, key: 'aborted-put', body: { stream: slow, size: 2000 }, signal: upload.signal });
      setTimeout(() => upload.abort(), 50);
      expect(await codeOf(put)).toBe('CANCELLED');
      expect(slow.destroyed).toBe(true);
    });

    it('presign > a link opens without a key, its twin is the same, and it names a download', async ({ skip }) => {
      if (!volume.support('share-link').ok) skip('the store has no links');
      const key = 'link/ü "x"+1 %.txt';
      await volume.put({ bucket, key, body: bytesOf('for everybody'), contentType: 'text/plain' });
      const made = await volume.presign({ bucket, key, method: 'GET', seconds: 600, show: 'download' });
      const twin = await volume.presign({
        bucket,
        key,
        method: 'GET',
        seconds: 600,
        show: 'download',
        signedAt: made.signedAt,
      });
      expect(twin.url).toBe(made.url);
      expect(Math.abs(made.expiresAt - Date.now() - 600_000)).toBeLessThan(5000);
      const answer = await fetch(made.url);
      expect(await answer.text()).toBe('for everybody');
      expect(answer.headers.get('content-disposition')).toContain("filename*=UTF-8''%C3%BC");
      const expired = await volume.presign({
        bucket,
        key,
        method: 'GET',
        seconds: 1,
        signedAt: Math.floor(Date.now() / 1000) * 1000 - 60_000,
      });
      expect((await fetch(expired.url)).status).toBe(403);
      const tooLong = volume.presign({ bucket, key, method: 'GET', seconds: volume.limits.maxShareSeconds + 1 });
      expect(await codeOf(tooLong)).toBe('BAD_INPUT');
    });

    it('presign > PUT takes a file', async ({ skip }) => {
      if (!volume.support('upload-link').ok) skip('the store has no links');
      const { url } = await volume.presign({ bucket, key: 'received', method: 'PUT', seconds: 60 });
      expect((await fetch(url, { method: 'PUT', body: 'thanks' })).status).toBe(200);
      expect((await volume.head({ bucket, key: 'received' })).size).toBe(6);
    });

    it('test > the credential works and the clock is known', async () => {
      const outcome = await volume.test({ buckets: [bucket] });
      expect(outcome.ok).toBe(true);
      expect(Math.abs(outcome.clockOffset ?? Number.NaN)).toBeLessThan(5000);
      expect(outcome.buckets.includes(bucket)).toBe(volume.support('list-buckets').ok);
    });
  });
}
