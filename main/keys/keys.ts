import type { ConnectionId, KeyFacts, KeyReplacement } from '../../preload/contract/index.ts';
import { createEmitter, type Clock, type Watchable } from '../base/index.ts';
import type { AppDatabase } from '../database/index.ts';
import type { Ports } from '../ports/index.ts';
import type { Vault } from '../vault/index.ts';
import type { Volumes } from '../volumes/index.ts';
import { createHandOver, type HandOver } from './hand-over.ts';
import { createKeyFactsBook } from './key-facts-book.ts';
import { createRemoteKeys, type RemoteKeys } from './remote-keys.ts';
import { createReplacements, type Replacements } from './replacements.ts';
import { createStoreApiBook, type StoreApiBook } from './store-api-book.ts';

interface Life {
  readonly facts: KeyFacts[];
  readonly replacements: KeyReplacement[];
}

export interface Keys {
  /** Age, end and replaced pairs; the whole of it at each change. */
  readonly watch: Watchable<Life, Life>;
  readonly remote: RemoteKeys;
  readonly apis: StoreApiBook;
  readonly replacements: Replacements;
  readonly handOver: HandOver;
  setEnd(id: ConnectionId, expiresAt: number | undefined): void;
  /** When the key of a connection ends, as the user noted. */
  ends(id: ConnectionId): number | undefined;
  close(): void;
}

export interface KeysOptions {
  readonly database: AppDatabase;
  readonly vault: Vault;
  readonly volumes: Pick<Volumes, 'try' | 'credentialLife'>;
  readonly ports: Pick<Ports, 'clipboard' | 'presence'>;
  readonly local: () => { readonly endpoint?: string | undefined; readonly region: string };
  readonly clock: Clock;
  readonly log: (line: string) => void;
}

/** Milliseconds between two looks for old pairs whose time is over. */
const sweepEvery = 3_600_000;

export function createKeys(options: KeysOptions): Keys {
  const { vault, ports, local, log } = options;
  const emitter = createEmitter<Life>((error) => log(`keys: a listener failed: ${String(error)}`));
  const snapshot = (): Life => ({ facts: facts.list(), replacements: replacements.list() });
  const onChange = (): void => emitter.emit(snapshot());
  const facts = createKeyFactsBook({ ...options, onChange });
  const replacements: Replacements = createReplacements({ ...options, onChange, onRenewed: (id) => facts.renewed(id) });
  const apis = createStoreApiBook(options);
  const remote = createRemoteKeys({ vault, book: apis, replacements, log });

  const forgetApis = vault.connections.watch.subscribe(({ remove }) => {
    for (const id of remove)
      apis.remove(id).catch((error: unknown) => log(`keys: the token of a removed connection stays: ${String(error)}`));
  });
  const sweep = (): void =>
    void replacements.sweep().catch((error: unknown) => log(`keys: an old pair is not erased yet: ${String(error)}`));
  sweep();
  const sweeping = setInterval(sweep, sweepEvery).unref();

  return {
    watch: { snapshot, subscribe: emitter.subscribe },
    remote,
    apis,
    replacements,
    handOver: createHandOver({ vault, local, ports }),
    setEnd: (id, expiresAt) => facts.setEnd(id, expiresAt),
    ends: (id) => facts.ends(id),
    close() {
      clearInterval(sweeping);
      forgetApis();
      facts.close();
    },
  };
}
