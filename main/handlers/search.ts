import type { Handlers } from '../../preload/rpc/handlers.ts';
import type { Search } from '../search/index.ts';

export function createSearchHandlers({ search }: { readonly search: Search }): Handlers['search'] {
  return {
    watch: () => ({
      snapshot: () => ({ indexes: [...search.watch.snapshot()] }),
      subscribe: (listener) => search.watch.subscribe((indexes) => listener({ indexes: [...indexes] })),
    }),
    build(of) {
      search.build(of);
      return {};
    },
    async stop(of) {
      await search.stop(of);
      return {};
    },
    async drop(of) {
      await search.drop(of);
      return {};
    },
    async find(query, { signal }) {
      const { found, ...rest } = await search.find(query, { signal });
      return {
        ...rest,
        keys: found.map(({ key }) => key),
        sizes: found.map(({ size }) => size),
        modified: found.map(({ modified }) => modified),
      };
    },
    async usage(of, { signal }) {
      const { folders, largest, ...rest } = await search.usage(of, { signal });
      return { ...rest, folders: [...folders], largest: largest.map(({ key, size }) => ({ key, size })) };
    },
  };
}
