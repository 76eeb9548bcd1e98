import { createHmac, randomBytes } from 'node:crypto';
import type { ServerKey } from '../../preload/contract/index.ts';
import { createSettingsRepository } from '../database/index.ts';
import {
  createLinkSigner,
  createManagementServer,
  type AccessKey,
  type KeyStore,
  type LinkSigner,
  type ManagementServer,
  type Quota,
  type Storage,
} from '../s3-server/index.ts';
import type { Vault } from '../vault/index.ts';
import { createKeptSecret, type KeptSecretOptions } from './kept-secret.ts';

/** The management API of the local server: off until the user turns it on, and on this machine only. */
export interface LocalManagement {
  /** Undefined while it is off; without an address while its token cannot be read or it cannot listen. */
  state(): { readonly address?: string } | undefined;
  /** Keys that links are signed with. */
  findKey(accessKeyId: string): AccessKey | undefined;
  /** Makes a token, which is given out this once; one from before is refused from now on. Throws SECRET_STORE_*. */
  turnOn(): Promise<{ token: string }>;
  turnOff(): Promise<void>;
  /** Serves it, where it is on and there is something to serve. Never rejects. */
  start(workspace: ManagedVolumes): Promise<void>;
  stop(): Promise<void>;
}

/** What there is to manage while the local server runs. */
export interface ManagedVolumes {
  readonly storage: Storage;
  readonly quota: Quota;
  /** Where links lead. */
  readonly endpoint: () => string;
}

export interface LocalManagementOptions extends Omit<KeptSecretOptions, 'name' | 'onChange'> {
  readonly user: string;
  readonly region: string;
  readonly now: () => number;
  readonly onChange: () => void;
}

const onName = 'local.management';
const portName = 'local.management-port';

export function createLocalManagement(options: LocalManagementOptions): LocalManagement {
  const { vault, log, user, region, now, onChange } = options;
  const settings = createSettingsRepository(options.database);
  const token = createKeptSecret({ ...options, name: 'local.management-token', onChange: () => void serial(serve) });
  let volumes: ManagedVolumes | undefined;
  let running: { server: ManagementServer; links: LinkSigner; address: string; token: string } | undefined;
  let tail: Promise<void> = Promise.resolve();

  /** One change at a time. */
  function serial(work: () => Promise<void>): Promise<void> {
    const next = tail.then(work);
    tail = next.catch((error: unknown) => log(`local server: management: ${String(error)}`));
    return next;
  }

  const isOn = (): boolean => settings.read(onName) === true;

  async function halt(): Promise<void> {
    const before = running;
    running = undefined;
    await before?.server.close();
  }

  /** Brings what listens in line with what is wanted. */
  async function serve(): Promise<void> {
    const secret = isOn() ? token.current() : undefined;
    if (running && (running.token !== secret || !volumes)) await halt();
    if (!running && volumes && secret !== undefined) {
      try {
        running = await listen(volumes, secret);
      } catch (error) {
        log(`local server: the management API cannot listen: ${String(error)}`);
      }
    }
    onChange();
  }

  async function listen({ storage, quota, endpoint }: ManagedVolumes, secret: string) {
    // As the command line does: links end with the token they were made under.
    const linkSecret = createHmac('sha256', secret).update('quayside links').digest();
    const links = createLinkSigner({ secret: linkSecret, endpoint, region });
    const server = createManagementServer({
      workspace: { storage, user, region, keys: createVaultKeyStore(vault, user), links, quota, now },
      token: secret,
      onFailure: (requestId, error) => log(`local server: management ${requestId}: ${String(error)}`),
    });
    const port = settings.read(portName);
    const wanted = typeof port === 'number' && Number.isInteger(port) && port > 0 && port < 65_536 ? port : 0;
    let address: string;
    try {
      address = await server.listen({ port: wanted });
    } catch (error) {
      if (wanted === 0) throw error;
      log(`local server: port ${wanted} of the management API is taken, another one is used`);
      address = await server.listen({ port: 0 });
    }
    settings.write(portName, Number(new URL(address).port));
    return { server, links, address, token: secret };
  }

  return {
    state: () => (isOn() ? (running ? { address: running.address } : {}) : undefined),
    findKey: (accessKeyId) => {
      const key = running?.links.find(accessKeyId);
      return key instanceof Promise ? undefined : key;
    },
    async turnOn() {
      const made = randomBytes(32).toString('base64url');
      await token.keep(made);
      settings.write(onName, true);
      await serial(serve);
      return { token: made };
    },
    async turnOff() {
      settings.write(onName, false);
      await serial(serve);
      await token.forget();
    },
    start: (next) =>
      serial(async () => {
        volumes = next;
        await token.load();
        await serve();
      }),
    stop: () =>
      serial(async () => {
        volumes = undefined;
        await halt();
      }),
  };
}

/** Keys made over the API are keys of the app: shown in its list, their secrets in the user's store. */
function createVaultKeyStore(vault: Vault, user: string): KeyStore {
  const { serverKeys } = vault;
  const all = () => serverKeys.watch.snapshot().keys;
  const shown = ({ accessKeyId, name, volumes, permissions, createdAt, expiresAt }: ServerKey) => ({
    accessKeyId,
    name,
    user,
    scope: { buckets: volumes, ...permissions },
    createdAt,
    ...life(expiresAt),
  });
  return {
    // The server asks the vault itself.
    find: () => undefined,
    async make({ name, scope, expiresAt, now }) {
      const { buckets, ...permissions } = scope;
      const { key, secretAccessKey } = await serverKeys.create({ name, volumes: buckets, permissions, expiresAt });
      const { accessKeyId } = key;
      return { accessKeyId, secret: secretAccessKey, user, scope, name, createdAt: now, ...life(expiresAt) };
    },
    list: async () => all().map(shown),
    async remove(accessKeyId) {
      const id = all().find((key) => key.accessKeyId === accessKeyId)?.id;
      if (id === undefined) return false;
      await serverKeys.revoke(id);
      return true;
    },
  };
}

const life = (expiresAt: number | undefined): { expiresAt?: number } => (expiresAt === undefined ? {} : { expiresAt });
