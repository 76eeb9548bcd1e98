import type { Provider } from './provider.ts';

/** Why a new bucket may not have this name at this store; undefined where it may. */
export function bucketNameProblem(provider: Provider, name: string): 'pattern' | 'reserved' | undefined {
  const { namePattern, reservedPrefixes, reservedNames } = provider.buckets;
  if (!new RegExp(`^(?:${namePattern})$`, 'u').test(name)) return 'pattern';
  if (reservedNames.includes(name) || reservedPrefixes.some((prefix) => name.startsWith(prefix))) return 'reserved';
  return undefined;
}

/** The store refuses to write or delete keys below its own folders. */
export const keyIsReserved = (provider: Provider, key: string): boolean =>
  provider.keys.reservedPrefixes.some((prefix) => key.startsWith(prefix));

/** Keys that the store keeps for itself and that people should not see. */
export const keyIsHidden = (provider: Provider, key: string): boolean =>
  provider.keys.hiddenPrefixes.some((prefix) => key.startsWith(prefix));
