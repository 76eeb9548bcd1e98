import { EventEmitter } from 'node:events';
import type {
  App,
  BrowserWindowConstructorOptions,
  Dialog,
  IpcMain,
  Menu,
  OnBeforeRequestListenerDetails,
  OpenDialogOptions,
  Protocol,
  Session,
  Shell,
  WebContents,
  WebFrameMain,
} from 'electron';
import { exposeBridge, type BridgeElectron } from '../../../preload/bridge/index.ts';
import type { BridgeChannel } from '../../../preload/rpc/index.ts';
import type { ElectronApi } from '../electron/index.ts';

/** Paths that the preload script finds for File objects that came from a real drop. */
const dropped = new WeakMap<File, string>();

export function droppedFile(path: string): File {
  const file = new File(['x'], path.split('/').at(-1) ?? '');
  dropped.set(file, path);
  return file;
}

export type StandInFrame = Pick<WebFrameMain, 'url' | 'parent' | 'isDestroyed'>;
export const frameOf = (url: string, parent: StandInFrame | null = null): StandInFrame => ({
  url,
  parent: parent as WebFrameMain | null,
  isDestroyed: () => false,
});

/** One window's contents with the page in it: the real preload script runs there over a stand-in for its electron. */
export class StandInContents extends EventEmitter {
  mainFrame: StandInFrame = frameOf('about:blank');
  destroyed = false;
  bridge: BridgeChannel | undefined;
  openHandler: Parameters<WebContents['setWindowOpenHandler']>[0] | undefined;
  readonly drags: unknown[] = [];
  readonly #electron: StandInElectron;
  #toPage: ((event: unknown, frame: unknown) => void) | undefined;

  constructor(electron: StandInElectron) {
    super();
    this.#electron = electron;
  }

  isDestroyed = () => this.destroyed;
  getURL = () => this.mainFrame.url;
  setWindowOpenHandler = (handler: Parameters<WebContents['setWindowOpenHandler']>[0]) => {
    this.openHandler = handler;
  };
  startDrag = (item: unknown) => this.drags.push(item);

  /** To the page, cloned as IPC does, and later. */
  send = (_channel: string, frame: unknown) => {
    const copy: unknown = structuredClone(frame);
    setImmediate(() => this.#toPage?.({}, copy));
  };

  load(url: string): void {
    this.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false, url });
    this.mainFrame = frameOf(url);
    const electron: BridgeElectron = {
      contextBridge: { exposeInMainWorld: (_: string, api: BridgeChannel) => (this.bridge = api) },
      ipcRenderer: {
        on: (_: string, listener: (event: unknown, frame: unknown) => void) => (this.#toPage = listener),
        send: (channel: string, ...args: unknown[]) => this.post(channel, args),
        invoke: (channel: string, ...args: unknown[]) => this.invoke(channel, args),
      },
      webUtils: { getPathForFile: (file: File) => dropped.get(file) ?? '' },
    } as unknown as BridgeElectron;
    exposeBridge(electron, { contextIsolated: true, sandboxed: true });
  }

  /** A message to the host, from the page's top frame unless told otherwise. */
  post(channel: string, args: readonly unknown[], frame: StandInFrame | null = this.mainFrame): void {
    const copy: unknown[] = structuredClone([...args]);
    setImmediate(() => this.#electron.ipc.emit(channel, { sender: this, senderFrame: frame }, ...copy));
  }

  async invoke(
    channel: string,
    args: readonly unknown[],
    frame: StandInFrame | null = this.mainFrame,
  ): Promise<unknown> {
    const handler = this.#electron.handlers.get(channel);
    if (handler === undefined) throw new Error(`no handler for ${channel}`);
    return structuredClone(
      await handler({ sender: this, senderFrame: frame }, ...structuredClone<unknown[]>([...args])),
    );
  }
}

/** Electron as far as the host uses it, by its own declarations; what was asked of it is kept for a test to look at. */
export class StandInElectron {
  readonly ipc = new EventEmitter();
  readonly handlers = new Map<string, (event: unknown, ...args: unknown[]) => unknown>();
  readonly appEvents = new EventEmitter();
  readonly windows: { options: BrowserWindowConstructorOptions; contents: StandInContents; events: EventEmitter }[] =
    [];
  readonly opened: string[] = [];
  readonly shown: string[] = [];
  readonly errors: string[] = [];
  readonly notified: unknown[] = [];
  readonly paths: Record<string, string> = {};
  readonly schemes: unknown[] = [];
  readonly sessionEvents = new EventEmitter();
  readonly dialogs: OpenDialogOptions[] = [];
  chosen: string[] | undefined;
  lock = true;
  quits = 0;
  exited: number | undefined;
  serve: ((request: Request) => Promise<Response> | Response) | undefined;
  permissionRequest: Parameters<Session['setPermissionRequestHandler']>[0] = null;
  permissionCheck: Parameters<Session['setPermissionCheckHandler']>[0] = null;
  devicePermission: Parameters<Session['setDevicePermissionHandler']>[0] = null;
  menu: unknown;
  #beforeRequest:
    | ((details: OnBeforeRequestListenerDetails, answer: (what: { cancel?: boolean }) => void) => void)
    | undefined;

