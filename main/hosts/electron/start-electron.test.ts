import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { exposeBridge } from '../../../preload/bridge/index.ts';
import { until } from '../../../preload/rpc/transport.testkit.ts';
import { StandInElectron } from '../testing/electron-standin.testkit.ts';
import { FakeBackend } from '../testing/fake-backend.testkit.ts';
import { assertSecure, windowOptions } from './app-window.ts';
import { electronFixture, electronOptions } from './electron.testkit.ts';
import { startElectron } from './start-electron.ts';

describe('the window', () => {
  test('is isolated, sandboxed and without Node, and anything less is refused', async () => {
    const { electron } = await electronFixture();
    expect(electron.window.options.webPreferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      preload: '/app/dist/preload/bridge.cjs',
    });
    const { webPreferences } = windowOptions('/x', false);
    for (const weaker of [
      { sandbox: false },
      { contextIsolation: false },
      { nodeIntegration: true },
      { webSecurity: false },
    ]) {
      expect(() => assertSecure({ ...webPreferences, ...weaker })).toThrow('is refused');
    }
    expect(() => assertSecure(undefined)).toThrow('is refused');
  });

  test('without isolation or sandbox the preload script gives nothing', () => {
    for (const weaker of [
      { contextIsolated: false, sandboxed: true },
      { contextIsolated: true, sandboxed: false },
    ]) {
      expect(() => exposeBridge({} as never, weaker)).toThrow('not isolated');
    }
  });

  test('loads the page of our own scheme, which was registered before', async () => {
    const { electron } = await electronFixture();
    expect(electron.window.contents.getURL()).toBe('quayside://app/');
    expect(electron.schemes).toMatchObject([{ scheme: 'quayside', privileges: { standard: true, secure: true } }]);
    expect(electron.schemes[0]).not.toHaveProperty('privileges.bypassCSP');
    expect(electron.schemes[0]).not.toHaveProperty('privileges.corsEnabled');
  });

  test('closed, its session ends; opened again, it is another', async () => {
    const { electron, backend, host } = await electronFixture({ platform: 'darwin' });
    const { session } = host.window;
    electron.window.events.emit('closed');
    electron.appEvents.emit('window-all-closed');
    expect(backend.ended).toEqual([session]);
    expect(electron.quits).toBe(0);
    electron.appEvents.emit('activate');
    await until(() => electron.windows.length === 2);
    expect(host.window.session).not.toBe(session);
  });
});

