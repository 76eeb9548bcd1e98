import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FileId } from '../../preload/contract/index.ts';
import {
  type Queue,
  bucket,
  bytesOf,
  hashOf,
  portsFor,
  readStore,
  startQueue,
  volumesOf,
} from '../transfers/transfers.testkit.ts';
import { type FileAnswer, type Files, createFileService } from './index.ts';

let q: Queue;
let files: Files;
let now = 0;
beforeEach(async () => {
  q = await startQueue();
  now = Date.now();
  files = serviceOf(q);
});
afterEach(async () => {
  await files.close();
  await q.close();
});

const serviceOf = (queue: Queue) =>
  createFileService({
    volumes: volumesOf(queue.volumes),
    transfers: queue.queue,
    ports: portsFor(queue.home),
    clock: { now: () => now },
    log: (line) => void queue.logged.push(line),
  });
const session = 'window';
const at = (key: string) => ({ connectionId: q.place().connectionId, bucket, key });
const put = (key: string, body: Buffer, contentType?: string) => q.volume.put({ bucket, key, body, contentType });
const ask = (
  url: string,
  more: { method?: string; range?: string; body?: Buffer | Readable; session?: string; signal?: AbortSignal } = {},
) =>
  files.serve({
    method: more.method ?? 'GET',
    ticket: url.split('/').at(-1) ?? '',
    session: more.session ?? session,
    headers: more.range === undefined ? {} : { range: more.range },
    ...(more.body === undefined ? {} : { body: Readable.from(more.body instanceof Buffer ? [more.body] : more.body) }),
    signal: more.signal ?? new AbortController().signal,
  });
