import { providers } from '../../../providers/index.ts';
import { createStoreRules } from './create-store-rules.ts';
import type { StoreRules, StoreRulesOptions } from './store-rules.ts';

/** The stores that this server stands in for. */
export const emulatedStores = ['runpod', 'coreweave', 'runsite', 'archil'] as const;
export type EmulatedStore = (typeof emulatedStores)[number];

export const isEmulatedStore = (name: string): name is EmulatedStore =>
  (emulatedStores as readonly string[]).includes(name);

/** The server then behaves as that store does, as far as its data says how. */
export const emulate = (store: EmulatedStore, options: StoreRulesOptions = {}): StoreRules =>
  createStoreRules(providers[store], options);
