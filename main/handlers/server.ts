import type { LocalVolume } from '../../preload/contract/index.ts';
import type { Handlers } from '../../preload/rpc/handlers.ts';
import type { LocalServer } from '../local-server/index.ts';
import type { Grants } from '../ports/index.ts';

export function createServerHandlers(deps: {
  readonly localServer: LocalServer;
  readonly grants: Pick<Grants, 'resolve'>;
}): Handlers['server'] {
  const { localServer, grants } = deps;
  return {
    watch: () => localServer.watch,
    async restart() {
      await localServer.restart();
      return {};
    },
    createVolume(input, { session }) {
      if (input.kind === 'object') return localServer.createVolume(input);
      const { path } = grants.resolve(input.folder, session);
      return localServer.createVolume({ kind: 'folder', name: input.name, folder: path, store: input.store });
    },
    async volumes() {
      const volumes = await localServer.volumes();
      return { volumes: volumes.map(({ name, kind }) => summary(name, kind, localServer.storeOf(name))) };
    },
    async setStore({ bucket, store }) {
      await localServer.setStore(bucket, store);
      return {};
    },
    turnOnManagement: () => localServer.turnOnManagement(),
    async turnOffManagement() {
      await localServer.turnOffManagement();
      return {};
    },
  };
}

function summary(bucket: string, kind: LocalVolume['kind'], store: LocalVolume['store']): LocalVolume {
  return store === undefined ? { bucket, kind } : { bucket, kind, store };
}