async function bytes(answer: FileAnswer): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of (answer.body ?? []) as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe('addresses', () => {
  it('a preview is read by ranges until it expires, by its own session only, and nothing in it can run', async () => {
    const content = bytesOf('page', 1000);
    await put('a/p\u202Eage "1".html', content, 'text/html');
    const { url } = files.preview(at('a/p\u202Eage "1".html'), session);
    const whole = await ask(url);
    expect(whole).toMatchObject({ status: 200, headers: { 'content-length': '1000' } });
    expect(whole.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(whole.headers['content-security-policy']).toMatch(/^sandbox; default-src 'none'/);
    expect(whole.headers['x-content-type-options']).toBe('nosniff');
    expect(whole.headers['content-disposition']).toBe(
      `inline; filename="p_age _1_.html"; filename*=UTF-8''p_age%20%221%22.html`,
    );
    expect(await bytes(whole)).toEqual(content);
    for (const [range, status, first, last] of [
      ['bytes=0-9', 206, 0, 10],
      ['bytes=990-', 206, 990, 1000],
      ['bytes=-5', 206, 995, 1000],
      ['bytes=5-99999', 206, 5, 1000],
      ['bytes=0-1,5-6', 200, 0, 1000],
      ['bytes=x', 200, 0, 1000],
    ] as const) {
      const part = await ask(url, { range });
      expect([range, part.status, hashOf(await bytes(part))]).toEqual([
        range,
        status,
        hashOf(content.subarray(first, last)),
      ]);
    }
    expect(await ask(url, { range: 'bytes=1000-' })).toMatchObject({
      status: 416,
      headers: { 'content-range': 'bytes */1000' },
    });
    const head = await ask(url, { method: 'HEAD' });
    expect(head).toMatchObject({ status: 200, headers: { 'content-length': '1000' } });
    expect(head.body).toBeUndefined();
    expect((await ask(url, { session: 'other' })).status).toBe(403);
    expect((await ask(url, { method: 'PUT' })).status).toBe(405);
    now += 31 * 60_000;
    expect((await ask(url)).status).toBe(403);
  });

  it('an address for saving is for one use, and ends with its session', async () => {
    await put('ünï.bin', bytesOf('x', 10), 'text/html');
    const { url } = files.save(at('ünï.bin'), session);
    expect((await ask(url, { method: 'HEAD' })).status).toBe(200);
    const saved = await ask(url);
    expect(saved.headers['content-type']).toBe('application/octet-stream');
    expect(saved.headers['content-disposition']).toBe(
      `attachment; filename="_n_.bin"; filename*=UTF-8''%C3%BCn%C3%AF.bin`,
    );
    expect(await bytes(saved)).toHaveLength(10);
    expect((await ask(url)).status).toBe(403);
    const other = files.save(at('ünï.bin'), session);
    files.endSession(session);
    expect((await ask(other.url)).status).toBe(403);
    expect((await ask(files.save(at('absent'), session).url)).status).toBe(404);
  });
});

describe('archives', () => {
  const archive = (prefixes: string[], base = '') =>
    files.saveArchive(
      { connectionId: q.place().connectionId, bucket, base, selection: { keys: [], prefixes } },
      session,
    );

  it('unpacks to the same bytes and names', async () => {
    const content: Record<string, Buffer> = {
      'd/é 😀+%20#.txt': bytesOf('a', 5000),
      'd/sub/large.bin': bytesOf('b', 9 * 1024 * 1024),
      'd/empty.txt': Buffer.alloc(0),
      'd/a\\b': bytesOf('c', 10),
    };
    for (const [key, body] of Object.entries(content)) await put(key, body);
    await put('d/folder/', Buffer.alloc(0));
    const answer = await ask(archive(['d/']).url);
    expect(answer.headers['content-disposition']).toContain('files.zip');
    const folder = await mkdtemp(join(tmpdir(), 'quayside-zip-'));
    try {
      await writeFile(join(folder, 'a.zip'), await bytes(answer));
      const script = `import hashlib,json,sys,zipfile
z=zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None
print(json.dumps({n:hashlib.sha256(z.read(n)).hexdigest() for n in z.namelist()}))`;
      const found: unknown = JSON.parse(
        execFileSync('python3', ['-c', script, join(folder, 'a.zip')], { encoding: 'utf8' }),
      );
      const expected = Object.entries(content).map(([key, body]) => [key.replace('\\', '%5C'), hashOf(body)]);
      expect(found).toEqual({ ...Object.fromEntries(expected), 'd/folder/': hashOf(Buffer.alloc(0)) });
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('breaks off where the store fails midway, and stops reading when nobody takes it', async () => {
    for (const key of ['d/1', 'd/2', 'd/3']) await put(key, bytesOf(key, 100_000));
    let gets = 0;
    q.volumes.set(
      'test',
      Object.assign(Object.create(q.volume) as typeof q.volume, {
        get: (options: Parameters<typeof q.volume.get>[0]) => {
          gets += 1;
          if (gets === 3) return Promise.reject(new Error('the store is gone'));
          return q.volume.get(options);
        },
      }),
    );
    await expect(bytes(await ask(archive(['d/']).url))).rejects.toThrow('the store is gone');
    gets = 10;
    const left = await ask(archive(['d/']).url);
    left.body?.destroy();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(gets).toBeLessThan(13);
  });
});

describe('files that a browser sends', () => {
  const dropped = (path: string, body: Buffer) => ({ path, size: body.length, modified: 1_700_000_000_000, type: '' });
  const begin = () => q.queue.receiving.begin({ target: q.place('in/'), title: 'drop', conflict: 'fail' });
  async function send(id: ReturnType<typeof begin>, fileId: FileId, body: Buffer, upTo = body.length) {
    const [address] = await files.receive(id, [fileId], session);
    if (!address) throw new Error('nothing is missing');
    const { status } = await ask(address.url, { method: 'PUT', body: body.subarray(address.offset, upTo) });
    return { status, offset: address.offset };
  }

  it('arrive byte for byte, also in pieces and after a restart, and nothing of them stays here', async () => {
    const { receiving } = q.queue;
    const a = bytesOf('a', 3_000_000);
    const b = bytesOf('b', 9 * 1024 * 1024);
    const id = begin();
    const [idA, idB, idEmpty] = await receiving.add(
      id,
      [dropped('x/a #%+é', a), dropped('x/b', b), dropped('x/empty', Buffer.alloc(0))],
      ['x/nothing'],
    );
    if (!idA || !idB || !idEmpty) throw new Error('no ids');
    expect((await send(id, idA, a)).status).toBe(204);
    // The address for an empty file is not needed, nor a second one for a whole file.
    expect(await files.receive(id, [idA, idEmpty], session)).toEqual([]);
    expect(await send(id, idB, b, 1_000_000)).toEqual({ status: 409, offset: 0 });
    await q.until(id, (job) => job.filesDone === 3);

    q = await q.restart();
    files = serviceOf(q);
    expect(await q.until(id, (job) => job.state === 'waiting')).toMatchObject({
      waitingFor: 'source',
      error: { code: 'SOURCE_BYTES_NEEDED' },
    });
    expect(q.queue.receiving.missing(id)).toMatchObject([{ id: idB, path: 'x/b', size: b.length }]);
    expect(await q.queue.receiving.add(id, [dropped('x/b', b)], [])).toEqual([idB]);
    expect(await send(id, idB, b)).toEqual({ status: 204, offset: 1_000_000 });
    q.queue.receiving.seal(id);
    expect(await q.ended(id)).toMatchObject({ state: 'done', filesTotal: 4, filesDone: 4 });
    expect(await readStore(q.volume)).toEqual({
      'in/x/a #%+é': hashOf(a),
      'in/x/b': hashOf(b),
      'in/x/empty': hashOf(Buffer.alloc(0)),
      'in/x/nothing/': hashOf(Buffer.alloc(0)),
    });
    expect(execFileSync('find', [join(q.home, 'incoming'), '-type', 'f'], { encoding: 'utf8' })).toBe('');
  });

  it('more bytes than announced are refused, a vanished one fails alone, and a cancelled job takes nothing', async () => {
    const { receiving } = q.queue;
    const body = bytesOf('a', 1000);
    const id = begin();
    const [first, second] = await receiving.add(id, [dropped('a', body), dropped('b', body)], []);
    if (!first || !second) throw new Error('no ids');
    const [address] = await files.receive(id, [first], session);
    expect(await ask(address?.url ?? '', { method: 'PUT', body: Buffer.alloc(1001) })).toMatchObject({ status: 400 });
    expect((await ask(address?.url ?? '', { method: 'PUT', body })).status).toBe(403);
    await receiving.drop(id, [second], 'vanished');
    expect(q.queue.files({ jobId: id, offset: 0, limit: 10, state: 'failed' }).files).toMatchObject([
      { path: 'b', error: { code: 'SOURCE_VANISHED' } },
    ]);
    const [late] = await files.receive(id, [first], session);
    await q.queue.cancel(id);
    expect((await ask(late?.url ?? '', { method: 'PUT', body })).status).toBe(409);
    await expect(receiving.add(id, [dropped('c', body)], [])).rejects.toMatchObject({ code: 'JOB_STATE' });
    expect(await readStore(q.volume)).toEqual({});
  });
});
