import { AppError, type ConnectionId, type Share, type ShareId, type ShareWay } from '../../preload/contract/index.ts';
import { newId, type Clock, type Watchable } from '../base/index.ts';
import type { AppDatabase, StoredShare } from '../database/index.ts';
import { hashToken, makePassCheck, newToken, type LinkServer } from '../link-server/index.ts';
import type { Volumes } from '../volumes/index.ts';
import { gatherKeys } from './gather-keys.ts';
import type { LinkApis } from './link-apis.ts';
import { createLinkWays, type Judged } from './link-ways.ts';
import { createLinkMaker, mostByApi } from './make-links.ts';
import { createShareBook } from './share-book.ts';
import type {
  Foreseen,
  LinkAddress,
  ManyRequest,
  OwnTerms,
  ShareRequest,
  SharesDelta,
  UploadRequest,
} from './share-request.ts';

export interface Shares {
  readonly watch: Watchable<{ readonly shares: Share[] }, SharesDelta>;
  ways(connectionId: ConnectionId): Promise<{ ways: ShareWay[]; others: ConnectionId[] }>;
  /** When a link would truly expire. NOT_SUPPORTED with the provider's reason where the store has no links. */
  foresee(request: ShareRequest): Promise<Foreseen>;
  /** Makes a link and notes it, without its address. OBJECT_NOT_FOUND where there is nothing to share. */
  create(request: ShareRequest): Promise<{ readonly share: Share; readonly url: string }>;
  /** Links to all objects of a selection; those beyond the most are counted in `left`. OBJECT_NOT_FOUND for none. */
  createMany(request: ManyRequest): Promise<{ share: Share; url?: string; links: LinkAddress[]; left: number }>;
  requestUpload(request: UploadRequest): Promise<{ share: Share; url: string; command?: string }>;
  /** The same address again. SHARE_NOT_FOUND, also where the key that signed it is gone; NOT_SUPPORTED for others. */
  url(id: ShareId): Promise<string>;
  links(id: ShareId): Promise<LinkAddress[]>;
  /** A new address for a link of our own; the old one is refused. */
  renew(id: ShareId): string;
  /** Ends a link of our own at once, or deletes the page of one in a store. NOT_SUPPORTED for others, with what it takes. */
  revoke(id: ShareId): Promise<void>;
  /** Takes it out of the list; one that a store serves goes on working until it expires. */
  forget(id: ShareId): void;
  /** Serves our own links, and deletes pages of links that have ended. */
  start(): Promise<void>;
  close(): Promise<void>;
}

export interface SharesOptions {
  readonly database: AppDatabase;
  readonly volumes: Pick<Volumes, 'of' | 'signingKey' | 'credentialLife' | 'onChange'>;
  /** Every connection there is. */
  readonly connections: () => readonly { readonly id: ConnectionId; readonly canShare: boolean }[];
  readonly linkServer: LinkServer;
  readonly apis: LinkApis;
  readonly clock: Clock;
  readonly log?: ((line: string) => void) | undefined;
}

/** Milliseconds between two looks for pages whose links have ended. */
const tidyEvery = 3_600_000;

