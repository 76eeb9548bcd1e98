import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStorage, type Storage } from './index.ts';
import { leftOver } from './left-over.ts';
import { BUCKET, noise } from './storage-kit.ts';
import { get, put } from './write-scenarios.ts';

const canMount =
  process.platform === 'linux' &&
  spawnSync('sh', ['-c', 'd=$(mktemp -d) && mount -t tmpfs -o size=1m tmpfs $d && umount $d && rmdir $d']).status === 0;
if (!canMount) console.log('skipped: a disk of 32 MiB (this user may not mount a tmpfs)');

const MiB = 1024 * 1024;

describe.skipIf(!canMount).each(['object', 'folder'] as const)('%s volume on a disk of 32 MiB', (kind) => {
  let disk: string;
  beforeEach(async () => {
    disk = await mkdtemp(join(tmpdir(), 'quayside-small-disk-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=32m', 'tmpfs', disk]);
  });
  afterEach(async () => {
    execFileSync('umount', [disk]);
    await rm(disk, { recursive: true, force: true });
  });

  async function openOn(root: string): Promise<Storage> {
    const storage = await openStorage({ root });
    const known = await storage.listBuckets();
    const folder = join(disk, 'folder');
    if (known.length === 0) {
      if (kind === 'folder') execFileSync('mkdir', [folder]);
      const own = kind === 'folder' ? { kind, folder } : { kind };
      await storage.createBucket({ name: BUCKET, owner: 'u', region: 'r', ...own });
    }
    return storage;
  }

  const refusalOf = async (work: Promise<unknown>): Promise<string> => {
    try {
      await work;
      return 'none';
    } catch (error) {
      return String((error as { code?: unknown }).code);
    }
  };

  it('full > 507 and the old objects stay; read, deleted from and restarted, it takes up again', async () => {
    const root = join(disk, 'root');
    let storage = await openOn(root);
    const kept = noise(3 * MiB);
    await put(storage, 'kept', kept);
    let stored = 0;
    let refused = '';
    while (refused === '' || refused === 'none') {
      refused = await refusalOf(put(storage, `fill/${stored}`, noise(2 * MiB + 17)));
      if (refused === 'none') stored += 1;
    }
    expect([refused, stored > 3]).toEqual(['InsufficientStorage', true]);
    // Over an object that is there, and of small ones, until nothing goes any more.
    expect(await refusalOf(put(storage, 'kept', noise(4 * MiB)))).toBe('InsufficientStorage');
    let small = 0;
    while (small < 5000 && (await refusalOf(put(storage, `small/${small}`, noise(9000)))) === 'none') small += 1;
    expect(small).toBeLessThan(5000);
    expect((await get(storage, 'kept'))?.equals(kept)).toBe(true);
    await storage.close();
    storage = await openOn(root);
    expect((await get(storage, 'kept'))?.equals(kept)).toBe(true);
    for (let number = 0; number < stored; number += 1) await storage.deleteObject(BUCKET, `fill/${number}`);
    // Files go behind the answer.
    await expect.poll(() => refusalOf(put(storage, 'after', noise(4 * MiB)))).toBe('none');
    await storage.close();
    expect(await leftOver(kind, { root, folder: join(disk, 'folder') })).toEqual([]);
    process.stdout.write(`${kind} volume on a disk of 32 MiB: ${stored} large and ${small} small objects until 507\n`);
  });
});
