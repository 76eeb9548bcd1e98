/**
 * The parts of Electron that this host uses, by Electron's own declarations. They are handed in, so that the host can be
 * run against a stand-in where no Electron binary is to be had; only `entry.ts` imports the module itself.
 */
export type ElectronApi = Pick<
  typeof import('electron'),
  'app' | 'BrowserWindow' | 'Menu' | 'Notification' | 'dialog' | 'ipcMain' | 'protocol' | 'session' | 'shell'
> &
  Partial<Pick<typeof import('electron'), 'clipboard' | 'systemPreferences'>>;
