import type { Handlers } from '../../preload/rpc/handlers.ts';
import type { LinkServer } from '../link-server/index.ts';
import type { Shares } from '../shares/index.ts';

export function createSharesHandlers(deps: {
  readonly shares: Shares;
  readonly linkServer: LinkServer;
}): Handlers['shares'] {
  const { shares, linkServer } = deps;
  return {
    ways: ({ connectionId }) => shares.ways(connectionId),
    foresee: (request) => shares.foresee(request),
    create: (request) => shares.create(request),
    createMany: (request) => shares.createMany(request),
    requestUpload: (request) => shares.requestUpload(request),
    watch: () => shares.watch,
    url: async ({ id }) => ({ url: await shares.url(id) }),
    links: async ({ id }) => ({ links: await shares.links(id) }),
    renew: ({ id }) => ({ url: shares.renew(id) }),
    async revoke({ id }) {
      await shares.revoke(id);
      return {};
    },
    forget({ id }) {
      shares.forget(id);
      return {};
    },
    server: () => linkServer.watch,
    async setNetwork({ on, address }) {
      await linkServer.setNetwork(on, address);
      return {};
    },
  };
}
