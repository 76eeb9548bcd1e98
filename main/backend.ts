import { join } from 'node:path';
import type { Handlers } from '../preload/rpc/index.ts';
import { newId, systemClock } from './base/index.ts';
import { createSessionsRepository, openDatabase } from './database/index.ts';
import { createFileService, type FileService } from './files/index.ts';
import { createBucketSettingsHandlers } from './handlers/bucket-settings.ts';
import { createBucketsHandlers } from './handlers/buckets.ts';
import { createConnectionImports, createProfileCredentials } from './connections-import/index.ts';
import { createConnectionsHandlers } from './handlers/connections.ts';
import { createFilesHandlers } from './handlers/files.ts';
import { createGrants } from './handlers/grants.ts';
import { createHostHandlers } from './handlers/host.ts';
import { createImportsHandlers } from './handlers/imports.ts';
import { createKeysHandlers } from './handlers/keys.ts';
import { createObjectsHandlers } from './handlers/objects.ts';
import { createPropertiesHandlers } from './handlers/properties.ts';
import { createPlacesHandlers } from './handlers/places.ts';
import { createSearchHandlers } from './handlers/search.ts';
import { createServerHandlers } from './handlers/server.ts';
import { createSettingsHandlers, createUserSettings } from './handlers/settings.ts';
import { createSharesHandlers } from './handlers/shares.ts';
import { createTransfersHandlers } from './handlers/transfers.ts';
import { createVaultHandlers } from './handlers/vault.ts';
import { createKeys } from './keys/index.ts';
import { createLinkServer } from './link-server/index.ts';
import { createLocalServer } from './local-server/index.ts';
import type { Grants, Ports } from './ports/index.ts';
import { providerOf, supportOf } from './providers/index.ts';
import { createSearch } from './search/index.ts';
import { createShares } from './shares/index.ts';
import { createLimits, createTransfers } from './transfers/index.ts';
import { createVault } from './vault/index.ts';
import { createBucketAdmin, createVolumes } from './volumes/index.ts';

export interface BackendOptions {
  readonly version: string;
  /** Port of the embedded S3 server on 127.0.0.1; the one used last time where absent, else any free one. */
  readonly s3Port?: number;
  /** Where log lines go; secrets never do. */
  readonly log?: (line: string) => void;
}

/** Browser sessions of a host: only the SHA-256 of each token, as hex. They outlive a restart of the backend. */
export interface HostSessions {
  /** Adds a session, or moves the end of one that is there. Instants in milliseconds since the epoch. */
  put(session: { readonly tokenHash: string; readonly createdAt: number; readonly expiresAt: number }): void;
  find(tokenHash: string): { readonly createdAt: number; readonly expiresAt: number } | undefined;
  /** Removes those that ended before. */
  removeExpired(before: number): void;
}

/** The whole app without a window. Hosts carry its handlers over their transport and its files over their scheme. */
export interface Backend {
  readonly handlers: Handlers;
  readonly files: FileService;
  readonly grants: Grants;
  readonly sessions: HostSessions;
  /** A session's window is gone: its grants and tickets end. Transfers go on. */
  endSession(session: string): void;
  /** Names the log entry of an unexpected error. */
  incident(error: unknown, procedure: string): string;
  close(): Promise<void>;
}

export type CreateBackend = (ports: Ports, options: BackendOptions) => Promise<Backend>;

/**
 * Wires the rooms together; the one place that knows them all. Rejects with a StartRefusal where the home cannot be
 * opened (in use, unwritable, written by a newer version). What fails later is in the status of its room, not thrown.
 */
export const createBackend: CreateBackend = async (ports, { version, s3Port, log = () => undefined }) => {
  const clock = systemClock;
  const { home } = ports.paths;
  const database = openDatabase({ home, log });
  const environment = { userHome: ports.paths.userHome, env: process.env };
  const live = createProfileCredentials(environment);
  const vault = createVault({ database, keychain: ports.keychain, home, clock, log, live });
  const imports = createConnectionImports({ environment, connections: vault.connections });
  const localServer = createLocalServer({
    home,
    vault,
    database,
    clock,
    log,
    ...(s3Port === undefined ? {} : { port: s3Port }),
  });
  const volumes = createVolumes({ vault, clock, log });
  const bucketAdmin = createBucketAdmin({ connections: vault.connections, clock, log });
  const settings = createUserSettings({ database, log });
  const grants = createGrants();
  const limits = createLimits({
    settings: settings.watch,
    clock,
    onError: (error) => log(`limits: a listener failed: ${describe(error)}`),
  });
  const transfers = createTransfers({
    database,
    volumes,
    ports,
    clock,
    log,
    parallelFiles: () => settings.watch.snapshot().parallelFiles,
    uploadLimit: () => limits.upload(),
    downloadLimit: () => limits.download(),
  });
  const keys = createKeys({
    database,
    vault,
    volumes,
    ports,
    local: () => localServer.watch.snapshot(),
    clock,
    log,
  });
  const linkServer = createLinkServer({ database, volumes, clock, log });
  const shares = createShares({
    database,
    volumes,
    connections: () =>
      vault.connections
        .list()
        .map(({ id, provider }) => ({ id, canShare: supportOf(providerOf(provider), 'share-link').ok })),
    linkServer,
    apis: {
      has: (id) => keys.apis.get(id)?.secret !== undefined,
      runsite: (id) => keys.remote.runsite(id),
      archil: (id) => keys.remote.archil(id),
      keyEnds: (id) => keys.ends(id),
    },
    clock,
    log,
  });
  const search = createSearch({ folder: join(home, 'search'), volumes, clock, log });
  const files = createFileService({ volumes, transfers, ports, clock, log });

  // Secrets first: the local server's own key is one, and jobs left by the last run need theirs.
  await vault.start();
  await localServer.start();
  await shares.start();
  transfers.start();

  return {
    handlers: {
      host: createHostHandlers({ ports, grants, version, setAside: database.problems }),
      vault: createVaultHandlers({ vault }),
      connections: createConnectionsHandlers({ vault, volumes }),
      imports: createImportsHandlers({ imports }),
      bucketSettings: createBucketSettingsHandlers({ bucketAdmin }),
      buckets: createBucketsHandlers({ vault, volumes, localServer }),
      objects: createObjectsHandlers({ volumes }),
      properties: createPropertiesHandlers({ volumes }),
      places: createPlacesHandlers({ database, clock, log }),
      search: createSearchHandlers({ search }),
      files: createFilesHandlers({ files }),
      transfers: createTransfersHandlers({ transfers, grants, limits }),
      shares: createSharesHandlers({ shares, linkServer }),
      server: createServerHandlers({ localServer, grants }),
      keys: createKeysHandlers({ vault, keys, grants }),
      settings: createSettingsHandlers({ settings }),
    },
    files,
    grants,
    sessions: createSessionsRepository(database),
    endSession(session) {
      grants.endSession(session);
      files.endSession(session);
    },
    incident(error, procedure) {
      const id = newId();
      log(`incident ${id} in ${procedure}: ${describe(error)}`);
      return id;
    },
    async close() {
      imports.close();
      await bucketAdmin.close();
      limits.close();
      await transfers.close();
      await files.close();
      await search.close();
      await shares.close();
      keys.close();
      volumes.close();
      await localServer.stop();
      await vault.close();
      database.close();
    },
  };
};

/** Stack and causes, for the log only. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = error.stack ?? error.message;
  return error.cause === undefined ? own : `${own} caused by ${describe(error.cause)}`;
}
