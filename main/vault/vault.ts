import type { VaultStatus } from '../../preload/contract/index.ts';
import type { Clock, Watchable } from '../base/index.ts';
import type { AppDatabase } from '../database/index.ts';
import type { KeychainProbe } from '../ports/index.ts';
import { createConnectionsRegistry, type ConnectionsRegistry, type LiveCredentials } from './connections-registry.ts';
import { createSecretKeeper, type SecretKeeper } from './secret-keeper.ts';
import { createServerKeysRegistry } from './server-keys-registry.ts';
import type { ServerKeysRegistry } from './server-keys.ts';

export interface Vault {
  readonly watch: Watchable<VaultStatus, VaultStatus>;
  /** Where the choice of a store is made: `useKeychain`, `useSession`, `usePassphraseFile`, `lock`. */
  readonly secrets: SecretKeeper;
  readonly connections: ConnectionsRegistry;
  readonly serverKeys: ServerKeysRegistry;
  /** Asks the keychain and loads what can be reached: a few seconds at most, also where a prompt is open. */
  start(): Promise<void>;
  close(): Promise<void>;
}

export interface VaultOptions {
  readonly database: AppDatabase;
  readonly keychain: KeychainProbe;
  /** QUAYSIDE_HOME; the passphrase file is in it. */
  readonly home: string;
  readonly clock: Clock;
  /** Never given a secret. */
  readonly log: (line: string) => void;
  /** For connections whose credentials another program keeps. */
  readonly live?: LiveCredentials | undefined;
}

export function createVault(options: VaultOptions): Vault {
  const { database, clock, log } = options;
  const keeper = createSecretKeeper(options);
  const connections = createConnectionsRegistry({ database, keeper, clock, log, live: options.live });
  const serverKeys = createServerKeysRegistry({ database, keeper, clock, log });
  for (const { table, id, reason } of [...connections.problems, ...serverKeys.problems]) {
    log(`vault: a record of ${table} cannot be read and is left as it is: ${id} ${reason}`);
  }
  return {
    watch: keeper.watch,
    secrets: keeper,
    connections,
    serverKeys,
    start: keeper.start,
    async close() {
      await keeper.close();
      serverKeys.close();
    },
  };
}
