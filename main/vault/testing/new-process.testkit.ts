import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Keyring } from './keyring.testkit.ts';

/** What a process that starts now finds: the probe's answer, and the secret of an account. */
export function inNewProcess(keyring: Keyring, service: string, account: string): string {
  const source = fileURLToPath(new URL('../keychain.ts', import.meta.url));
  const script = `import { createKeychain } from ${JSON.stringify(source)};
    const keychain = createKeychain({ log() {}, service: ${JSON.stringify(service)} });
    console.log(await keychain.probe(), await keychain.store.get(${JSON.stringify(account)}));`;
  return execFileSync(process.execPath, ['--input-type=module-typescript', '-e', script], {
    env: { ...keyring.env },
    encoding: 'utf8',
    timeout: 20_000,
  }).trim();
}
