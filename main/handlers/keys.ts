import type { Handlers } from '../../preload/rpc/handlers.ts';
import type { Keys } from '../keys/index.ts';
import type { Grants } from '../ports/index.ts';
import type { Vault } from '../vault/index.ts';

export function createKeysHandlers(deps: {
  readonly vault: Vault;
  readonly keys: Keys;
  readonly grants: Grants;
}): Handlers['keys'] {
  const { keys, grants } = deps;
  const { serverKeys } = deps.vault;
  const { remote, replacements, apis, handOver } = keys;
  return {
    watch: () => serverKeys.watch,
    create: (input) => serverKeys.create(input),
    rotate: ({ id, overlapSeconds }) => serverKeys.rotate(id, overlapSeconds),
    async endOverlap({ id }) {
      await serverKeys.endOverlap(id);
      return {};
    },
    setServerKeyExpiry({ id, expiresAt }) {
      serverKeys.setExpiry(id, expiresAt);
      return {};
    },
    async revoke({ id }) {
      await serverKeys.revoke(id);
      return {};
    },
    snippet: ({ subject, tool }) => ({ text: handOver.snippet(subject, tool) }),
    exportWays: ({ subject }) => handOver.ways(subject),
    export({ subject, tool, to, passphrase }, { session }) {
      const outlet =
        to.kind === 'folder' ? { kind: to.kind, path: grants.resolve(to.folder, session).path } : { kind: to.kind };
      return handOver.give({ subject, tool, to: outlet, passphrase });
    },
    facts: () => keys.watch,
    setExpiry({ connectionId, expiresAt }) {
      keys.setEnd(connectionId, expiresAt);
      return {};
    },
    planReplacement: ({ connectionId }) => replacements.plan(connectionId),
    replace: ({ connectionIds, credential }) => replacements.replace(connectionIds, credential),
    undoReplacement: ({ id }) => replacements.undo(id),
    async letGo({ id }) {
      await replacements.letGo(id);
      return {};
    },
    api: ({ connectionId }) => remote.api(connectionId),
    async setApi({ connectionId, address, token }) {
      await apis.save(connectionId, address, token);
      return {};
    },
    async removeApi({ connectionId }) {
      await apis.remove(connectionId);
      return {};
    },
    remote: async ({ connectionId }, { signal }) => ({ keys: await remote.list(connectionId, signal) }),
    createRemote: ({ connectionId, name, buckets, permissions }) =>
      remote.create(connectionId, { name, buckets, permissions }),
    rotateRemote: ({ connectionId, keyId }) => remote.rotate(connectionId, keyId),
    async setRemoteActive({ connectionId, keyId, active }) {
      await remote.setActive(connectionId, keyId, active);
      return {};
    },
    async revokeRemote({ connectionId, keyId }) {
      await remote.revoke(connectionId, keyId);
      return {};
    },
  };
}
