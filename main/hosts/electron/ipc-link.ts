import type { IpcMainEvent, IpcMainInvokeEvent, WebContents } from 'electron';
import { AppError, type Grant } from '../../../preload/contract/index.ts';
import { bridgeChannels, type Dispatcher, type Transport } from '../../../preload/rpc/index.ts';
import type { Grants } from '../../ports/index.ts';
import { isPageUrl } from './app-scheme.ts';
import type { AppWindow } from './app-window.ts';
import type { ElectronApi } from './electron-api.ts';

/** Files of one drop. */
const mostDropped = 10_000;

export interface IpcLinkOptions {
  readonly ipcMain: ElectronApi['ipcMain'];
  readonly window: AppWindow;
  readonly dispatcher: Dispatcher;
  readonly grants: Grants;
  readonly log: (line: string) => void;
}

export interface IpcLink {
  /** Messages that did not come from the top frame of our own window. */
  readonly rejected: () => number;
}

/** Carries frames between our window and the dispatcher. Every message is judged by who sent it, each time. */
export function linkIpc({ ipcMain, window, dispatcher, grants, log }: IpcLinkOptions): IpcLink {
  let rejected = 0;
  let channel: WindowChannel | undefined;

  const isOurs = (event: IpcMainEvent | IpcMainInvokeEvent): boolean => {
    const frame = event.senderFrame;
    const ours =
      frame !== null &&
      !frame.isDestroyed() &&
      frame.parent === null &&
      isPageUrl(frame.url) &&
      event.sender === window.current?.webContents;
    if (!ours) {
      rejected += 1;
      log(`a message that is not of our window was dropped (${rejected} so far)`);
    }
    return ours;
  };

  ipcMain.on(bridgeChannels.open, (event) => {
    const { session } = window;
    if (!isOurs(event) || session === undefined) return;
    channel?.close();
    channel = new WindowChannel(event.sender);
    dispatcher.attach(channel, { session });
  });
  ipcMain.on(bridgeChannels.frame, (event, frame: unknown) => {
    if (isOurs(event)) channel?.deliver(frame);
  });
  ipcMain.handle(bridgeChannels.grantDropped, async (event, paths: unknown): Promise<readonly Grant[]> => {
    const { session } = window;
    if (!isOurs(event) || session === undefined) throw new AppError('NOT_ALLOWED');
    if (!isPathList(paths)) throw new AppError('BAD_INPUT', { field: 'files' });
    // What is neither file nor folder, or is gone already, gets no grant; the rest of the drop does.
    const settled = await Promise.allSettled(paths.map((path) => grants.add(path, session)));
    return settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  });
  return { rejected: () => rejected };
}

const isPathList = (value: unknown): value is string[] =>
  Array.isArray(value) &&
  value.length <= mostDropped &&
  value.every((path) => typeof path === 'string' && path.length <= 4096);

/** One life of the page in the window: it ends when the page is loaded anew, crashes or is closed. */
class WindowChannel implements Transport {
  readonly #contents: WebContents;
  #handlers: Parameters<Transport['listen']>[0] | undefined;
  #closed = false;

  constructor(contents: WebContents) {
    this.#contents = contents;
    contents.on('did-start-navigation', this.#navigated);
    contents.once('render-process-gone', this.close);
    contents.once('destroyed', this.close);
  }

  send(frame: unknown): void {
    if (!this.#closed && !this.#contents.isDestroyed()) this.#contents.send(bridgeChannels.frame, frame);
  }

  listen(handlers: Parameters<Transport['listen']>[0]): () => void {
    this.#handlers = handlers;
    return this.close;
  }

  deliver(frame: unknown): void {
    if (!this.#closed) this.#handlers?.message(frame);
  }

  readonly close = (): void => {
    if (this.#closed) return;
    this.#closed = true;
    this.#contents.off('did-start-navigation', this.#navigated);
    this.#contents.off('render-process-gone', this.close);
    this.#contents.off('destroyed', this.close);
    this.#handlers?.close();
  };

  readonly #navigated = (details: { readonly isMainFrame: boolean; readonly isSameDocument: boolean }): void => {
    if (details.isMainFrame && !details.isSameDocument) this.close();
  };
}
