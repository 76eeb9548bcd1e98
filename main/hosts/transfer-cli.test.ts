import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type EmbeddedStore, startEmbeddedStore, testKey } from '../volumes/embedded-store.testkit.ts';
import type { Volume } from '../volumes/index.ts';

const cli = fileURLToPath(new URL('./transfer-cli.ts', import.meta.url));

let base: string;
let store: EmbeddedStore;
let volume: Volume;
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'quayside-cli-'));
  store = await startEmbeddedStore();
  volume = store.open();
  await volume.createBucket({ bucket: 'files' });
});
afterEach(async () => {
  await store.close();
  await rm(base, { recursive: true, force: true });
});

const key = { AWS_ACCESS_KEY_ID: testKey.accessKeyId, AWS_SECRET_ACCESS_KEY: testKey.secret };
function transfer(args: readonly string[], env: Record<string, string> = key) {
  const all = [cli, ...args, '--endpoint', store.endpoint, '--provider', 'quayside'];
  return new Promise<{ code: number; out: string; err: string }>((resolve) => {
    // Nothing of the machine's own settings counts here.
    const clean = { PATH: process.env['PATH'] ?? '', HOME: base, ...env };
    execFile(process.execPath, all, { env: clean }, (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
    });
  });
}
const keys = async () => (await volume.list({ bucket: 'files', prefix: '' })).keys;

it('sends, compares, deletes and fetches a tree, and says how it ended', async () => {
  const src = join(base, 'src');
  await mkdir(join(src, 'd'), { recursive: true });
  for (const name of ['a', 'd/b', 'd/c']) await writeFile(join(src, name), name);
  const up = await transfer(['up', src, 's3://files/p/q', '--json']);
  expect(up).toMatchObject({ code: 0 });
  expect(JSON.parse(up.out)).toMatchObject({ state: 'done', filesDone: 3, verified: 3, failed: [] });
  expect((JSON.parse(up.out) as { files: unknown[] }).files).toHaveLength(3);
  expect(await keys()).toEqual(['p/q/a', 'p/q/d/b', 'p/q/d/c']);

  await unlink(join(src, 'a'));
  await writeFile(join(src, 'd/b'), 'changed');
  const sync = await transfer(['sync', src, 's3://files/p/q/', '--delete', '--json']);
  expect(JSON.parse(sync.out)).toMatchObject({ filesDone: 1, filesSkipped: 1, deleted: 1 });
  expect(await keys()).toEqual(['p/q/d/b', 'p/q/d/c']);

  const back = join(base, 'back');
  await mkdir(back);
  expect(await transfer(['down', 's3://files/p/q/', back])).toMatchObject({ code: 0, out: '' });
  expect(await readFile(join(back, 'd/b'), 'utf8')).toBe('changed');
  expect(await transfer(['up', join(src, 'd/b'), 's3://files/one.txt'])).toMatchObject({ code: 0 });
  expect(await keys()).toContain('one.txt');
});

it('reads a profile of ~/.aws, and tells a mistake in the command from files that did not make it', async () => {
  await mkdir(join(base, '.aws'));
  await writeFile(
    join(base, '.aws/credentials'),
    `[other]\naws_access_key_id = NO\n[lab]\naws_access_key_id=${testKey.accessKeyId}\naws_secret_access_key = ${testKey.secret}\n`,
  );
  const file = join(base, 'file');
  await writeFile(file, 'x');
  expect(await transfer(['up', file, 's3://files/', '--profile', 'lab'], {})).toMatchObject({ code: 0 });
  const keyless = await transfer(['up', file, 's3://files/'], {});
  expect(keyless.code).toBe(2);
  expect(keyless.err).toContain('AWS_ACCESS_KEY_ID');
  expect(await transfer(['up', file])).toMatchObject({ code: 2 });
  expect(await transfer(['sync', file, 's3://files/'])).toMatchObject({ code: 2 });
  const lost = await transfer(['down', 's3://files/nothing', base, '--json']);
  expect(lost.code).toBe(1);
  expect(JSON.parse(lost.out)).toMatchObject({ state: 'failed', failed: [{ error: { code: 'OBJECT_NOT_FOUND' } }] });
  const nowhere = await transfer(['up', file, 's3://no-such-bucket/']);
  expect(nowhere).toMatchObject({ code: 1 });
  expect(nowhere.err).toContain('BUCKET_NOT_FOUND');
});
