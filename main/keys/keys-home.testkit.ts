import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CredentialDraft, EndpointDraft, ProviderId } from '../../preload/contract/index.ts';
import { openDatabase } from '../database/index.ts';
import type { Ports } from '../ports/index.ts';
import { createFakeKeychain, type FakeKeychain } from '../vault/testing/fake-keychain.testkit.ts';
import { createVault, type Vault } from '../vault/index.ts';
import { createVolumes, type Volumes } from '../volumes/index.ts';
import { createKeys, type Keys } from './keys.ts';

export interface KeysHome {
  readonly vault: Vault;
  readonly volumes: Volumes;
  readonly keys: Keys;
  readonly keychain: FakeKeychain;
  readonly folder: string;
  /** Milliseconds that the clock is ahead. */
  ahead: number;
  add(
    name: string,
    provider: ProviderId,
    endpoint: string,
    credential: CredentialDraft,
    region?: string,
  ): ReturnType<Vault['connections']['add']>;
  /** The same home again, as at the next start. */
  again(): Promise<KeysHome>;
  /** Whether a text stands anywhere in the home or in what was logged. */
  holds(text: string): boolean;
  close(): Promise<void>;
}

/** The real rooms behind keys, on a home of their own and with a keychain at the port. */
export async function openKeysHome(
  options: {
    readonly ports?: Pick<Ports, 'clipboard' | 'presence'>;
    readonly folder?: string;
    readonly keychain?: FakeKeychain;
    readonly ahead?: number;
  } = {},
): Promise<KeysHome> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'quayside-keys-home-'));
  const keychain = options.keychain ?? createFakeKeychain();
  const lines: string[] = [];
  const log = (line: string) => void lines.push(line);
  const clock = { now: (): number => Date.now() + home.ahead };
  const database = openDatabase({ home: folder, log });
  const vault = createVault({ database, keychain, home: folder, clock, log });
  const volumes = createVolumes({ vault, clock, log });
  let end: (() => Promise<void>) | undefined;
  const home: KeysHome = {
    vault,
    volumes,
    keychain,
    folder,
    ahead: options.ahead ?? 0,
    get keys() {
      return keys;
    },
    add(name, provider, endpoint, credential, region = 'us-east-1') {
      const draft: EndpointDraft = { provider, endpoint, region, addressing: 'path', pinnedBuckets: [] };
      return vault.connections.add({ name, endpoint: draft, credential, readOnly: false });
    },
    async again() {
      await stop();
      return openKeysHome({ ...options, folder, keychain, ahead: home.ahead });
    },
    holds(text) {
      const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
      const places = files.map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'));
      return [...places, ...lines].some((place) => place.includes(text));
    },
    async close() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  const keys = createKeys({
    database,
    vault,
    volumes,
    ports: options.ports ?? {},
    local: () => ({ region: 'us-east-1' }),
    clock,
    log,
  });
  const stop = async (): Promise<void> => {
    const ending = end;
    end = undefined;
    await ending?.();
  };
  end = async () => {
    keys.close();
    volumes.close();
    await vault.close();
    database.close();
  };
  await vault.start();
  return home;
}
