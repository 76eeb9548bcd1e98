import { instant, seconds, share, text, type Share } from '../../preload/contract/index.ts';
import type { AppDatabase } from './open-database.ts';
import { fromJson, readRecords, type Records } from './records.ts';

type Derived = 'alive' | 'objects' | 'hasPassword' | 'revocable' | 'canShowAgain' | 'hasPage' | 'opens';

/** A link without its address, and what is needed to sign it again or to know it by its token. */
export type StoredShare = Omit<Share, Derived> & {
  readonly show: 'inline' | 'download';
  readonly seconds: number;
  readonly signedAt: number;
  /** The objects of a folder link. */
  readonly keys?: readonly string[] | undefined;
  readonly pageKey?: string | undefined;
  /** SHA-256 of the token, hex. */
  readonly tokenHash?: string | undefined;
  readonly passCheck?: string | undefined;
  readonly opens: number;
  readonly contentType?: string | undefined;
};

const derived = {
  alive: true,
  objects: true,
  hasPassword: true,
  revocable: true,
  canShowAgain: true,
  hasPage: true,
  opens: true,
} as const;
const keyText = share.shape.key;
const schema = share.omit(derived).extend({
  show: text.refine((value): value is 'inline' | 'download' => value === 'inline' || value === 'download'),
  seconds,
  signedAt: instant,
  keys: keyText.array().max(1000).optional(),
  pageKey: keyText.optional(),
  tokenHash: text.optional(),
  passCheck: text.optional(),
  opens: share.shape.objects,
  contentType: text.optional(),
});

export interface SharesRepository {
  /** The newest first. */
  list(): Records<StoredShare>;
  add(record: StoredShare): void;
  /** Counts one more open, unless its limit is reached: false then. */
  countOpen(id: string, at: number): boolean;
  /** Takes one open back: nothing was sent. */
  uncountOpen(id: string): void;
  renew(id: string, tokenHash: string): void;
  /** It ended now (milliseconds since the epoch), and its token is no longer known. */
  end(id: string, at: number): void;
  /** The page beside the objects is gone. */
  dropPage(id: string): void;
  /** Notes what came in by an upload link; false where something has come in before. */
  receive(id: string, received: NonNullable<Share['received']>): boolean;
  /** Whether it was there. */
  remove(id: string): boolean;
  /** Those that expired before `before` (milliseconds since the epoch); gives back how many. */
  removeExpired(before: number): number;
}

export function createSharesRepository({ sql }: AppDatabase): SharesRepository {
  const all = sql.prepare('SELECT * FROM shares ORDER BY created_at DESC, id');
  const add = sql.prepare(`
    INSERT INTO shares (id, connection_id, access_key_id, bucket, key, method, show, seconds, signed_at, created_at,
      expires_at, limited_by, how, kind, keys, page_key, token_hash, pass_check, opens, max_opens, last_opened_at,
      max_bytes, content_type, received)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const open = sql.prepare(
    'UPDATE shares SET opens = opens + 1, last_opened_at = ? WHERE id = ? AND (max_opens IS NULL OR opens < max_opens)',
  );
  const unopen = sql.prepare('UPDATE shares SET opens = opens - 1 WHERE id = ? AND opens > 0');
  const renew = sql.prepare('UPDATE shares SET token_hash = ? WHERE id = ?');
  const end = sql.prepare('UPDATE shares SET token_hash = NULL, expires_at = min(expires_at, ?) WHERE id = ?');
  const dropPage = sql.prepare('UPDATE shares SET page_key = NULL WHERE id = ?');
  const receive = sql.prepare('UPDATE shares SET received = ? WHERE id = ? AND received IS NULL');
  const remove = sql.prepare('DELETE FROM shares WHERE id = ?');
  const removeExpired = sql.prepare('DELETE FROM shares WHERE expires_at < ?');
  return {
    list: () =>
      readRecords('shares', all.all(), (row) =>
        schema.safeParse({
          id: row.id,
          connectionId: row.connection_id,
          accessKeyId: row.access_key_id,
          bucket: row.bucket,
          key: row.key,
          method: row.method,
          show: row.show,
          seconds: row.seconds,
          signedAt: row.signed_at,
          createdAt: row.created_at,
          expiresAt: row.expires_at,
          limitedBy: row.limited_by,
          how: row.how,
          kind: row.kind,
          keys: row.keys === null ? undefined : fromJson(row.keys),
          pageKey: row.page_key ?? undefined,
          tokenHash: row.token_hash ?? undefined,
          passCheck: row.pass_check ?? undefined,
          opens: row.opens,
          maxOpens: row.max_opens ?? undefined,
          lastOpenedAt: row.last_opened_at ?? undefined,
          maxBytes: row.max_bytes ?? undefined,
          contentType: row.content_type ?? undefined,
          received: row.received === null ? undefined : fromJson(row.received),
        }),
      ),
    add(record) {
      add.run(
        record.id,
        record.connectionId,
        record.accessKeyId,
        record.bucket,
        record.key,
        record.method,
        record.show,
        record.seconds,
        record.signedAt,
        record.createdAt,
        record.expiresAt,
        record.limitedBy,
        record.how,
        record.kind,
        record.keys === undefined ? null : JSON.stringify(record.keys),
        record.pageKey ?? null,
        record.tokenHash ?? null,
        record.passCheck ?? null,
        record.opens,
        record.maxOpens ?? null,
        record.lastOpenedAt ?? null,
        record.maxBytes ?? null,
        record.contentType ?? null,
        record.received === undefined ? null : JSON.stringify(record.received),
      );
    },
    countOpen: (id, at) => open.run(at, id).changes === 1,
    uncountOpen: (id) => void unopen.run(id),
    renew: (id, tokenHash) => void renew.run(tokenHash, id),
    end: (id, at) => void end.run(at, id),
    dropPage: (id) => void dropPage.run(id),
    receive: (id, received) => receive.run(JSON.stringify(received), id).changes === 1,
    remove: (id) => remove.run(id).changes === 1,
    removeExpired: (before) => Number(removeExpired.run(before).changes),
  };
}
