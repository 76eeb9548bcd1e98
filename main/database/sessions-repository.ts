import type { AppDatabase } from './open-database.ts';

/** A browser session of the headless host. Instants in milliseconds since the epoch. */
export interface StoredSession {
  /** SHA-256 of its token as hex: the token itself is never stored. */
  readonly tokenHash: string;
  readonly createdAt: number;
  readonly expiresAt: number;
}

export interface SessionsRepository {
  /** Adds a session, or moves the end of one that is there. Throws TypeError for what is not a SHA-256. */
  put(session: StoredSession): void;
  find(tokenHash: string): StoredSession | undefined;
  removeExpired(before: number): void;
}

export function createSessionsRepository({ sql }: AppDatabase): SessionsRepository {
  const put = sql.prepare('INSERT OR REPLACE INTO sessions (token_hash, created_at, expires_at) VALUES (?, ?, ?)');
  const find = sql.prepare('SELECT created_at, expires_at FROM sessions WHERE token_hash = ?');
  const removeExpired = sql.prepare('DELETE FROM sessions WHERE expires_at <= ?');
  return {
    put({ tokenHash, createdAt, expiresAt }) {
      if (!/^[0-9a-f]{64}$/.test(tokenHash)) throw new TypeError('not a SHA-256 as hex');
      put.run(tokenHash, createdAt, expiresAt);
    },
    find(tokenHash) {
      const row = find.get(tokenHash);
      return row && { tokenHash, createdAt: Number(row.created_at), expiresAt: Number(row.expires_at) };
    },
    removeExpired: (before) => void removeExpired.run(before),
  };
}
