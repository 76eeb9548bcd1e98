import { execFile, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startStore, type Store } from './emulated-store.testkit.ts';

const run = promisify(execFile);
const names = ['one.bin', 'two.bin', 'sub/three.txt'];
let home: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'quayside-store-clients-'));
  await mkdir(join(home, 'up', 'sub'), { recursive: true });
  for (const name of names) await writeFile(join(home, 'up', name), randomBytes(20_000));
  await writeFile(join(home, 'large.bin'), randomBytes(12 * 1024 * 1024));
});
afterAll(() => rm(home, { recursive: true, force: true }));

/** Whether the command line of AWS can be started here; says so where it cannot. */
const hasAws = ((): boolean => {
  const found = spawnSync('aws', ['--version'], { stdio: 'ignore' }).status === 0;
  if (!found) process.stderr.write('skipped: aws is not on this machine\n');
  return found;
})();

/** As the store's own page has it; resolves with what was printed, rejects with what went wrong. */
function aws(store: Store, region: string, ...args: string[]): Promise<string> {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'));
  const env = {
    ...(Object.fromEntries(kept) as Record<string, string>),
    HOME: home,
    AWS_ACCESS_KEY_ID: 'AK',
    AWS_SECRET_ACCESS_KEY: 'SK',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_MAX_ATTEMPTS: '1',
  };
  const all = ['--endpoint-url', store.endpoint, '--region', region, ...args];
  return run('aws', all, { env, cwd: home }).then(({ stdout }) => stdout);
}

async function expectSame(folder: string): Promise<void> {
  for (const name of names) {
    const [sent, got] = await Promise.all([readFile(join(home, 'up', name)), readFile(join(home, folder, name))]);
    expect([name, got.equals(sent)]).toEqual([name, true]);
  }
}

describe.runIf(hasAws)('aws cli as the stores describe it', { timeout: 120_000 }, () => {
  test('Runpod > ls, cp in parts, sync both ways, rm; other regions and mb are refused', async () => {
    const store = await startStore('runpod', { disks: ['volume1'] });
    const on = (...args: string[]) => aws(store, 'EU-RO-1', 's3', ...args);
    try {
      expect(await on('ls')).toContain('volume1');
      await on('cp', 'large.bin', 's3://volume1/large.bin');
      await on('sync', 'up', 's3://volume1/up');
      await on('sync', 's3://volume1/up', 'from-runpod');
      await expectSame('from-runpod');
      await on('cp', 's3://volume1/large.bin', 'back.bin');
      expect((await readFile(join(home, 'back.bin'))).equals(await readFile(join(home, 'large.bin')))).toBe(true);
      await on('rm', 's3://volume1/up', '--recursive');
      expect(await on('ls', 's3://volume1', '--recursive')).not.toContain('up/one.bin');
      await expect(on('mb', 's3://volume2')).rejects.toThrow('NotImplemented');
      await expect(aws(store, 'eu-ro-1', 's3', 'ls')).rejects.toThrow('AuthorizationHeaderMalformed');
    } finally {
      await store.close();
    }
  });

  test('Archil > parts are refused, whole files work once the threshold is up', async () => {
    const store = await startStore('archil', { disks: ['dsk-abc'] });
    const on = (...args: string[]) => aws(store, 'us-east-1', ...args);
    try {
      await expect(on('s3', 'cp', 'large.bin', 's3://dsk-abc/large.bin')).rejects.toThrow('MethodNotAllowed');
      await on('configure', 'set', 'default.s3.multipart_threshold', '5GB');
      await on('s3', 'cp', 'large.bin', 's3://dsk-abc/large.bin');
      await on('s3', 'sync', 'up', 's3://dsk-abc/up');
      expect(await on('s3', 'ls', 's3://dsk-abc/')).toMatch(/PRE up\/[^]*large\.bin/);
      await on('s3', 'sync', 's3://dsk-abc/up', 'from-archil');
      await expectSame('from-archil');
      await expect(on('s3', 'ls')).rejects.toThrow('MethodNotAllowed');
    } finally {
      await store.close();
      await rm(join(home, '.aws'), { recursive: true, force: true });
    }
  });
});
