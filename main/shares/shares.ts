import { AppError, type ConnectionId, type LimitedBy, type Share, type ShareId } from '../../preload/contract/index.ts';
import { createEmitter, newId, type Clock, type Watchable } from '../base/index.ts';
import { createSharesRepository, type AppDatabase, type StoredShare } from '../database/index.ts';
import type { Volume, Volumes } from '../volumes/index.ts';

export interface ShareRequest {
  readonly connectionId: ConnectionId;
  readonly bucket: string;
  readonly key: string;
  /** At least 1. */
  readonly seconds: number;
  readonly show: 'inline' | 'download';
}
export interface Foreseen {
  /** Milliseconds since the epoch by our clock. */
  readonly expiresAt: number;
  readonly seconds: number;
  readonly limitedBy: LimitedBy;
}
export interface SharesDelta {
  readonly upsert: Share[];
  readonly remove: ShareId[];
}

export interface Shares {
  readonly watch: Watchable<{ readonly shares: Share[] }, SharesDelta>;
  /** When a link would truly expire. NOT_SUPPORTED with the provider's reason where the store has no links. */
  foresee(request: ShareRequest): Promise<Foreseen>;
  /** Makes a link and notes it, without its address. OBJECT_NOT_FOUND where there is nothing to share. */
  create(request: ShareRequest): Promise<{ readonly share: Share; readonly url: string }>;
  /** The same address again. SHARE_NOT_FOUND, also where the key that signed it is gone. */
  url(id: ShareId): Promise<string>;
  /** Takes it out of the list; the link itself goes on working until it expires. */
  forget(id: ShareId): void;
  close(): void;
}

export interface SharesOptions {
  readonly database: AppDatabase;
  readonly volumes: Pick<Volumes, 'of' | 'signingKey' | 'credentialLife' | 'onChange'>;
  readonly clock: Clock;
  readonly log?: ((line: string) => void) | undefined;
}

/**
 * A temporary credential whose end is not known may end within the hour: the shortest life a role session has by
 * default (https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html). Seconds.
 */
const unknownCredentialLife = 3600;
/** Expired links stay in the list for a quarter of a year. Milliseconds. */
const keepExpired = 90 * 86_400_000;

/** The smallest of what is asked, the store's cap and the credential's life. */
export function trueLife(
  asked: number,
  limits: { readonly store: number; readonly credential: number | undefined; readonly appRun: boolean },
): { readonly seconds: number; readonly limitedBy: LimitedBy } {
  let seconds = asked;
  let limitedBy: LimitedBy = 'asked';
  if (limits.store < seconds) [seconds, limitedBy] = [limits.store, 'store'];
  if (limits.credential !== undefined && limits.credential < seconds)
    [seconds, limitedBy] = [limits.credential, 'credential'];
  // The app may stop at any time: nothing else is worth telling then.
  return { seconds, limitedBy: limits.appRun ? 'app-run' : limitedBy };
}

export function createShares({ database, volumes, clock, log = () => {} }: SharesOptions): Shares {
  const repository = createSharesRepository(database);
  repository.removeExpired(clock.now() - keepExpired);
  const loaded = repository.list();
  for (const { table, id, reason } of loaded.problems)
    log(`shares: a record of ${table} cannot be read and is left as it is: ${id} ${reason}`);
  const records = new Map<ShareId, StoredShare>(loaded.items.map((record) => [record.id, record]));
  const emitter = createEmitter<SharesDelta>((error) => log(`shares: a listener failed: ${String(error)}`));

  const shown = (record: StoredShare): Share => ({
    id: record.id,
    connectionId: record.connectionId,
    bucket: record.bucket,
    key: record.key,
    method: record.method,
    createdAt: record.createdAt,
    expiresAt: record.expiresAt,
    limitedBy: record.limitedBy,
    alive: volumes.signingKey(record.connectionId)?.accessKeyId === record.accessKeyId,
  });

  const stopListening = volumes.onChange((id) => {
    const upsert = [...records.values()].filter((record) => record.connectionId === id).map(shown);
    if (upsert.length > 0) emitter.emit({ upsert, remove: [] });
  });

  const judge = async (request: ShareRequest) => {
    const volume: Volume = await volumes.of(request.connectionId);
    const support = volume.support('share-link');
    if (!support.ok) throw new AppError('NOT_SUPPORTED', { operation: 'share-link', reason: support.reason });
    const key = volumes.signingKey(request.connectionId);
    if (!key) throw new AppError('CONNECTION_NOT_FOUND', { connection: request.connectionId });
    const life = await volumes.credentialLife(request.connectionId);
    const ends =
      life.expiresAt === undefined
        ? life.temporary
          ? unknownCredentialLife
          : undefined
        : Math.floor((life.expiresAt - clock.now()) / 1000);
    if (ends !== undefined && ends < 1) throw new AppError('SESSION_EXPIRED', { connection: request.connectionId });
    const limits = { store: volume.limits.maxShareSeconds, credential: ends, appRun: key.appRun };
    return { volume, key, ...trueLife(request.seconds, limits) };
  };

  return {
    watch: {
      snapshot: () => ({ shares: Array.from(records.values(), shown) }),
      subscribe: emitter.subscribe,
    },
    async foresee(request) {
      const { seconds, limitedBy } = await judge(request);
      return { expiresAt: clock.now() + seconds * 1000, seconds, limitedBy };
    },
    async create(request) {
      const { volume, key, seconds, limitedBy } = await judge(request);
      const place = { bucket: request.bucket, key: request.key };
      await volume.head(place);
      const signed = await volume.presign({ ...place, method: 'GET', seconds, show: request.show });
      const record: StoredShare = {
        id: newId() as ShareId,
        connectionId: request.connectionId,
        accessKeyId: key.accessKeyId,
        ...place,
        method: 'GET',
        show: request.show,
        seconds,
        signedAt: signed.signedAt,
        createdAt: clock.now(),
        expiresAt: signed.expiresAt,
        limitedBy,
      };
      repository.add(record);
      records.set(record.id, record);
      const share = shown(record);
      emitter.emit({ upsert: [share], remove: [] });
      return { share, url: signed.url };
    },
    async url(id) {
      const record = records.get(id);
      if (!record) throw new AppError('SHARE_NOT_FOUND', { id });
      if (volumes.signingKey(record.connectionId)?.accessKeyId !== record.accessKeyId)
        throw new AppError('SHARE_NOT_FOUND', { id, bucket: record.bucket, key: record.key });
      const volume = await volumes.of(record.connectionId);
      const { bucket, key, method, seconds, signedAt, show } = record;
      return (await volume.presign({ bucket, key, method, seconds, signedAt, show })).url;
    },
    forget(id) {
      if (!repository.remove(id)) throw new AppError('SHARE_NOT_FOUND', { id });
      records.delete(id);
      emitter.emit({ upsert: [], remove: [id] });
    },
    close: stopListening,
  };
}