describe('the page stays where it belongs', () => {
  test.each([
    'https://evil.example/',
    'file:///etc/passwd',
    'quayside://evil/',
    'quayside://app.evil/',
    'quayside://app@evil/',
    'javascript:alert(1)',
    'data:text/html,x',
    '',
  ])('navigation to %j is blocked', async (url) => {
    const { electron } = await electronFixture();
    for (const event of ['will-navigate', 'will-redirect', 'will-frame-navigate']) {
      let prevented = false;
      electron.window.contents.emit(event, { url, preventDefault: () => (prevented = true) });
      expect(prevented).toBe(true);
    }
  });

  test('its own addresses are not, and no webview is attached', async () => {
    const { electron } = await electronFixture();
    let prevented = 0;
    const event = { url: 'quayside://app/#/keys', preventDefault: () => (prevented += 1) };
    electron.window.contents.emit('will-navigate', event);
    expect(prevented).toBe(0);
    electron.window.contents.emit('will-attach-webview', event);
    expect(prevented).toBe(1);
  });

  test('no window is opened; only https goes to the browser of the system', async () => {
    const { electron } = await electronFixture();
    const open = (url: string) => electron.window.contents.openHandler?.({ url } as never);
    const refused = [
      'javascript:alert(1)',
      'file:///etc/passwd',
      'smb://host/share',
      'ms-msdt:/id',
      'data:text/html,x',
      'http://plain.example/',
      'https://x" --arg',
      'https://x/ y',
      'https://user:secret@x.example/',
      'https://x\u0000.example/',
      `https://x.example/${'y'.repeat(5_000)}`,
      '',
    ];
    for (const url of [...refused, 'https://example.com/docs?a=b']) expect(open(url)).toEqual({ action: 'deny' });
    expect(electron.opened).toEqual(['https://example.com/docs?a=b']);
    const { backend } = await electronFixture();
    for (const url of refused)
      await expect(backend.ports?.opener?.openExternal(url)).rejects.toMatchObject({ code: 'ADDRESS_REFUSED' });
  });

  test('every permission is refused, to everybody, but copying for our page', async () => {
    const { electron } = await electronFixture();
    const ask = (permission: string, url: string) => {
      let granted = false;
      electron.permissionRequest?.(
        { getURL: () => url } as never,
        permission as never,
        (answer) => (granted = answer),
        {} as never,
      );
      return granted;
    };
    for (const permission of [
      'media',
      'geolocation',
      'notifications',
      'openExternal',
      'fullscreen',
      'clipboard-read',
      'usb',
      'unknown',
    ]) {
      expect(ask(permission, 'quayside://app/')).toBe(false);
      expect(electron.permissionCheck?.(null, permission as never, 'quayside://app', {} as never)).toBe(false);
    }
    expect(ask('clipboard-sanitized-write', 'quayside://app/')).toBe(true);
    expect(ask('clipboard-sanitized-write', 'https://evil.example/')).toBe(false);
    expect(electron.permissionCheck?.(null, 'clipboard-sanitized-write', 'quayside://app/', {} as never)).toBe(true);
    expect(electron.devicePermission?.({} as never)).toBe(false);
  });

  test('no request leaves the machine from the page', async () => {
    const { electron } = await electronFixture();
    for (const url of [
      'https://example.com/',
      'http://127.0.0.1:9000/',
      'file:///etc/passwd',
      'ws://x/',
      'data:text/html,x',
      'quayside://evil/',
    ]) {
      expect(electron.cancels(url)).toBe(true);
    }
    for (const url of ['quayside://app/assets/x.js', 'blob:quayside://app/1'])
      expect(electron.cancels(url)).toBe(false);
  });
});

describe('the scheme', () => {
  const get = async (electron: StandInElectron, path: string, init: RequestInit = {}) =>
    (await electron.serve?.(new Request(`quayside://app${path}`, init))) as Response;

  test('serves the page with its policy, and nothing outside its folder', async () => {
    const { electron } = await electronFixture();
    const page = await get(electron, '/');
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('<title>Quayside</title>');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'");
    expect((await get(electron, '/assets/index-abc123.js')).headers.get('cache-control')).toContain('immutable');
    for (const path of [
      '/../package.json',
      '/%2e%2e/package.json',
      '/..%2fpackage.json',
      '/nope',
      '/assets/index-abc123.js.map',
    ]) {
      expect((await get(electron, path)).status).toBe(404);
    }
    expect((await get(electron, '/%zz')).status).toBe(400);
    expect((await get(electron, '/', { method: 'POST' })).status).toBe(405);
    expect((await electron.serve?.(new Request('quayside://evil/')))?.status).toBe(403);
  });

  test('streams file bytes for the session of the window', async () => {
    const { electron, backend, host } = await electronFixture();
    const answer = await get(electron, '/files/hello', { headers: { range: 'bytes=0-4' } });
    expect(await answer.text()).toBe('hello from a file');
    expect(answer.headers.get('content-security-policy')).toBe('sandbox');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(backend.served[0]).toMatchObject({
      ticket: 'hello',
      session: host.window.session,
      headers: { range: 'bytes=0-4' },
    });
    expect((await get(electron, '/files/other')).status).toBe(403);
    const body = Readable.toWeb(Readable.from([Buffer.from('up'), Buffer.from('load')])) as ReadableStream;
    expect((await get(electron, '/files/put', { method: 'PUT', body, duplex: 'half' } as RequestInit)).status).toBe(
      204,
    );
    expect(backend.received[0]?.toString()).toBe('upload');
  });

  test('without a window no file is served', async () => {
    const { electron } = await electronFixture();
    electron.window.events.emit('closed');
    expect((await get(electron, '/files/hello')).status).toBe(403);
  });
});

