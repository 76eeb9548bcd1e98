import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CallContext } from '../../preload/rpc/handlers.ts';
import { systemClock } from '../base/index.ts';
import { openDatabase } from '../database/index.ts';
import { createLocalServer } from '../local-server/index.ts';
import type { KeychainProbe } from '../ports/index.ts';
import { createLinkServer } from '../link-server/index.ts';
import { createShares, type LinkApis } from '../shares/index.ts';
import { createVault } from '../vault/index.ts';
import { createVolumes } from '../volumes/index.ts';
import { createBucketsHandlers } from './buckets.ts';
import { createConnectionsHandlers } from './connections.ts';
import { createObjectsHandlers } from './objects.ts';
import { createSharesHandlers } from './shares.ts';

const missing = () => Promise.reject(new Error('there is no keychain in this test'));
const noKeychain: KeychainProbe = {
  name: 'none',
  probe: async () => 'no-service',
  store: { place: 'keychain', get: missing, set: missing, delete: missing },
};

const noApis: LinkApis = {
  has: () => false,
  runsite: async () => undefined,
  archil: async () => undefined,
  keyEnds: () => undefined,
};

export const context: CallContext = { signal: new AbortController().signal, session: 'test' };

/** The real rooms behind the handlers of stores: database, vault, embedded server, volumes, shares. */
export async function startStores(home?: string, apis: LinkApis = noApis) {
  const folder = home ?? (await mkdtemp(join(tmpdir(), 'quayside-handlers-')));
  const log = () => {};
  const database = openDatabase({ home: folder, log });
  const vault = createVault({ database, keychain: noKeychain, home: folder, clock: systemClock, log });
  await vault.start();
  await vault.secrets.useSession();
  const localServer = createLocalServer({ home: folder, vault, database, clock: systemClock, log });
  await localServer.start();
  const volumes = createVolumes({ vault, clock: systemClock, log });
  const linkServer = createLinkServer({ database, volumes, clock: systemClock, log });
  const connections = () => vault.connections.list().map(({ id }) => ({ id, canShare: true }));
  const shares = createShares({ database, volumes, connections, linkServer, apis, clock: systemClock, log });
  await shares.start();
  const stop = async () => {
    await shares.close();
    volumes.close();
    await localServer.stop();
    await vault.close();
    database.close();
  };
  return {
    home: folder,
    vault,
    volumes,
    localServer,
    connections: createConnectionsHandlers({ vault, volumes }),
    buckets: createBucketsHandlers({ vault, volumes, localServer }),
    objects: createObjectsHandlers({ volumes }),
    shares: createSharesHandlers({ shares, linkServer }),
    stop,
    async remove() {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
