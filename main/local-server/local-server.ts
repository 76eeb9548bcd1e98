import { join } from 'node:path';
import { AppError, instant, serverStatus, type ConnectionId, type ServerStatus } from '../../preload/contract/index.ts';
import { createEmitter, type Clock, type Watchable } from '../base/index.ts';
import { createSettingsRepository, type AppDatabase } from '../database/index.ts';
import {
  allRights,
  createQuota,
  createS3Server,
  isBucketName,
  openStorage,
  type AccessKey,
  type BucketRecord,
  type EmulatedStore,
  type Quota,
  type S3Server,
  type Storage,
} from '../s3-server/index.ts';
import type { Vault } from '../vault/index.ts';
import { createAppKeys } from './app-key.ts';
import { judgeFolder } from './folder-rules.ts';
import { createLocalManagement } from './management.ts';
import { createVolumeKey } from './volume-key.ts';
import { createVolumeStores } from './volume-stores.ts';

export type VolumeDraft = (
  | { readonly kind: 'object' }
  /** `folder` is an absolute path that the user chose. */
  | { readonly kind: 'folder'; readonly folder: string }
) & {
  readonly name: string;
  /** The store that the volume behaves as; plain S3 where absent. */
  readonly store?: EmulatedStore | undefined;
};

export interface LocalServer {
  readonly watch: Watchable<ServerStatus, ServerStatus>;
  /** Puts the built-in connection in the vault and listens. Never rejects: what is wrong is in the status. */
  start(): Promise<void>;
  /** Lets running requests finish for some seconds, then cuts them. */
  stop(): Promise<void>;
  restart(): Promise<void>;
  /**
   * Throws SERVER_DOWN, BUCKET_NAME_INVALID, BUCKET_EXISTS, FOLDER_IN_USE, PATH_NOT_GRANTED, TARGET_UNWRITABLE,
   * DISK_FULL.
   */
  createVolume(draft: VolumeDraft): Promise<{ bucket: string }>;
  /** All volumes with their kind and folder. Throws SERVER_DOWN. */
  volumes(): Promise<readonly BucketRecord[]>;
  /** What a volume behaves as; undefined for plain S3. Throws SERVER_DOWN. */
  storeOf(bucket: string): EmulatedStore | undefined;
  /** What a volume behaves as from the next request on. Throws SERVER_DOWN, BUCKET_NOT_FOUND. */
  setStore(bucket: string, store: EmulatedStore | undefined): Promise<void>;
  /** Serves the management API on this machine; its token is given out this once. Throws SECRET_STORE_*. */
  turnOnManagement(): Promise<{ token: string }>;
  turnOffManagement(): Promise<void>;
}

export interface LocalServerOptions {
  readonly home: string;
  readonly vault: Vault;
  readonly database: AppDatabase;
  readonly clock: Clock;
  readonly log: (line: string) => void;
  /** The one used last time where absent, else any free one. */
  readonly port?: number;
}

export const localConnectionId = 'local' as ConnectionId;
const region = 'us-east-1';
/** Every key the user makes belongs to them: volumes have one owner on this computer. */
const user = 'local';
const firstVolume = 'my-files';