describe('the app', () => {
  test('a second instance on one home ends, and the first comes to the front at the place that was asked for', async () => {
    const second = new StandInElectron();
    second.lock = false;
    const backend = new FakeBackend();
    expect(await startElectron(second.api, await electronOptions(backend))).toBeUndefined();
    expect(second.exited).toBe(0);
    expect(backend.ports).toBeUndefined();

    const { electron } = await electronFixture();
    electron.appEvents.emit('second-instance', {}, ['quayside', '--flag', 's3://data/a%20b/c.txt']);
    await until(() => electron.window.contents.getURL().includes('#'));
    expect(electron.window.contents.getURL()).toBe('quayside://app/#/open?bucket=data&key=a+b%2Fc.txt');
  });

  test('its lock and its browser data belong to the home', async () => {
    const { electron, backend } = await electronFixture();
    expect(electron.paths['userData']).toBe(`${backend.ports?.paths.home}/window`);
  });

  test('an s3 address at the start or from the system is shown', async () => {
    const { electron } = await electronFixture({ args: ['/bin/quayside', 's3://data'] });
    expect(electron.window.contents.getURL()).toBe('quayside://app/#/open?bucket=data&key=');
    electron.appEvents.emit('open-url', { preventDefault: () => undefined }, 's3://other/x');
    await until(() => electron.window.contents.getURL().includes('other'));
  });

  test('a backend that cannot start is told in a dialog, and the app ends', async () => {
    const electron = new StandInElectron();
    const options = await electronOptions(new FakeBackend());
    const createBackend = () => Promise.reject(new Error('Quayside is running on this home already.'));
    await expect(startElectron(electron.api, { ...options, createBackend })).rejects.toThrow('already');
    expect(electron.errors).toEqual(['Quayside is running on this home already.']);
    expect(electron.exited).toBe(1);
  });

  test('it ends after the backend has closed, once', async () => {
    const { electron, backend } = await electronFixture();
    electron.appEvents.emit('window-all-closed');
    electron.api.app.quit();
    expect(electron.exited).toBeUndefined();
    await until(() => electron.exited === 0);
    expect(backend.closed).toBe(true);
  });

  test('lends the backend dialogs, the file manager, notifications and drags of its own window only', async () => {
    const { electron, backend, host } = await electronFixture();
    const session = host.window.session ?? '';
    const { ports } = backend;
    electron.chosen = ['/home/me/x'];
    expect(await ports?.dialogs?.pickSources('files', session)).toEqual(['/home/me/x']);
    expect(await ports?.dialogs?.pickFolder('download', session)).toBe('/home/me/x');
    electron.chosen = undefined;
    expect(await ports?.dialogs?.pickSources('folder', session)).toEqual([]);
    expect(await ports?.dialogs?.pickFolder('volume', session)).toBeUndefined();
    expect(electron.dialogs[0]?.properties).toContain('multiSelections');
    await expect(ports?.dialogs?.pickSources('files', 'window-other')).rejects.toMatchObject({ code: 'CANCELLED' });
    await ports?.opener?.showInFolder('/home/me/x');
    expect(electron.shown).toEqual(['/home/me/x']);
    ports?.notifier?.notify({ title: 'Done', body: '3 files' });
    expect(electron.notified).toEqual([{ title: 'Done', body: '3 files' }]);
    await ports?.dragOut?.start(['/tmp/a', '/tmp/b'], session);
    expect(electron.window.contents.drags).toMatchObject([{ file: '/tmp/a', files: ['/tmp/a', '/tmp/b'] }]);
    expect(ports?.capabilities).toMatchObject({
      host: 'electron',
      dropped: 'paths',
      nativeDialogs: true,
      dragOut: true,
    });
  });
});
