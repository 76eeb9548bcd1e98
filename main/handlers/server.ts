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
      return localServer.createVolume({ kind: 'folder', name: input.name, folder: path });
    },
  };
}
