/**
 * The sandboxed preload script: it carries frames between the page and the Electron host, and turns dropped files into
 * grants. It must never give the page anything of Electron or Node, and never a path.
 */
export { exposeBridge, type BridgeElectron, type BridgeProcess } from './expose-bridge.ts';
