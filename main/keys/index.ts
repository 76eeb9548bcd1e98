/**
 * The life of keys over all stores: how old they are, replaced everywhere with a way back, made and revoked at the store by
 * its own API, and handed to other tools.
 * It must never give a secret to the interface but once, for a key that was just made, nor write one into a log.
 */
export { createKeys, type Keys, type KeysOptions } from './keys.ts';
export type { HandOver } from './hand-over.ts';
export { toolSettings, type ToolFacts } from './tool-settings.ts';
