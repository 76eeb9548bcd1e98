/**
 * The host with a window: it carries the contract over Electron IPC and lends the backend what the desktop has.
 * It must never trust a message for its content before its sender, and never let the page out of its own origin.
 */
export type { ElectronApi } from './electron-api.ts';
export { startElectron, type ElectronHost, type ElectronOptions } from './start-electron.ts';