export function createShares(options: SharesOptions): Shares {
  const { volumes, linkServer, apis, clock, log = () => {} } = options;
  const book = createShareBook({ ...options, log });
  const ways = createLinkWays(options);
  const maker = createLinkMaker(apis, () => clock.now());
  let tidying: NodeJS.Timeout | undefined;

  const base = (request: { connectionId: ConnectionId; bucket: string }, judged: Judged) => ({
    id: newId() as ShareId,
    connectionId: request.connectionId,
    accessKeyId: judged.key.accessKeyId,
    bucket: request.bucket,
    method: 'GET' as const,
    show: 'inline' as const,
    how: judged.how,
    seconds: judged.seconds,
    signedAt: 0,
    createdAt: clock.now(),
    expiresAt: judged.expiresAt,
    limitedBy: judged.limitedBy,
    opens: 0,
  });

  /** What makes a record one of our own, and the token that opens it. */
  async function ownParts({ password, maxOpens }: OwnTerms) {
    const token = newToken();
    // Before anything is noted: no link is made that cannot be opened.
    const url = linkServer.address(token);
    const parts = {
      tokenHash: hashToken(token),
      ...(password === undefined ? {} : { passCheck: await makePassCheck(password) }),
      ...(maxOpens === undefined ? {} : { maxOpens }),
    };
    return { parts, url };
  }

  async function deletePage(record: StoredShare): Promise<void> {
    if (record.pageKey === undefined) return;
    const volume = await volumes.of(record.connectionId);
    await volume.delete({ bucket: record.bucket, key: record.pageKey });
    book.dropPage(record.id);
  }

  async function tidy(): Promise<void> {
    for (const record of book.all()) {
      if (record.pageKey === undefined || record.expiresAt > clock.now()) continue;
      try {
        await deletePage(record);
      } catch (error) {
        // The store does not answer or the connection is gone: it is tried again later.
        log(`shares: the page of an ended link stays for now: ${String(error)}`);
      }
    }
  }

  /** Throws SHARE_NOT_FOUND where the key that signed is not the connection's any more. */
  function stillSigned(id: ShareId): StoredShare {
    const record = book.get(id);
    const isSigned = volumes.signingKey(record.connectionId)?.accessKeyId === record.accessKeyId;
    if (record.how === 'signature' && isSigned) return record;
    if (record.how === 'signature')
      throw new AppError('SHARE_NOT_FOUND', { id, bucket: record.bucket, key: record.key });
    const reason =
      record.how === 'own'
        ? 'Of links that Quayside serves only a check value is kept. Give the link a new address instead.'
        : 'The store made this link and does not tell it again. Make a new one.';
    throw new AppError('NOT_SUPPORTED', { operation: 'share-link', reason });
  }

  return {
    watch: book.watch,
    async ways(connectionId) {
      const others = options.connections().filter(({ id, canShare }) => id !== connectionId && canShare);
      return { ways: await ways.of(connectionId), others: others.map(({ id }) => id) };
    },
    async foresee(request) {
      const { expiresAt, seconds, limitedBy, how } = await ways.judge(request);
      return { expiresAt, seconds, limitedBy, how };
    },
    async create(request) {
      const judged = await ways.judge(request);
      const { bucket, key, show } = request;
      await judged.volume.head({ bucket, key });
      const common = { ...base(request, judged), key, show, kind: 'object' as const };
      if (judged.how === 'own') {
        const { parts, url } = await ownParts(request);
        return { share: book.add({ ...common, ...parts }), url };
      }
      const { url, signedAt, expiresAt } = await maker.one(request, judged);
      return { share: book.add({ ...common, signedAt, expiresAt }), url };
    },
    async createMany(request) {
      const judged = await ways.judge({ ...request, signed: true });
      const byApi = judged.how === 'rest' || judged.how === 'control-plane';
      const { bucket, selection, show } = request;
      const most = byApi ? { most: mostByApi } : {};
      const { keys, left } = await gatherKeys(judged.volume, { bucket, selection, ...most });
      if (keys.length === 0) throw new AppError('OBJECT_NOT_FOUND', { bucket, key: request.base });
      const common = { ...base(request, judged), key: request.base, show, kind: 'folder' as const, keys };
      if (judged.how === 'own') {
        const { parts, url } = await ownParts(request);
        const links = keys.map((key, at) => ({ key, url: `${url}/${at}` }));
        return { share: book.add({ ...common, ...parts }), url, links, left };
      }
      const made = await maker.many({ ...request, keys }, judged);
      const page = request.page ? await maker.page({ ...request, ...made }, judged) : undefined;
      const { signedAt, expiresAt } = made;
      const share = book.add({ ...common, signedAt, expiresAt, pageKey: page?.pageKey });
      return { share, ...(page ? { url: page.url } : {}), links: made.links, left };
    },
    async requestUpload(request) {
      const judged = await ways.judge({ ...request, upload: true });
      const { bucket, prefix, name, maxBytes, contentType } = request;
      const key = `${prefix}${name ?? ''}`;
      if (maxBytes > judged.volume.limits.maxPut)
        throw new AppError('BAD_INPUT', { field: 'maxBytes', limit: judged.volume.limits.maxPut });
      await refuseReadOnly(judged, bucket, key);
      const common = {
        ...base(request, judged),
        key,
        method: 'PUT' as const,
        kind: 'upload' as const,
        maxBytes,
        contentType,
      };
      if (judged.how === 'own') {
        const { parts, url } = await ownParts(request);
        return { share: book.add({ ...common, ...parts }), url, command: `curl -T FILE '${url}?name=FILE'` };
      }
      const { url, command, signedAt, expiresAt, pageKey } = await maker.upload(request, judged);
      return { share: book.add({ ...common, signedAt, expiresAt, pageKey }), url, command };
    },
    async url(id) {
      const { connectionId, bucket, seconds, signedAt, show, pageKey, kind, key } = stillSigned(id);
      const volume = await volumes.of(connectionId);
      if (kind === 'object') return (await volume.presign({ bucket, key, method: 'GET', seconds, signedAt, show })).url;
      if (pageKey === undefined) throw new AppError('SHARE_NOT_FOUND', { id, bucket, key });
      return (await volume.presign({ bucket, key: pageKey, method: 'GET', seconds, signedAt, show: 'inline' })).url;
    },
    async links(id) {
      const { connectionId, bucket, seconds, signedAt, show, keys = [] } = stillSigned(id);
      const volume = await volumes.of(connectionId);
      const links: LinkAddress[] = [];
      for (const key of keys)
        links.push({ key, url: (await volume.presign({ bucket, key, method: 'GET', seconds, signedAt, show })).url });
      return links;
    },
    renew(id) {
      const record = book.get(id);
      if (record.how !== 'own' || record.expiresAt <= clock.now()) throw new AppError('SHARE_NOT_FOUND', { id });
      const token = newToken();
      const url = linkServer.address(token);
      book.renew(id, hashToken(token));
      linkServer.cut(id);
      return url;
    },
    async revoke(id) {
      const record = book.get(id);
      if (record.how === 'own') {
        book.end(id);
        linkServer.cut(id);
        return;
      }
      if (record.pageKey !== undefined) return deletePage(record);
      const reason =
        record.how === 'signature'
          ? `Only revoking the key ${record.accessKeyId} at the store ends this link before its time.`
          : 'The store has no way to take this link back: it ends at its time, or when the object is deleted or renamed.';
      throw new AppError('NOT_SUPPORTED', { operation: 'revoke', reason });
    },
    forget(id) {
      const record = book.get(id);
      book.remove(id);
      if (record.how === 'own') linkServer.cut(id);
      deletePage(record).catch((error: unknown) => log(`shares: a page stays in its store: ${String(error)}`));
    },
    async start() {
      await linkServer.start(book);
      const look = (): void => void tidy().catch((error: unknown) => log(`shares: ${String(error)}`));
      look();
      tidying = setInterval(look, tidyEvery).unref();
    },
    async close() {
      clearInterval(tidying);
      book.close();
      await linkServer.stop();
    },
  };
}

/** Found out now, and not when the file comes: signing for a write tells it without a call. */
async function refuseReadOnly({ volume }: Judged, bucket: string, key: string): Promise<void> {
  try {
    await volume.presign({ bucket, key: key === '' || key.endsWith('/') ? `${key}x` : key, method: 'PUT', seconds: 1 });
  } catch (error) {
    if (error instanceof AppError && error.code === 'NOT_SUPPORTED') return;
    throw error;
  }
}
