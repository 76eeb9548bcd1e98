import { instant, seconds, share, shares, text, type Share } from '../../preload/contract/index.ts';
import type { AppDatabase } from './open-database.ts';
import { readRecords, type Records } from './records.ts';

/** A link without its address, and what is needed to sign it again. */
export type StoredShare = Omit<Share, 'alive'> & {
  readonly accessKeyId: string;
  readonly show: 'inline' | 'download';
  readonly seconds: number;
  readonly signedAt: number;
};

const schema = share.omit({ alive: true }).extend({
  accessKeyId: text,
  show: shares.create.input.shape.show,
  seconds,
  signedAt: instant,
});

export interface SharesRepository {
  /** The newest first. */
  list(): Records<StoredShare>;
  add(record: StoredShare): void;
  /** Whether it was there. */
  remove(id: string): boolean;
  /** Those that expired before `before` (milliseconds since the epoch); gives back how many. */
  removeExpired(before: number): number;
}

export function createSharesRepository({ sql }: AppDatabase): SharesRepository {
  const all = sql.prepare('SELECT * FROM shares ORDER BY created_at DESC, id');
  const add = sql.prepare(`
    INSERT INTO shares (id, connection_id, access_key_id, bucket, key, method, show, seconds, signed_at, created_at,
      expires_at, limited_by)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
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
      );
    },
    remove: (id) => remove.run(id).changes === 1,
    removeExpired: (before) => Number(removeExpired.run(before).changes),
  };
}
