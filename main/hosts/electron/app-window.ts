import type { BrowserWindow, BrowserWindowConstructorOptions, WebPreferences } from 'electron';
import { AppError } from '../../../preload/contract/index.ts';
import { newId } from '../../base/index.ts';
import { pageUrl } from './app-scheme.ts';
import type { ElectronApi } from './electron-api.ts';

/** What a page of ours must never be without. */
const must = {
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  webviewTag: false,
} as const satisfies WebPreferences;

export function windowOptions(preload: string, devTools: boolean): BrowserWindowConstructorOptions {
  return {
    width: 1280,
    height: 800,
    minWidth: 720,
    minHeight: 480,
    show: false,
    title: 'Quayside',
    autoHideMenuBar: true,
    webPreferences: { ...must, preload, devTools, experimentalFeatures: false, navigateOnDragDrop: false },
  };
}

/**
 * Throws where a window would run with less than it must. The preload script checks from inside that isolation and
 * sandbox are really there.
 */
export function assertSecure(preferences: WebPreferences | undefined): void {
  for (const [name, value] of Object.entries(must)) {
    const actual = preferences?.[name as keyof typeof must];
    if (actual !== value) throw new Error(`a window with ${name}=${String(actual)} is refused`);
  }
}

export interface AppWindowOptions {
  readonly electron: Pick<ElectronApi, 'BrowserWindow'>;
  readonly preload: string;
  readonly devTools: boolean;
  /** The window is gone for good: what was granted to it ends. */
  onClosed(session: string): void;
}

/** The one window. Each time it is opened it is a new session to the backend. */
export class AppWindow {
  readonly #options: AppWindowOptions;
  #open: { readonly window: BrowserWindow; readonly session: string } | undefined;

  constructor(options: AppWindowOptions) {
    this.#options = options;
  }

  get session(): string | undefined {
    return this.#open?.session;
  }
  get current(): BrowserWindow | undefined {
    return this.#open?.window;
  }

  /** The window of a session. Throws CANCELLED where it was closed meanwhile. */
  of(session: string): BrowserWindow {
    if (this.#open?.session !== session) throw new AppError('CANCELLED');
    return this.#open.window;
  }

  /** Opens the window or brings it to the front. `place` is the fragment of its address. */
  async show(place = ''): Promise<void> {
    const { electron, preload, devTools } = this.#options;
    if (this.#open !== undefined) {
      const { window } = this.#open;
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
      // Only the fragment changes: the page stays as it is and follows it.
      if (place !== '') await window.loadURL(pageUrl + place);
      return;
    }
    const options = windowOptions(preload, devTools);
    assertSecure(options.webPreferences);
    const window = new electron.BrowserWindow(options);
    const session = `window-${newId()}`;
    this.#open = { window, session };
    window.once('closed', () => {
      this.#open = undefined;
      this.#options.onClosed(session);
    });
    window.once('ready-to-show', () => window.show());
    await window.loadURL(pageUrl + place);
  }
}
