import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStorage, type Storage } from '../index.ts';
import { createTestClient, startTestServer, type TestClient, type TestServer } from '../s3-server.testkit.ts';

let server: TestServer;
let client: TestClient;
let root: string;
let storage: Storage;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'quayside-patience-'));
  storage = await openStorage({ root, fast: true });
  server = await startTestServer({ storage: slowly(storage), patienceMs: 100 });
  client = createTestClient(server.port);
  await client.send({ method: 'PUT', path: '/slow' });
  await client.send({ method: 'PUT', path: '/slow/a', body: 'bytes' });
});
afterAll(async () => {
  await server.close();
  await storage.close();
  await rm(root, { recursive: true, force: true });
});

/** The same storage, with copies as slow as of very large objects. */
function slowly(real: Storage): Storage {
  return new Proxy(real, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...values: unknown[]): unknown => {
        const call = (): unknown => Reflect.apply(member, target, values);
        return name === 'cloneObject' ? new Promise((resolve) => setTimeout(resolve, 450)).then(call) : call();
      };
    },
  });
}

describe('A long copy', () => {
  test('done > 200 at once, white space, the result as one document', async () => {
    const answer = await client.send({ method: 'PUT', path: '/slow/b', headers: { 'x-amz-copy-source': '/slow/a' } });
    expect([answer.status, answer.headers['content-type'], answer.headers['content-length']]).toEqual([
      200,
      'application/xml',
      undefined,
    ]);
    expect(answer.text).toMatch(
      /^<\?xml version="1.0" encoding="UTF-8"\?>\s+<CopyObjectResult .*<\/CopyObjectResult>$/,
    );
    expect(answer.text.match(/\n( +)</)?.[1]?.length).toBeGreaterThanOrEqual(2);
    expect((await client.send({ path: '/slow/b' })).text).toBe('bytes');
  });

  test('refused at its end > an Error in the 200; refused at once > its status', async () => {
    await client.send({ method: 'PUT', path: '/slow/c', body: 'there' });
    const onto = { 'x-amz-copy-source': '/slow/a', 'if-match': '*' };
    const copying = client.send({ method: 'PUT', path: '/slow/c', headers: onto });
    await new Promise((resolve) => setTimeout(resolve, 200));
    await client.send({ method: 'DELETE', path: '/slow/c' });
    const answer = await copying;
    expect([answer.status, answer.text.includes('<Error><Code>'), answer.code]).toEqual([200, true, 'NoSuchKey']);
    expect((await client.send({ path: '/slow/c' })).status).toBe(404);
    const missing = await client.send({
      method: 'PUT',
      path: '/slow/d',
      headers: { 'x-amz-copy-source': '/slow/none' },
    });
    expect(missing.status).toBe(404);
  });
});
