import type { Grant } from '../contract/index.ts';

/** Names of the IPC channels between the preload script and the Electron host. */
export const bridgeChannels = {
  /** Page to host: the page listens; a channel begins. */
  open: 'quayside:open',
  /** Both ways: one frame. */
  frame: 'quayside:frame',
  /** Preload script to host: paths of files that were dropped on the page. */
  grantDropped: 'quayside:grant-dropped',
} as const;

/** All that the preload script gives the page, as `window.quayside`. */
export interface BridgeChannel {
  send(frame: unknown): void;
  /** One listener at a time: a second call takes the place of the first and begins a new channel. */
  listen(message: (frame: unknown) => void): void;
  /**
   * Grants for files and folders that the user dropped on the page. Fewer than were given where one is gone, is neither
   * file nor folder, or was made by the page itself.
   */
  grantDropped(files: readonly File[]): Promise<readonly Grant[]>;
}
