import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import type { CredentialDraft, EndpointDraft } from '../../../preload/contract/index.ts';
import { openDatabase, type AppDatabase } from '../../database/index.ts';
import { createVault, type Vault } from '../vault.ts';
import type { FakeKeychain } from './fake-keychain.testkit.ts';

export interface VaultHome {
  readonly home: () => string;
  /** Every line that was logged in this test. */
  readonly lines: () => readonly string[];
  readonly database: () => AppDatabase;
  /** Starts the vault on the same home as often as asked, as the app would. */
  readonly start: (keychain: FakeKeychain) => Promise<Vault>;
  /** The vault's clock, which stands at 1000 at first. Milliseconds since the epoch. */
  readonly setClock: (now: number) => void;
}

/** A fresh home for each test of the file, and what runs on it. */
export function vaultHome(): VaultHome {
  let home = '';
  let lines: string[] = [];
  let now = 1000;
  let running: { vault: Vault; database: AppDatabase } | undefined;

  async function stop(): Promise<void> {
    const last = running;
    running = undefined;
    await last?.vault.close();
    last?.database.close();
  }

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'quayside-vault-'));
    lines = [];
    now = 1000;
  });
  afterEach(async () => {
    await stop();
    rmSync(home, { recursive: true, force: true });
  });

  return {
    home: () => home,
    lines: () => lines,
    setClock: (next) => void (now = next),
    database() {
      if (!running) throw new Error('not started');
      return running.database;
    },
    async start(keychain) {
      await stop();
      const log = (line: string) => void lines.push(line);
      const database = openDatabase({ home, log });
      const vault = createVault({ database, keychain, home, clock: { now: () => now }, log });
      running = { vault, database };
      await vault.start();
      return vault;
    },
  };
}

export const endpoint: EndpointDraft = {
  provider: 'minio',
  endpoint: 'http://127.0.0.1:9',
  region: 'us-east-1',
  addressing: 'path',
  pinnedBuckets: [],
};
export const secret = (text: string): CredentialDraft => ({ accessKeyId: 'AKIA', secretAccessKey: text });
export const draft = (text: string) => ({ name: 'Store', endpoint, credential: secret(text), readOnly: false });
export const permissions = { read: true, write: false, delete: false, admin: false };
