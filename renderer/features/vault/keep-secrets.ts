import type { Client } from '../../rpc/index.ts';

export type KeptIn = 'keychain' | 'session' | 'passphrase-file';

/** Tells the vault where secrets go from now on. The passphrase is looked at for the file only. */
export async function keepSecrets(vault: Client['vault'], place: KeptIn, passphrase: string): Promise<void> {
  if (place === 'keychain') await vault.useKeychain({});
  else if (place === 'session') await vault.useSession({});
  else await vault.usePassphraseFile({ passphrase });
}
