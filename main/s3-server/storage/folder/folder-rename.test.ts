import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { faultyFileSystem } from '../faulty-file-system.ts';
import { BUCKET, makeKit, type Kit } from '../storage-kit.ts';

describe('renaming in a folder', () => {
  const faulty = faultyFileSystem();
  let kit: Kit;
  let outside: string;
  beforeEach(async () => {
    kit = await makeKit('folder', { files: faulty.files });
    outside = await mkdtemp(join(tmpdir(), 'quayside-outside-'));
  });
  afterEach(async () => {
    faulty.arm();
    await kit.dispose();
    await rm(outside, { recursive: true, force: true });
  });

  const rename = (from: string, to: string) => kit.storage.renameObject(BUCKET, from, to);

  it('moves a file of another program, and takes away the directories that a PUT had made', async () => {
    await writeFile(join(kit.folder, 'theirs.txt'), 'x');
    await kit.put('made/by/put', 'y');
    await rename('theirs.txt', 'new/theirs.txt');
    await rename('made/by/put', 'put');
    expect((await readdir(kit.folder)).filter((name) => name !== '.quayside').sort()).toEqual(['new', 'put']);
    expect(await kit.text('new/theirs.txt')).toBe('x');
  });

  it('never leads out of the folder', async () => {
    await kit.put('k', 'x');
    await symlink(outside, join(kit.folder, 'out'));
    await writeFile(join(outside, 'secret'), 's');
    await expect(rename('k', 'out/k')).rejects.toMatchObject({ code: 'AccessDenied' });
    await expect(rename('out/secret', 'mine')).rejects.toMatchObject({ code: 'NoSuchKey' });
    await expect(rename('k', '../k')).rejects.toMatchObject({ code: 'InvalidObjectName' });
    await expect(rename('k', '.quayside/k')).rejects.toMatchObject({ code: 'InvalidObjectName' });
    expect(await readdir(outside)).toEqual(['secret']);
    expect(await kit.text('k')).toBe('x');
  });

  it('refuses a link, a directory in the way and two names of one file', async () => {
    await kit.put('k', 'x');
    await mkdir(join(kit.folder, 'dir'));
    await symlink('k', join(kit.folder, 'link'));
    await expect(rename('link', 'other')).rejects.toMatchObject({ code: 'InvalidRequest' });
    await expect(rename('k', 'link')).rejects.toMatchObject({ code: 'InvalidRequest' });
    await expect(rename('k', 'dir')).rejects.toMatchObject({ code: 'InvalidObjectName' });
    expect(await kit.text('k')).toBe('x');
  });

  it('leaves one whole file under one of the names, whichever call fails', async () => {
    for (let at = 0, struck = true; struck; at += 1) {
      faulty.arm();
      await kit.put(`dir${at}/from`, 'body');
      faulty.arm({ at, errno: 'EIO' });
      await Promise.allSettled([rename(`dir${at}/from`, `to${at}/k`)]);
      struck = faulty.calls > at;
      faulty.arm();
      // A directory that was made on the way may stay, empty.
      const left = (await kit.keys()).filter((key) => !key.endsWith('/'));
      expect(left).toHaveLength(1);
      expect(await kit.text(left[0] ?? '')).toBe('body');
      await kit.storage.deleteObject(BUCKET, left[0] ?? '');
      for (const folder of await kit.keys()) await kit.storage.deleteObject(BUCKET, folder);
    }
  });
});
