import type { Handlers } from '../../preload/rpc/handlers.ts';
import type { Shares } from '../shares/index.ts';

export function createSharesHandlers(deps: { readonly shares: Shares }): Handlers['shares'] {
  const { shares } = deps;
  return {
    foresee: (request) => shares.foresee(request),
    create: (request) => shares.create(request),
    watch: () => shares.watch,
    url: async ({ id }) => ({ url: await shares.url(id) }),
    forget({ id }) {
      shares.forget(id);
      return {};
    },
  };
}
