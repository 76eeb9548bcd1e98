import { AppError, type ConnectionId, type Share, type ShareId } from '../../preload/contract/index.ts';
import { createEmitter, type Clock, type Watchable } from '../base/index.ts';
import { createSharesRepository, type AppDatabase, type StoredShare } from '../database/index.ts';
import type { LinkBook } from '../link-server/index.ts';
import type { Volumes } from '../volumes/index.ts';
import type { SharesDelta } from './share-request.ts';

/** Every link that was made: in memory, in the database, and as the interface sees it. */
export interface ShareBook extends LinkBook {
  readonly watch: Watchable<{ readonly shares: Share[] }, SharesDelta>;
  all(): StoredShare[];
  /** Throws SHARE_NOT_FOUND. */
  get(id: ShareId): StoredShare;
  add(record: StoredShare): Share;
  renew(id: ShareId, tokenHash: string): void;
  end(id: ShareId): void;
  dropPage(id: ShareId): void;
  remove(id: ShareId): void;
  close(): void;
}

/** Expired links stay in the list for a quarter of a year. Milliseconds. */
const keepExpired = 90 * 86_400_000;

export function createShareBook(options: {
  readonly database: AppDatabase;
  readonly volumes: Pick<Volumes, 'signingKey' | 'onChange'>;
  readonly clock: Clock;
  readonly log: (line: string) => void;
}): ShareBook {
  const { volumes, clock, log } = options;
  const repository = createSharesRepository(options.database);
  repository.removeExpired(clock.now() - keepExpired);
  const loaded = repository.list();
  for (const { table, id, reason } of loaded.problems)
    log(`shares: a record of ${table} cannot be read and is left as it is: ${id} ${reason}`);
  const records = new Map<ShareId, StoredShare>(loaded.items.map((record) => [record.id, record]));
  const byToken = new Map<string, ShareId>();
  for (const { id, tokenHash } of records.values()) if (tokenHash !== undefined) byToken.set(tokenHash, id);
  const emitter = createEmitter<SharesDelta>((error) => log(`shares: a listener failed: ${String(error)}`));

  const shown = (record: StoredShare): Share => {
    const {
      show: _s,
      seconds: _t,
      signedAt: _a,
      keys,
      pageKey,
      tokenHash: _h,
      passCheck,
      opens,
      contentType: _c,
      ...rest
    } = record;
    const isOwn = record.how === 'own';
    return {
      ...rest,
      alive: isAlive(record),
      objects: keys?.length ?? (record.kind === 'upload' ? 0 : 1),
      ...(isOwn ? { opens } : {}),
      hasPassword: passCheck !== undefined,
      revocable: isOwn,
      canShowAgain:
        record.how === 'signature' && (record.kind === 'object' || keys !== undefined || pageKey !== undefined),
      hasPage: pageKey !== undefined,
    };
  };

  function isAlive({ how, connectionId, accessKeyId, tokenHash }: StoredShare): boolean {
    const key = volumes.signingKey(connectionId);
    if (how === 'signature') return key?.accessKeyId === accessKeyId;
    if (how === 'own') return key !== undefined && tokenHash !== undefined;
    return true;
  }

  const tell = (record: StoredShare): Share => {
    records.set(record.id, record);
    const share = shown(record);
    emitter.emit({ upsert: [share], remove: [] });
    return share;
  };
  const ofConnection = (id: ConnectionId) => [...records.values()].filter((record) => record.connectionId === id);
  const stopListening = volumes.onChange((id) => {
    const upsert = ofConnection(id).map(shown);
    if (upsert.length > 0) emitter.emit({ upsert, remove: [] });
  });

  function get(id: ShareId): StoredShare {
    const record = records.get(id);
    if (!record) throw new AppError('SHARE_NOT_FOUND', { id });
    return record;
  }

  return {
    watch: { snapshot: () => ({ shares: Array.from(records.values(), shown) }), subscribe: emitter.subscribe },
    all: () => [...records.values()],
    get,
    add(record) {
      repository.add(record);
      if (record.tokenHash !== undefined) byToken.set(record.tokenHash, record.id);
      return tell(record);
    },
    find(tokenHash) {
      const id = byToken.get(tokenHash);
      return id === undefined ? undefined : records.get(id);
    },
    countOpen(id) {
      const record = records.get(id);
      const at = clock.now();
      if (!record || !repository.countOpen(id, at)) return false;
      tell({ ...record, opens: record.opens + 1, lastOpenedAt: at });
      return true;
    },
    uncountOpen(id) {
      const record = records.get(id);
      repository.uncountOpen(id);
      if (record) tell({ ...record, opens: Math.max(0, record.opens - 1) });
    },
    receive(id, file) {
      const record = records.get(id);
      const received = { ...file, at: clock.now() };
      if (!record || !repository.receive(id, received)) return false;
      tell({ ...record, received });
      return true;
    },
    renew(id, tokenHash) {
      const record = get(id);
      repository.renew(id, tokenHash);
      if (record.tokenHash !== undefined) byToken.delete(record.tokenHash);
      byToken.set(tokenHash, id);
      tell({ ...record, tokenHash });
    },
    end(id) {
      const { tokenHash, ...record } = get(id);
      if (tokenHash !== undefined) byToken.delete(tokenHash);
      const now = clock.now();
      repository.end(id, now);
      tell({ ...record, expiresAt: Math.min(record.expiresAt, now) });
    },
    dropPage(id) {
      const record = records.get(id);
      repository.dropPage(id);
      if (!record) return;
      const { pageKey: _page, ...rest } = record;
      tell(rest);
    },
    remove(id) {
      const { tokenHash } = get(id);
      if (tokenHash !== undefined) byToken.delete(tokenHash);
      repository.remove(id);
      records.delete(id);
      emitter.emit({ upsert: [], remove: [id] });
    },
    close: stopListening,
  };
}
