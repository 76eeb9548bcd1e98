import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Ports } from '../ports/index.ts';
import { portsFor } from '../transfers/transfers.testkit.ts';
import { createGrants } from './grants.ts';
import { createHostHandlers } from './host.ts';

let home: string;
const opened: string[] = [];
const opener = {
  openExternal: (url: string) => Promise.resolve(void opened.push(url)),
  showInFolder: () => Promise.resolve(),
};
const context = { signal: new AbortController().signal, session: 'window' };
beforeEach(async () => {
  home = await realpath(await mkdtemp(join(tmpdir(), 'quayside-host-')));
  opened.length = 0;
});
afterEach(async () => {
  await rm(home, { recursive: true, force: true });
});
const handlers = (more: Partial<Pick<Ports, 'dialogs'>> = {}) => {
  const grants = createGrants();
  const ports = { ...portsFor(home, opener), ...more };
  return { grants, host: createHostHandlers({ ports, grants, version: '1.2.3', setAside: [{ keptAs: '/kept' }] }) };
};

describe('the folder browser', () => {
  it('shows folders and files of the host machine from the home on, and grants what is chosen', async () => {
    await mkdir(join(home, 'b folder'));
    await writeFile(join(home, 'a.txt'), 'abc');
    await symlink(join(home, 'b folder'), join(home, 'link'));
    await symlink(join(home, 'nowhere'), join(home, 'dangling'));
    const { host, grants } = handlers();
    const all = await host.browse({ show: 'all' }, context);
    expect(all).toMatchObject({ path: home, parent: tmpdir(), truncated: false });
    expect(all.entries.map(({ name, kind, size }) => [name, kind, size])).toEqual([
      ['b folder', 'folder', undefined],
      ['link', 'folder', undefined],
      ['a.txt', 'file', 3],
    ]);
    expect((await host.browse({ path: home, show: 'folders' }, context)).entries).toHaveLength(2);
    const { grants: granted } = await host.grantBrowsed(
      { paths: [join(home, 'a.txt'), join(home, 'b folder')] },
      context,
    );
    expect(granted).toMatchObject([
      { name: 'a.txt', kind: 'file', size: 3 },
      { name: 'b folder', kind: 'folder' },
    ]);
    const id = granted[0]?.id ?? '';
    expect(grants.resolve(id, 'window')).toEqual({ path: join(home, 'a.txt'), kind: 'file' });
    expect(() => grants.resolve(id, 'other')).toThrow('PATH_NOT_GRANTED');
    grants.endSession('window');
    expect(() => grants.resolve(id, 'window')).toThrow('PATH_NOT_GRANTED');
  });

  it('refuses devices, pipes, relative and broken paths, and what does not exist', async () => {
    execFileSync('mkfifo', [join(home, 'pipe')]);
    const { host } = handlers();
    for (const path of [
      '/dev/zero',
      join(home, 'pipe'),
      'a/b',
      '../x',
      'file:///etc',
      `${home}\u0000/x`,
      join(home, 'absent'),
    ]) {
      await expect(async () => host.grantBrowsed({ paths: [path] }, context)).rejects.toMatchObject({
        code: 'PATH_NOT_GRANTED',
      });
    }
  });

  it('is closed where the system has its own dialogs', async () => {
    const dialogs = { pickSources: () => Promise.resolve([home]), pickFolder: () => Promise.resolve(undefined) };
    const { host } = handlers({ dialogs });
    await expect(async () => host.browse({ show: 'all' }, context)).rejects.toMatchObject({ code: 'NOT_ALLOWED' });
    await expect(async () => host.grantBrowsed({ paths: [home] }, context)).rejects.toMatchObject({
      code: 'NOT_ALLOWED',
    });
    expect((await host.pickSources({ kind: 'folder' }, context)).grants).toMatchObject([{ kind: 'folder' }]);
    expect(await host.pickFolder({ purpose: 'download' }, context)).toEqual({ grants: [] });
  });
});

describe('addresses for the system browser', () => {
  const refused = [
    'javascript:alert(1)',
    'file:///etc/passwd',
    'smb://host/share',
    'ms-msdt:/id',
    'data:text/html,x',
    'http://example.org/',
    'https://x" --arg',
    'https://user:secret@example.org/',
    'https://example.org/\u0007',
    'not an address',
  ];
  it.each(refused)('refuses %s', async (url) => {
    const { host } = handlers();
    await expect(async () => host.openExternal({ url }, context)).rejects.toMatchObject({ code: 'ADDRESS_REFUSED' });
    expect(opened).toEqual([]);
  });
  it('opens https', async () => {
    const { host } = handlers();
    await host.openExternal({ url: 'https://example.org/a?b=c#d' }, context);
    expect(opened).toEqual(['https://example.org/a?b=c#d']);
    expect(host.capabilities({}, context)).toMatchObject({ version: '1.2.3', host: 'headless' });
  });
});
