import type { Handlers } from '../../preload/rpc/handlers.ts';
import type { LocalServer } from '../local-server/index.ts';
import type { Vault } from '../vault/index.ts';
import { keySnippet } from './key-snippet.ts';

export function createKeysHandlers(deps: {
  readonly vault: Vault;
  readonly localServer: LocalServer;
}): Handlers['keys'] {
  const { serverKeys } = deps.vault;
  return {
    watch: () => serverKeys.watch,
    create: (input) => serverKeys.create(input),
    rotate: ({ id }) => serverKeys.rotate(id),
    async revoke({ id }) {
      await serverKeys.revoke(id);
      return {};
    },
    snippet({ id, tool }) {
      const { accessKeyId, volumes } = serverKeys.get(id);
      const { endpoint, region } = deps.localServer.watch.snapshot();
      return {
        text: keySnippet(tool, {
          endpoint: endpoint ?? 'http://127.0.0.1:PORT',
          region,
          accessKeyId,
          bucket: (volumes === '*' ? undefined : volumes[0]) ?? 'my-files',
        }),
      };
    },
  };
}
