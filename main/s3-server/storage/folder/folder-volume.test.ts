import { lstat, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BUCKET, filesBelow, makeKit, md5, noise, type Kit } from '../storage-kit.ts';

describe('folder volume', () => {
  let kit: Kit;
  let outside: string;
  beforeEach(async () => {
    kit = await makeKit('folder');
    outside = await mkdtemp(join(tmpdir(), 'quayside-outside-'));
  });
  afterEach(async () => {
    await kit.dispose();
    await rm(outside, { recursive: true, force: true });
  });

  const at = (...names: string[]) => join(kit.folder, ...names);
  const head = (key: string) => kit.storage.headObject(BUCKET, key);
  const remove = (key: string) => kit.storage.deleteObject(BUCKET, key);
  const code = (name: string) => expect.objectContaining({ code: name });

  describe('both ways', () => {
    it('an object is a file of that name', async () => {
      await kit.put('a/b c/é.bin', 'body');
      expect(await readFile(at('a', 'b c', 'é.bin'), 'utf8')).toBe('body');
    });

    it('a file that another program wrote is an object', async () => {
      await mkdir(at('d'));
      await writeFile(at('d', 'page.html'), '<p>');
      await writeFile(at('d', 'noname'), 'plain text');
      await writeFile(at('d', 'raw'), Buffer.from([0, 1, 2, 3]));
      expect(await kit.text('d/page.html')).toBe('<p>');
      expect((await head('d/page.html')).metadata.contentType).toBe('text/html');
      expect((await head('d/noname')).metadata.contentType).toBe('text/plain; charset=utf-8');
      expect((await head('d/raw')).metadata.contentType).toBe('application/octet-stream');
      expect(await kit.keys()).toEqual(['d/noname', 'd/page.html', 'd/raw']);
    });

    it('the ETag of such a file is no MD5, stays while it stays, and changes with it', async () => {
      await writeFile(at('f'), 'one');
      const first = (await head('f')).etag;
      expect(first).toMatch(/^[0-9a-f]{32}-1$/);
      expect((await head('f')).etag).toBe(first);
      await writeFile(at('f'), 'three');
      expect((await head('f')).etag).not.toBe(first);
    });

    it('what was said over S3 holds until another program changes the file', async () => {
      const metadata = { contentType: 'x/y', user: { a: 'b' } };
      await kit.put('f.txt', 'body', { metadata });
      await kit.reopen();
      expect(await head('f.txt')).toMatchObject({ etag: md5('body'), metadata });
      await writeFile(at('f.txt'), 'BODY');
      await utimes(at('f.txt'), new Date(), new Date(Date.now() + 5000));
      expect((await head('f.txt')).metadata).toEqual({ contentType: 'text/plain', user: {} });
      expect((await head('f.txt')).etag).not.toBe(md5('body'));
    });

    it('shows what changes between two listings', async () => {
      await kit.put('a', '1');
      expect(await kit.keys()).toEqual(['a']);
      await writeFile(at('b'), '2');
      expect(await kit.keys()).toEqual(['a', 'b']);
      await rm(at('a'));
      expect(await kit.keys()).toEqual(['b']);
    });
  });

  describe('directories', () => {
    it('an empty one is a key that ends in a slash', async () => {
      await mkdir(at('x', 'deep'), { recursive: true });
      await kit.put('made/', '');
      expect(await kit.keys()).toEqual(['made/', 'x/deep/']);
      expect(await head('made/')).toMatchObject({ size: 0 });
      expect(await kit.text('x/deep/')).toBe('');
      expect((await kit.listAll({ delimiter: '/' })).prefixes).toEqual(['made/', 'x/']);
      await expect(head('x')).rejects.toThrow(code('NoSuchKey'));
    });

    it('one that is not empty is a prefix only', async () => {
      await kit.put('d/', '');
      await kit.put('d/f', 'x');
      expect(await kit.keys()).toEqual(['d/f']);
      await remove('d/f');
      expect(await kit.keys()).toEqual(['d/']);
      await remove('d/');
      expect(await kit.keys()).toEqual([]);
    });

    it('a directory holds no bytes', async () => {
      await expect(kit.put('d/', 'bytes')).rejects.toThrow(code('InvalidObjectName'));
      expect(await readdir(kit.folder)).toEqual(['.quayside']);
    });

    it('goes with its last object where a PUT had made it, and stays where it was before', async () => {
      await mkdir(at('mine'));
      await kit.put('mine/sub/deep/f', 'x');
      await kit.put('mine/sub/g', 'y');
      await remove('mine/sub/deep/f');
      expect(await filesBelow(at('mine'))).toEqual(['sub/g']);
      expect(await readdir(at('mine', 'sub'))).toEqual(['g']);
      await kit.reopen();
      await remove('mine/sub/g');
      expect(await readdir(at('mine'))).toEqual([]);
      expect(await kit.keys()).toEqual(['mine/']);
    });

    it('deleting one that is not empty changes nothing', async () => {
      await kit.put('d/f', 'x');
      await remove('d/');
      expect(await kit.keys()).toEqual(['d/f']);
    });
  });

  describe('names', () => {
    it.each([
      'a//b',
      '/a',
      '../x',
      'a/../b',
      './a',
      'a/.',
      '..',
      'x\0y',
      'x'.repeat(256),
      '.quayside/x',
      '.QuaySide/y',
    ])('refuses to make %j and finds nothing there', async (key) => {
      await expect(kit.put(key, 'x')).rejects.toThrow(code('InvalidObjectName'));
      await expect(kit.upload(key)).rejects.toThrow(code('InvalidObjectName'));
      await expect(head(key)).rejects.toThrow(code('NoSuchKey'));
      expect(await remove(key)).toEqual({});
      expect(await kit.keys()).toEqual([]);
    });

    it('a file is no directory, and the other way round', async () => {
      await kit.put('f', 'x');
      await kit.put('d/x', 'y');
      await expect(kit.put('f/below', 'z')).rejects.toThrow(/is a file there/);
      await expect(kit.put('d', 'z')).rejects.toThrow(/a directory of that name/);
      await expect(kit.put('f/', '')).rejects.toThrow(/a file of that name/);
      expect(await kit.text('f')).toBe('x');
    });

    it('never shows or opens its own files', async () => {
      await kit.put('a', 'x');
      await symlink(at('.quayside'), at('link'));
      await symlink(at('.quayside', 'index.db'), at('link.db'));
      expect(await kit.keys()).toEqual(['a']);
      await expect(head('link/index.db')).rejects.toThrow(code('NoSuchKey'));
      await expect(head('link.db')).rejects.toThrow(code('NoSuchKey'));
      await expect(kit.put('link/index.db', 'x')).rejects.toThrow(code('AccessDenied'));
    });
  });

  describe('links', () => {
    beforeEach(async () => {
      await writeFile(join(outside, 'secret'), 'secret');
      await mkdir(at('in'));
      await writeFile(at('in', 'f'), 'inside');
    });

    it('inside the folder are followed', async () => {
      await symlink('in', at('dirlink'));
      await symlink(at('in', 'f'), at('filelink'));
      expect(await kit.text('dirlink/f')).toBe('inside');
      expect(await kit.text('filelink')).toBe('inside');
      expect(await kit.keys()).toEqual(['dirlink/f', 'filelink', 'in/f']);
      await kit.put('filelink', 'changed');
      expect(await readFile(at('in', 'f'), 'utf8')).toBe('changed');
      await remove('filelink');
      await remove('dirlink/');
      expect(await kit.text('in/f')).toBe('changed');
    });

    it('out of the folder are as good as absent, and what they lead to is not touched', async () => {
      await symlink(outside, at('out'));
      await symlink(join(outside, 'secret'), at('secret'));
      await symlink(join(outside, 'new'), at('dangling'));
      expect(await kit.keys()).toEqual(['in/f']);
      for (const key of ['out/secret', 'secret', 'dangling', 'out/']) {
        await expect(kit.get(key)).rejects.toThrow(code('NoSuchKey'));
        await remove(key);
      }
      for (const key of ['out/secret', 'out/new', 'secret', 'dangling', 'out/']) {
        await expect(kit.put(key, '')).rejects.toThrow(code('AccessDenied'));
      }
      expect(await readdir(outside)).toEqual(['secret']);
      expect(await readFile(join(outside, 'secret'), 'utf8')).toBe('secret');
      expect((await lstat(at('out'))).isSymbolicLink()).toBe(true);
    });

    it('that go round end', async () => {
      await symlink('..', at('in', 'up'));
      await mkdir(at('other'));
      await symlink('../in', at('other', 'x'));
      await symlink('../other', at('in', 'y'));
      await symlink('self', at('self'));
      expect(await kit.keys()).toEqual(['in/f', 'other/x/f']);
    });
  });

  describe('the folder itself', () => {
    it('that is gone is unavailable, and is found again', async () => {
      await kit.put('f', 'x');
      await rename(kit.folder, `${kit.folder}-away`);
      await expect(kit.keys()).rejects.toThrow(code('ServiceUnavailable'));
      await expect(kit.put('g', 'y')).rejects.toThrow(code('ServiceUnavailable'));
      await expect(remove('f')).rejects.toThrow(code('ServiceUnavailable'));
      await mkdir(kit.folder);
      await expect(kit.keys()).rejects.toThrow(code('ServiceUnavailable'));
      expect(await readdir(kit.folder)).toEqual([]);
      await rm(kit.folder, { recursive: true });
      await rename(`${kit.folder}-away`, kit.folder);
      expect(await kit.text('f')).toBe('x');
    });

    it('stays when the bucket is let go of', async () => {
      await kit.put('f', 'x');
      const upload = await kit.upload('u');
      await kit.part(upload, 1, noise(10));
      await kit.storage.deleteBucket(BUCKET);
      expect(await readFile(at('f'), 'utf8')).toBe('x');
      expect(await readdir(at('.quayside', 'parts'))).toEqual([]);
    });

    it('must be a directory of its own', async () => {
      const make = (folder: string) =>
        kit.storage.createBucket({ name: 'other', owner: 'o', region: 'r', kind: 'folder', folder });
      await writeFile(join(outside, 'file'), '');
      for (const folder of ['relative', join(outside, 'none'), join(outside, 'file'), kit.folder, kit.root, tmpdir()]) {
        await expect(make(folder)).rejects.toThrow(code('InvalidArgument'));
      }
      expect(await make(outside)).toMatchObject({ name: 'other', kind: 'folder', folder: outside });
    });
  });

  it('sweeps what a crash left among its own files, and nothing of the user’s', async () => {
    const upload = await kit.upload('u');
    await kit.part(upload, 1, 'part');
    await kit.put('tmp/x', 'mine');
    await writeFile(at('.quayside', 'tmp', 'left'), 'x');
    await writeFile(at('.quayside', 'parts', 'left'), 'x');
    await kit.reopen();
    expect(await kit.keys()).toEqual(['tmp/x']);
    expect(await readdir(at('.quayside', 'tmp'))).toEqual([]);
    expect(await readdir(at('.quayside', 'parts'))).toHaveLength(1);
    expect(await kit.storage.listParts(upload)).toHaveLength(1);
  });

  it('many writers into one new directory all arrive', async () => {
    await Promise.all(Array.from({ length: 60 }, (_, n) => kit.put(`new/dir/${n % 5}/${n}`, `${n}`)));
    expect(await kit.keys()).toHaveLength(60);
    await Promise.all((await kit.keys()).map((key) => remove(key)));
    expect(await readdir(kit.folder)).toEqual(['.quayside']);
  });

  it('writers and removers in one directory do not lose each other’s files', async () => {
    await Promise.all(
      Array.from({ length: 40 }, async (_, n) => {
        await kit.put(`d/${n}`, 'x');
        if (n % 2 === 0) await remove(`d/${n}`);
      }),
    );
    expect(await kit.keys()).toHaveLength(20);
  });
});
