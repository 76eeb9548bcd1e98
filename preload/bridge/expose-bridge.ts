import { bridgeChannels, type BridgeChannel } from '../rpc/bridge-channel.ts';

/** The parts of Electron that a sandboxed preload script has and this one uses. */
export type BridgeElectron = Pick<typeof import('electron'), 'contextBridge' | 'ipcRenderer' | 'webUtils'>;

/** What the preload script's own `process` tells of the window it runs in. */
export type BridgeProcess = Readonly<Pick<NodeJS.Process, 'contextIsolated' | 'sandboxed'>>;

/**
 * Gives the page a channel of frames and a way to hand over dropped files. The page never gets ipcRenderer, never
 * chooses a channel, and never names a path: paths are read here from the File objects of the drop and go straight to
 * the host, which answers with grants. Throws in a window without isolation or sandbox.
 */
export function exposeBridge({ contextBridge, ipcRenderer, webUtils }: BridgeElectron, self: BridgeProcess): void {
  if (!self.contextIsolated || !self.sandboxed) throw new Error('this window is not isolated: no bridge');
  let listener: ((frame: unknown) => void) | undefined;
  ipcRenderer.on(bridgeChannels.frame, (_event, frame: unknown) => listener?.(frame));

  const bridge: BridgeChannel = {
    send: (frame) => ipcRenderer.send(bridgeChannels.frame, frame),
    listen: (message) => {
      listener = message;
      ipcRenderer.send(bridgeChannels.open);
    },
    grantDropped: (files) => {
      const paths = [...files].map((file) => webUtils.getPathForFile(file)).filter((path) => path !== '');
      return ipcRenderer.invoke(bridgeChannels.grantDropped, paths);
    },
  };
  contextBridge.exposeInMainWorld('quayside', Object.freeze(bridge));
}
