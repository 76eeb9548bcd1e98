import { constants } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createSlabPool } from '../../base/index.ts';
import { DirectWrites } from './direct-writes.ts';
import { nodeFileSystem, type FileSystem } from './file-system.ts';
import { makeKit, noise } from './storage-kit.ts';

const hasDirect = process.platform === 'linux';
if (!hasDirect) console.log('skipped: writes past the cache (this system has none)');

const refusal = (): Error => Object.assign(new Error('EINVAL: made by the test'), { code: 'EINVAL' });

/** Counts what goes past the cache; `refuse` makes it fail as a file system does that has no such writes. */
function watched(refuse?: 'open' | 'write'): { files: FileSystem; opened: () => number; bytes: () => number } {
  const direct = new Set<number>();
  let opened = 0;
  let bytes = 0;
  const files: FileSystem = {
    ...nodeFileSystem,
    async open(path, flags, mode) {
      const isDirect = (flags & constants.O_DIRECT) !== 0;
      if (isDirect) opened += 1;
      if (isDirect && refuse === 'open') throw refusal();
      const fd = await nodeFileSystem.open(path, flags, mode);
      if (isDirect) direct.add(fd);
      return fd;
    },
    async write(fd, buffer, offset, length, position) {
      if (!direct.has(fd)) return nodeFileSystem.write(fd, buffer, offset, length, position);
      if (refuse === 'write') throw refusal();
      bytes += length;
      return nodeFileSystem.write(fd, buffer, offset, length, position);
    },
    async close(fd) {
      direct.delete(fd);
      await nodeFileSystem.close(fd);
    },
  };
  return { files, opened: () => opened, bytes: () => bytes };
}

describe.skipIf(!hasDirect)('Writes past the cache', () => {
  const body = noise(3 * 1024 * 1024 + 4096 + 17);

  it('a large body > all but its first and last bytes go so, and it reads back whole', async () => {
    const { files, bytes } = watched();
    const kit = await makeKit('object', { files });
    try {
      await kit.put('k', body);
      expect((await kit.get('k')).equals(body)).toBe(true);
      expect(bytes()).toBeGreaterThan(body.length - 128 * 1024);
      expect(bytes() % 4096).toBe(0);
    } finally {
      await kit.dispose();
    }
  });

  it.each(['open', 'write'] as const)(
    'the file system refuses at %s > written the other way, and never asked again',
    async (at) => {
      const { files, opened, bytes } = watched(at);
      const kit = await makeKit('object', { files });
      try {
        await kit.put('k', body);
        await kit.put('l', body);
        expect((await kit.get('k')).equals(body)).toBe(true);
        expect((await kit.get('l')).equals(body)).toBe(true);
        expect([opened(), bytes()]).toEqual([1, 0]);
      } finally {
        await kit.dispose();
      }
    },
  );

  it('memory or a place that is not aligned, and small bodies > not at all', () => {
    const direct = new DirectWrites(nodeFileSystem);
    const slab = createSlabPool({ most: 1 }).take('large');
    expect(direct.share(slab, 0)).toBe(slab.length);
    expect(direct.share(slab.subarray(0, 600_000), 4096)).toBe(146 * 4096);
    expect(direct.share(slab, 100)).toBe(0);
    expect(direct.share(slab.subarray(1), 0)).toBe(0);
    expect(direct.share(slab.subarray(0, 65_536), 0)).toBe(0);
    expect(direct.share(Buffer.alloc(1024 * 1024), 0)).toBe(0);
    expect(new DirectWrites(nodeFileSystem, { platform: 'darwin' }).share(slab, 0)).toBe(0);
  });
});
