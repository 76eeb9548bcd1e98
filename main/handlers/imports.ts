import type { Handlers } from '../../preload/rpc/handlers.ts';
import type { ConnectionImports } from '../connections-import/index.ts';
import { shownConnection } from './connections.ts';

export function createImportsHandlers(deps: { readonly imports: ConnectionImports }): Handlers['imports'] {
  const { imports } = deps;
  return {
    find: () => imports.find(),
    read: ({ name, content }) => imports.read(name, content),
    async take({ ids, agreed }) {
      const { added, failed } = await imports.take(ids, new Map(agreed.map(({ id, command }) => [id, command])));
      return { added: added.map(shownConnection), failed };
    },
  };
}
