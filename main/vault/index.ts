/**
 * Credentials: where secrets live, the connections and keys they belong to, and their life from adding to deletion.
 * It must never write a secret anywhere but to the store the user chose, and gives one out only to sign with, or for
 * an export that the user has confirmed.
 */
export { createVault, type Vault, type VaultOptions } from './vault.ts';
export type {
  ConnectionRecord,
  ConnectionsDelta,
  ConnectionsRegistry,
  Credential,
  LiveCredentials,
  LocalConnection,
} from './connections-registry.ts';
export { newAccessKeyId, randomSecret } from './new-pair.ts';
export type { ServerCredential, ServerKeysDelta, ServerKeysRegistry } from './server-keys.ts';
export type { SecretKeeper } from './secret-keeper.ts';
export { createKeychain, type KeychainOptions } from './keychain.ts';
