import { createHmac } from 'node:crypto';
import { createQuota, createStaticKeys, type KeySource, type Quota } from './access/index.ts';
import type { CliArguments } from './cli-arguments.ts';
import {
  createLinkSigner,
  createManagementServer,
  createMemoryKeyStore,
  joinKeySources,
  type ManagementServer,
} from './management/index.ts';
import type { Storage } from './storage/storage.ts';

/** What the command line's management API and its S3 listener share. */
export interface CliWorkspace {
  /** The keys of the command line, those made since, and those that links are signed with. */
  readonly keys: KeySource;
  /** There where something is limited, or the management API may limit it. */
  readonly quota: Quota | undefined;
  readonly management: ManagementServer | undefined;
}

/**
 * The workspace is the first key's user. Links are signed with a key derived from the token, so that they outlive a restart
 * with the same token and nothing of it is on the disk; keys made over the API are gone with the process.
 */
export function createCliWorkspace(
  settings: CliArguments,
  options: {
    storage: Storage;
    region: string;
    endpoint: () => string;
    onFailure: (requestId: string, error: unknown) => void;
  },
): CliWorkspace {
  const { storage, region, endpoint, onFailure } = options;
  const user = settings.keys[0]?.user ?? 'local';
  const now = Date.now;
  const quota = createQuota({ storage, user, limits: settings.quota, now });
  const given = createStaticKeys(settings.keys);
  const { management } = settings;
  const limited = settings.quota.storage !== undefined || settings.quota.transfer !== undefined;
  if (!management) return { keys: given, quota: limited ? quota : undefined, management: undefined };
  const secret = createHmac('sha256', management.token).update('quayside links').digest();
  const links = createLinkSigner({ secret, endpoint, region });
  const keys = createMemoryKeyStore();
  return {
    keys: joinKeySources([given, keys, links]),
    quota,
    management: createManagementServer({
      workspace: { storage, user, region, keys, links, quota, now },
      token: management.token,
      onFailure,
    }),
  };
}