export function createLocalServer(options: LocalServerOptions): LocalServer {
  const { home, vault, clock, log } = options;
  const settings = createSettingsRepository(options.database);
  const emitter = createEmitter<ServerStatus>((error) => log(`local server: a listener failed: ${String(error)}`));
  const appKeys = createAppKeys({ database: options.database, vault, log, onChange: provideConnection });
  const now = (): number => clock.now();
  const kept = { database: options.database, vault, log };
  const volumeKey = createVolumeKey(kept);
  const stores = createVolumeStores({ region });
  const management = createLocalManagement({ ...kept, user, region, now, onChange: () => tell(status) });
  const createdAt = instant.safeParse(settings.read('local.created-at')).data ?? clock.now();
  settings.write('local.created-at', createdAt);
  let storage: Storage | undefined;
  let server: S3Server | undefined;
  let endpoint = endpointOf(options.port ?? rememberedPort() ?? 0);
  let status: ServerStatus = { running: false, region, connectionId: localConnectionId };
  let tail: Promise<void> = Promise.resolve();

  function rememberedPort(): number | undefined {
    return serverStatus.shape.portTaken.safeParse(settings.read('local.port')).data;
  }

  function tell({ management: _before, ...next }: Omit<ServerStatus, 'region' | 'connectionId'>): void {
    const managed = management.state();
    status = { ...next, region, connectionId: localConnectionId, ...(managed ? { management: managed } : {}) };
    emitter.emit(status);
  }

  function provideConnection(): void {
    const { accessKeyId, secret, place } = appKeys.current();
    vault.connections.provideLocal({
      record: {
        id: localConnectionId,
        name: 'This computer',
        provider: 'quayside',
        endpoint,
        region,
        addressing: 'path',
        accessKeyId,
        secretPlace: place,
        createdAt,
      },
      credential: { accessKeyId, secretAccessKey: secret },
    });
  }

  function findKey(accessKeyId: string): AccessKey | undefined {
    const own = appKeys.find(accessKeyId);
    // The store that a volume stands in for has no say in which volumes the app itself opens, and in its links.
    if (own) return { accessKeyId, secret: own.secret, user, scope: allRights, purpose: 'link' };
    const key = vault.serverKeys.find(accessKeyId);
    if (!key) return management.findKey(accessKeyId);
    return { accessKeyId, secret: key.secret, user, scope: { buckets: key.volumes, ...key.permissions } };
  }

  async function listen(to: S3Server): Promise<{ endpoint: string; portTaken?: number }> {
    const wanted = options.port ?? rememberedPort() ?? 0;
    try {
      return { endpoint: await to.listen({ host: '127.0.0.1', port: wanted }) };
    } catch (error) {
      if (wanted === 0 || !isPortTrouble(error)) throw error;
      log(`local server: port ${wanted} is taken by another program, another one is used`);
      return { endpoint: await to.listen({ host: '127.0.0.1', port: 0 }), portTaken: wanted };
    }
  }

  async function run(): Promise<void> {
    if (server) return;
    await appKeys.settle();
    await volumeKey.settle();
    try {
      const opened = (storage = await openStorage({ root: join(home, 'volumes'), now }));
      await makeFirstVolume(opened);
      const quota = createQuota({ storage: opened, user, limits: { storage: undefined, transfer: undefined }, now });
      const next = createS3Server({
        storage: opened,
        region,
        volumeKey: () => volumeKey.current(),
        storeOf: (bucket) => stores.rulesOf(opened, bucket),
        quota: whileManaged(quota),
        keys: {
          find: findKey,
          hasUser: (name) => name === user,
          touched: (id, at) => vault.serverKeys.touched(id, at),
        },
        now,
      });
      const listening = await listen(next);
      server = next;
      endpoint = listening.endpoint;
      // The old port is remembered while another program holds it: links made with it work again once it is free.
      if (listening.portTaken === undefined) settings.write('local.port', Number(new URL(endpoint).port));
      provideConnection();
      tell({ running: true, startedAt: clock.now(), ...listening });
      await management.start({ storage: opened, quota, endpoint: () => endpoint });
    } catch (error) {
      log(`local server: does not start: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      await storage?.close();
      storage = undefined;
      provideConnection();
      tell({ running: false, error: new AppError('SERVER_DOWN', { reason: codeOf(error) }).toShape() });
    }
  }

  async function halt(): Promise<void> {
    const running = server;
    server = undefined;
    await management.stop();
    await running?.close({ deadlineMs: 5000 });
    await storage?.close();
    storage = undefined;
    if (running) tell({ running: false });
  }

  /** Nothing is counted while nobody can ask for it or limit it. */
  function whileManaged(quota: Quota): Quota {
    return {
      get limits() {
        return quota.limits;
      },
      set limits(limits) {
        quota.limits = limits;
      },
      admit: async (request) => (management.state()?.address === undefined ? () => undefined : quota.admit(request)),
      usage: () => quota.usage(),
    };
  }

  async function makeFirstVolume(into: Storage): Promise<void> {
    if (settings.read('local.first-volume') !== undefined) return;
    if ((await into.listBuckets()).length === 0) {
      await into.createBucket({ name: firstVolume, owner: user, region, kind: 'object' });
    }
    settings.write('local.first-volume', true);
  }

  function need(): Storage {
    if (!storage || !server) throw new AppError('SERVER_DOWN');
    return storage;
  }

  /** One at a time: a restart while starting starts once more afterwards. */
  function serial(work: () => Promise<void>): Promise<void> {
    tail = tail.then(work, work);
    return tail;
  }

  return {
    watch: { snapshot: () => status, subscribe: emitter.subscribe },
    start: () => serial(run),
    stop: () => serial(halt),
    restart: () =>
      serial(async () => {
        await halt();
        await run();
      }),
    async createVolume(draft) {
      const { name } = draft;
      const target = need();
      if (!isBucketName(name)) throw new AppError('BUCKET_NAME_INVALID', { bucket: name });
      const input = { name, owner: user, region, kind: draft.kind };
      if (draft.kind === 'object') {
        await translated(target.createBucket(input), name, home);
        if (draft.store) await stores.set(target, name, draft.store);
        return { bucket: name };
      }
      const folders = (await target.listBuckets()).flatMap((bucket) => (bucket.folder ? [bucket.folder] : []));
      const folder = await judgeFolder(draft.folder, home, folders);
      await translated(target.createBucket({ ...input, folder }), name, folder);
      if (draft.store) await stores.set(target, name, draft.store);
      return { bucket: name };
    },
    volumes: async () => need().listBuckets(),
    storeOf: (bucket) => stores.of(need(), bucket),
    async setStore(bucket, store) {
      try {
        await stores.set(need(), bucket, store);
      } catch (cause) {
        if (codeOf(cause) !== 'NoSuchBucket') throw cause;
        throw new AppError('BUCKET_NOT_FOUND', { bucket }, { cause });
      }
    },
    turnOnManagement: () => management.turnOn(),
    turnOffManagement: () => management.turnOff(),
  };
}

const endpointOf = (port: number): string => `http://127.0.0.1:${port}`;

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : error instanceof Error
      ? error.name
      : 'unknown';

const isPortTrouble = (error: unknown): boolean => ['EADDRINUSE', 'EACCES'].includes(codeOf(error));

/** The storage's refusals in the app's words. */
async function translated<T>(work: Promise<T>, bucket: string, path: string): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    switch (codeOf(cause)) {
      case 'BucketAlreadyExists':
      case 'BucketAlreadyOwnedByYou':
        throw new AppError('BUCKET_EXISTS', { bucket }, { cause });
      case 'InvalidBucketName':
        throw new AppError('BUCKET_NAME_INVALID', { bucket }, { cause });
      case 'InsufficientStorage':
      case 'ENOSPC':
        throw new AppError('DISK_FULL', { path }, { cause });
      default:
        throw new AppError('TARGET_UNWRITABLE', { path, code: codeOf(cause) }, { cause });
    }
  }
}
