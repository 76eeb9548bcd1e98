import { AppError } from '../../../preload/contract/index.ts';
import type { Clipboard, Dialogs, DragOut, Notifier, Opener, Presence } from '../../ports/index.ts';
import type { ElectronApi } from './electron-api.ts';
import type { AppWindow } from './app-window.ts';

/** https only, and only what a parser reads the same way as it is written: nothing that a shell could split or unpack. */
export function isSafeExternal(url: string): boolean {
  // Quotes, spaces and control characters have ended up as further arguments of the program that opens the address.
  if (url.length > 4096 || /[\s"'<>`\\^{|}\u0000-\u001f\u007f]/.test(url) || !URL.canParse(url)) return false;
  const { protocol, hostname, username, password } = new URL(url);
  return protocol === 'https:' && hostname !== '' && username === '' && password === '';
}

export function nativeOpener(shell: ElectronApi['shell']): Opener {
  return {
    openExternal: async (url) => {
      if (!isSafeExternal(url)) throw new AppError('ADDRESS_REFUSED');
      await shell.openExternal(new URL(url).href);
    },
    showInFolder: (path) => {
      shell.showItemInFolder(path);
      return Promise.resolve();
    },
  };
}

export function nativeDialogs(dialog: ElectronApi['dialog'], window: AppWindow): Dialogs {
  return {
    pickSources: async (kind, session) => {
      const { canceled, filePaths } = await dialog.showOpenDialog(window.of(session), {
        title: kind === 'files' ? 'Choose files to upload' : 'Choose folders to upload',
        buttonLabel: 'Upload',
        properties: [kind === 'files' ? 'openFile' : 'openDirectory', 'multiSelections', 'dontAddToRecent'],
      });
      return canceled ? [] : filePaths;
    },
    pickFolder: async (purpose, session) => {
      const { canceled, filePaths } = await dialog.showOpenDialog(window.of(session), {
        title: purpose === 'download' ? 'Choose where to save' : 'Choose the folder to show as a volume',
        buttonLabel: 'Choose',
        properties: ['openDirectory', 'createDirectory', 'dontAddToRecent'],
      });
      return canceled ? undefined : filePaths[0];
    },
  };
}

export function nativeNotifier(Notification: ElectronApi['Notification']): Notifier {
  return {
    notify: ({ title, body }) => {
      if (Notification.isSupported()) new Notification({ title, body }).show();
    },
  };
}

/** Milliseconds that a copied secret stays. */
const secretStays = 60_000;

export function nativeClipboard(clipboard: NonNullable<ElectronApi['clipboard']>): Clipboard {
  const takeAway = async (text: string): Promise<void> => {
    if ((await clipboard.readText()) === text) clipboard.clear();
  };
  return {
    async writeSecret(text) {
      await clipboard.writeText(text);
      setTimeout(() => void takeAway(text), secretStays).unref();
    },
  };
}

/** Touch ID or the password of the Mac; other systems have no such prompt for programs. */
export function nativePresence(system: NonNullable<ElectronApi['systemPreferences']>): Presence {
  return {
    available: () => system.canPromptTouchID(),
    async prompt(reason) {
      try {
        await system.promptTouchID(reason);
        return true;
      } catch (error) {
        // It rejects both where the person refused and where they were not recognised.
        if (error instanceof Error) return false;
        throw error;
      }
    },
  };
}

export function nativeDragOut(app: ElectronApi['app'], window: AppWindow): DragOut {
  return {
    start: async (paths, session) => {
      const [file] = paths;
      if (file === undefined) return;
      const icon = await app.getFileIcon(file);
      window.of(session).webContents.startDrag({ file, files: [...paths], icon });
    },
  };
}
