import type { Handlers } from '../../preload/rpc/handlers.ts';
import type { Vault } from '../vault/index.ts';

export function createVaultHandlers({ vault }: { readonly vault: Vault }): Handlers['vault'] {
  const { secrets } = vault;
  return {
    watch: () => vault.watch,
    useKeychain: () => done(secrets.useKeychain()),
    useSession: () => done(secrets.useSession()),
    usePassphraseFile: ({ passphrase }) => done(secrets.usePassphraseFile(passphrase)),
    lock: () => done(secrets.lock()),
  };
}

async function done(work: Promise<void>): Promise<Record<string, never>> {
  await work;
  return {};
}