  readonly api: ElectronApi;

  constructor() {
    const { appEvents } = this;
    const app: Partial<App> = {
      isPackaged: false,
      whenReady: () => Promise.resolve(),
      enableSandbox: () => undefined,
      requestSingleInstanceLock: () => this.lock,
      setPath: (name: string, path: string) => (this.paths[name] = path),
      getPath: (name: string) => `/${name}`,
      getFileIcon: () => Promise.resolve({} as never),
      exit: (code?: number) => (this.exited = code ?? 0),
      quit: () => {
        this.quits += 1;
        let held = false;
        appEvents.emit('before-quit', { preventDefault: () => (held = true) });
        if (!held) this.exited = 0;
      },
    };
    Object.assign(app, emitting(appEvents));
    const opening = (contents: StandInContents, events: EventEmitter, options: BrowserWindowConstructorOptions) => {
      this.windows.push({ options, contents, events });
      appEvents.emit('web-contents-created', {}, contents);
    };
    const newContents = () => new StandInContents(this);
    class BrowserWindow {
      readonly webContents = newContents();
      readonly events = new EventEmitter();
      constructor(options: BrowserWindowConstructorOptions) {
        Object.assign(this, emitting(this.events));
        opening(this.webContents, this.events, options);
      }
      isMinimized = () => true;
      restore = () => this.events.emit('restored');
      show = () => this.events.emit('shown');
      focus = () => this.events.emit('focused');
      loadURL(url: string): Promise<void> {
        this.webContents.load(url);
        this.events.emit('ready-to-show');
        return Promise.resolve();
      }
    }
    const { notified } = this;
    class Notification {
      readonly #message: unknown;
      constructor(message: unknown) {
        this.#message = message;
      }
      show = () => notified.push(this.#message);
      static isSupported = () => true;
    }
    const ipcMain: Partial<IpcMain> = {
      handle: (channel, handler) => this.handlers.set(channel, handler as never),
      on: (channel: string, listener: (...args: never[]) => void) => this.ipc.on(channel, listener as never) as never,
    };
    const dialog: Partial<Dialog> = {
      showErrorBox: (_title: string, content: string) => this.errors.push(content),
      showOpenDialog: (_window: unknown, options?: OpenDialogOptions) => {
        this.dialogs.push(options ?? {});
        return Promise.resolve({ canceled: this.chosen === undefined, filePaths: this.chosen ?? [] });
      },
    };
    const protocol: Partial<Protocol> = {
      registerSchemesAsPrivileged: (schemes) => this.schemes.push(...schemes),
      handle: (_scheme, handler) => (this.serve = handler as typeof this.serve),
    };
    const shell: Partial<Shell> = {
      openExternal: (url: string) => Promise.resolve(void this.opened.push(url)),
      showItemInFolder: (path: string) => this.shown.push(path),
    };
    const defaultSession: Partial<Session> = {
      setPermissionRequestHandler: (handler) => (this.permissionRequest = handler),
      setPermissionCheckHandler: (handler) => (this.permissionCheck = handler),
      setDevicePermissionHandler: (handler) => (this.devicePermission = handler),
      webRequest: { onBeforeRequest: (listener: never) => (this.#beforeRequest = listener) } as never,
    };
    Object.assign(defaultSession, emitting(this.sessionEvents));
    const Menu_: Partial<typeof Menu> = {
      buildFromTemplate: (template) => (this.menu = template) as never,
      setApplicationMenu: () => undefined,
    };
    this.api = {
      app,
      BrowserWindow,
      Menu: Menu_,
      Notification,
      dialog,
      ipcMain,
      protocol,
      session: { defaultSession },
      shell,
    } as unknown as ElectronApi;
  }

  get window() {
    const last = this.windows.at(-1);
    if (last === undefined) throw new Error('no window was opened');
    return last;
  }

  /** Whether a request of the page would go out. */
  cancels(url: string): boolean {
    let cancelled = false;
    this.#beforeRequest?.({ url } as OnBeforeRequestListenerDetails, ({ cancel }) => (cancelled = cancel ?? false));
    return cancelled;
  }
}

const emitting = (events: EventEmitter) => ({
  on: events.on.bind(events),
  once: events.once.bind(events),
  off: events.off.bind(events),
});
