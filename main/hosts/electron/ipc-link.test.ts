import { describe, expect, test } from 'vitest';
import type { Contract } from '../../../preload/contract/index.ts';
import {
  bridgeChannels,
  bridgeTransport,
  createClient,
  type BridgeChannel,
  type Dispatcher,
} from '../../../preload/rpc/index.ts';
import { transportSuite } from '../../../preload/rpc/transport.suite.ts';
import { until } from '../../../preload/rpc/transport.testkit.ts';
import { droppedFile, frameOf, StandInContents, StandInElectron } from '../testing/electron-standin.testkit.ts';
import { FakeBackend } from '../testing/fake-backend.testkit.ts';
import { pageUrl } from './app-scheme.ts';
import type { AppWindow } from './app-window.ts';
import { electronFixture } from './electron.testkit.ts';
import { linkIpc } from './ipc-link.ts';

const bridgeOf = (contents: StandInContents): BridgeChannel => {
  if (contents.bridge === undefined) throw new Error('the preload script has not run');
  return contents.bridge;
};

transportSuite('Electron IPC through the preload script', { reconnects: false }, (dispatcher) => {
  const electron = new StandInElectron();
  const contents = new StandInContents(electron);
  contents.load(pageUrl);
  linkIpc({
    ipcMain: electron.api.ipcMain,
    window: { session: 'one', current: { webContents: contents } } as unknown as AppWindow,
    dispatcher: { attach: (transport, options) => dispatcher().attach(transport, options) } as Dispatcher,
    grants: new FakeBackend().grants,
    log: () => undefined,
  });
  return Promise.resolve({
    source: bridgeTransport(bridgeOf(contents)),
    raw: () => Promise.resolve(bridgeTransport(bridgeOf(contents))),
    stop: () => {
      contents.emit('destroyed');
    },
  });
});

describe('messages that are not of our window', () => {
  test.each([
    [
      'of an inner frame',
      (contents: StandInContents) => ({ sender: contents, frame: frameOf(pageUrl, contents.mainFrame) }),
    ],
    [
      'of another origin',
      (contents: StandInContents) => ({ sender: contents, frame: frameOf('https://evil.example/') }),
    ],
    [
      'of a lookalike origin',
      (contents: StandInContents) => ({ sender: contents, frame: frameOf('quayside://app.evil/') }),
    ],
    [
      'of a lookalike user',
      (contents: StandInContents) => ({ sender: contents, frame: frameOf('quayside://app@evil/') }),
    ],
    ['of a page with no address', (contents: StandInContents) => ({ sender: contents, frame: frameOf('') })],
    [
      'of the inspector',
      (contents: StandInContents) => ({ sender: contents, frame: frameOf('devtools://devtools/bundled/x.html') }),
    ],
    ['of a frame that is gone', (contents: StandInContents) => ({ sender: contents, frame: null })],
    [
      'of a destroyed frame',
      (contents: StandInContents) => ({ sender: contents, frame: { ...frameOf(pageUrl), isDestroyed: () => true } }),
    ],
    [
      'of other contents',
      (_: StandInContents, electron: StandInElectron) => ({
        sender: new StandInContents(electron),
        frame: frameOf(pageUrl),
      }),
    ],
  ])('%s are dropped and counted', async (_, make) => {
    const { electron, host } = await electronFixture();
    const { contents } = electron.window;
    const { sender, frame } = make(contents, electron);
    sender.post(bridgeChannels.open, [], frame);
    sender.post(
      bridgeChannels.frame,
      [{ t: 'call', id: 1, name: 'settings.change', input: {}, request: 'abcdefgh' }],
      frame,
    );
    await until(() => host.ipc.rejected() === 2);
    await expect(sender.invoke(bridgeChannels.grantDropped, [['/etc/passwd']], frame)).rejects.toMatchObject({
      code: 'NOT_ALLOWED',
    });
    expect(host.ipc.rejected()).toBe(3);
  });
});

describe('the page in the window', () => {
  test('calls the backend, and a reload begins anew', async () => {
    const { electron, backend } = await electronFixture();
    const { contents } = electron.window;
    const before = createClient<Contract>(bridgeTransport(bridgeOf(contents)));
    await expect(before.client.settings.change({})).resolves.toEqual({});
    contents.load(pageUrl);
    const after = createClient<Contract>(bridgeTransport(bridgeOf(contents)));
    await expect(after.client.settings.change({ theme: 'dark' })).resolves.toEqual({});
    expect(backend.incidents).toEqual([]);
    after.close();
  });

  test('dropped files become grants of its session; files it made itself do not', async () => {
    const { electron, backend, host } = await electronFixture();
    const bridge = bridgeOf(electron.window.contents);
    const grants = await bridge.grantDropped([
      droppedFile('/home/me/a b.txt'),
      new File(['x'], '/etc/passwd'),
      droppedFile('/dev/zero'),
    ]);
    expect(grants).toEqual([{ id: 'g1', name: 'a b.txt', kind: 'file' }]);
    expect(backend.granted).toEqual([
      { path: '/home/me/a b.txt', session: host.window.session },
      { path: '/dev/zero', session: host.window.session },
    ]);
  });

  test.each([['/etc/passwd'], [{ 0: '/etc/passwd' }], [[['/etc']]], [[1]], [['x'.repeat(5_000)]], [undefined]])(
    'paths that are no list of paths are refused: %j',
    async (paths) => {
      const { electron } = await electronFixture();
      const { contents } = electron.window;
      await expect(contents.invoke(bridgeChannels.grantDropped, [paths])).rejects.toMatchObject({ code: 'BAD_INPUT' });
    },
  );
});
