import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nodeFileSystem, type FileSystem } from '../file-system.ts';
import { FolderPaths } from './folder-paths.ts';

/** Looks names up as macOS and Windows do: without regard to case, and giving back the name as it is stored. */
function caseless(root: string): FileSystem {
  const fold = (path: string): string =>
    path.startsWith(root) ? root + path.slice(root.length).normalize('NFC').toLowerCase() : path;
  return {
    ...nodeFileSystem,
    lstat: (path) => nodeFileSystem.lstat(fold(path)),
    realpath: async (path) => {
      await nodeFileSystem.lstat(fold(path));
      return join(await nodeFileSystem.realpath(dirname(fold(path))), basename(fold(path)));
    },
  };
}

describe('a file system that does not tell case apart', () => {
  let root: string;
  let paths: FolderPaths;
  beforeEach(async () => {
    root = await realpath(await mkdtemp(join(tmpdir(), 'quayside-caseless-')));
    await mkdir(join(root, 'dir'));
    await writeFile(join(root, 'dir', 'é.txt'), 'x');
    paths = new FolderPaths({ files: caseless(root), root, platform: 'darwin' });
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  it('finds a key by its own name only', async () => {
    expect((await paths.find('dir/é.txt'))?.relative).toBe('dir/é.txt');
    expect(await paths.find('dir/É.TXT')).toBeUndefined();
    expect(await paths.find('Dir/é.txt')).toBeUndefined();
    expect(await paths.find('dir/e\u0301.txt')).toBeUndefined();
  });

  it('refuses a key that would fall on another one', async () => {
    const refused = expect.objectContaining({ code: 'InvalidObjectName' });
    await expect(paths.target(paths.name('dir/É.txt'))).rejects.toThrow(refused);
    await expect(paths.target(paths.name('dir/e\u0301.txt'))).rejects.toThrow(refused);
    await expect(paths.target(paths.name('DIR/new'))).rejects.toThrow(refused);
    expect((await paths.target(paths.name('dir/new'))).relative).toBe('dir/new');
  });
});
