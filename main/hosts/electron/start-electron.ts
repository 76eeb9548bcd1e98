import { hostname } from 'node:os';
import { join } from 'node:path';
import { contract } from '../../../preload/contract/index.ts';
import { createDispatcher } from '../../../preload/rpc/index.ts';
import type { Backend, CreateBackend } from '../../backend.ts';
import type { KeychainProbe } from '../../ports/index.ts';
import { createPageFiles } from '../page-files.ts';
import { platformName } from '../platform-name.ts';
import { appMenu } from './app-menu.ts';
import { registerScheme, serveScheme } from './app-scheme.ts';
import { AppWindow } from './app-window.ts';
import { deepLinkIn, deepLinkPlace } from './deep-link.ts';
import type { ElectronApi } from './electron-api.ts';
import { linkIpc, type IpcLink } from './ipc-link.ts';
import {
  nativeClipboard,
  nativeDialogs,
  nativeDragOut,
  nativeNotifier,
  nativeOpener,
  nativePresence,
} from './native-ports.ts';
import { guardContents, guardSession } from './page-guard.ts';

export interface ElectronOptions {
  /** QUAYSIDE_HOME, absolute. */
  readonly home: string;
  readonly createBackend: CreateBackend;
  readonly keychain: KeychainProbe;
  readonly version: string;
  /** The built interface. */
  readonly pageFolder: string;
  /** The built preload script, absolute. */
  readonly preload: string;
  /** Arguments of the program: an `s3://` address among them is opened. */
  readonly args: readonly string[];
  readonly platform: NodeJS.Platform;
  readonly s3Port?: number;
  readonly log?: (line: string) => void;
  readonly checkOutput?: boolean;
}

export interface ElectronHost {
  readonly window: AppWindow;
  readonly ipc: IpcLink;
}

/**
 * The app with a window of its own. Resolves once the page is loaded; to undefined where another instance on this home
 * is running, which then comes to the front instead. Where it cannot start it says why in a dialog and ends.
 */
export async function startElectron(
  electron: ElectronApi,
  options: ElectronOptions,
): Promise<ElectronHost | undefined> {
  const { app, protocol } = electron;
  // Before anything asks for it: the lock of the single instance is in this folder, so it is one for each home.
  app.setPath('userData', join(options.home, 'window'));
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return undefined;
  }
  registerScheme(protocol);
  app.enableSandbox();
  if (app.isPackaged) app.setAsDefaultProtocolClient('s3');

  const opener = nativeOpener(electron.shell);
  app.on('web-contents-created', (_event, contents) => guardContents(contents, opener));
  // macOS may hand an address over before the window is there.
  const wanted: { place: string | undefined } = { place: deepLinkIn(options.args) };
  const earlyUrl = (event: { preventDefault(): void }, url: string) => {
    event.preventDefault();
    wanted.place = deepLinkPlace(url) ?? wanted.place;
  };
  app.on('open-url', earlyUrl);

  await app.whenReady();
  try {
    const host = await openApp(electron, options, opener, () => wanted.place);
    app.off('open-url', earlyUrl);
    return host;
  } catch (error) {
    electron.dialog.showErrorBox('Quayside cannot start', error instanceof Error ? error.message : String(error));
    app.exit(1);
    throw error;
  }
}

async function openApp(
  electron: ElectronApi,
  options: ElectronOptions,
  opener: ReturnType<typeof nativeOpener>,
  place: () => string | undefined,
): Promise<ElectronHost> {
  const { app } = electron;
  const log = (line: string) => options.log?.(line);
  const held: { backend?: Backend } = {};
  const window = new AppWindow({
    electron,
    preload: options.preload,
    devTools: !app.isPackaged,
    onClosed: (session) => held.backend?.endSession(session),
  });
  const backend = await options.createBackend(
    {
      paths: { home: options.home, userHome: app.getPath('home'), temporary: app.getPath('temp') },
      keychain: options.keychain,
      dialogs: nativeDialogs(electron.dialog, window),
      opener,
      notifier: nativeNotifier(electron.Notification),
      dragOut: nativeDragOut(app, window),
      ...(electron.clipboard ? { clipboard: nativeClipboard(electron.clipboard) } : {}),
      ...(options.platform === 'darwin' && electron.systemPreferences
        ? { presence: nativePresence(electron.systemPreferences) }
        : {}),
      capabilities: {
        host: 'electron',
        platform: platformName(options.platform),
        machine: hostname(),
        dropped: 'paths',
        nativeDialogs: true,
        dragOut: true,
        showInFolder: true,
        openExternal: true,
        notifications: electron.Notification.isSupported(),
      },
    },
    {
      version: options.version,
      log,
      ...(options.s3Port === undefined ? {} : { s3Port: options.s3Port }),
    },
  );
  held.backend = backend;
  const dispatcher = createDispatcher({
    contract,
    handlers: backend.handlers,
    incident: (error, procedure) => backend.incident(error, procedure),
    log,
    checkOutput: options.checkOutput ?? false,
  });

  guardSession(electron.session.defaultSession);
  serveScheme(electron.protocol, {
    pages: createPageFiles(options.pageFolder),
    files: backend.files,
    session: () => window.session,
  });
  const ipc = linkIpc({ ipcMain: electron.ipcMain, window, dispatcher, grants: backend.grants, log });
  electron.Menu.setApplicationMenu(electron.Menu.buildFromTemplate(appMenu(options.platform, !app.isPackaged)));
  follow(electron, options, window, log);
  closeWith(app, async () => {
    await dispatcher.close();
    await backend.close();
  });
  await window.show(place());
  return { window, ipc };
}

/** Brings the one window to the front, and to the place of an `s3://` address. */
function follow({ app }: ElectronApi, options: ElectronOptions, window: AppWindow, log: (line: string) => void): void {
  const show = (place: string | undefined) => {
    window.show(place).catch((error: unknown) => log(`the window could not be shown: ${String(error)}`));
  };
  app.on('second-instance', (_event, args) => show(deepLinkIn(args)));
  app.on('activate', () => show(undefined));
  app.on('open-url', (event, url) => {
    event.preventDefault();
    show(deepLinkPlace(url));
  });
  app.on('window-all-closed', () => {
    if (options.platform !== 'darwin') app.quit();
  });
}

/** The app ends after the backend has: a quit is held until then, once. */
function closeWith(app: ElectronApi['app'], close: () => Promise<void>): void {
  let state: 'open' | 'closing' | 'closed' = 'open';
  app.on('before-quit', (event) => {
    if (state === 'closed') return;
    event.preventDefault();
    if (state === 'closing') return;
    state = 'closing';
    void close().finally(() => {
      state = 'closed';
      app.quit();
    });
  });
}
