import type { AppDatabase } from './open-database.ts';

/** Browser sessions of the headless host, by the SHA-256 of their token as hex: the token itself is never stored. */
export interface SessionsRepository {
  add(tokenHash: string, expiresAt: number): void;
  /** Whether it is known and not expired at `now`; both in milliseconds since the epoch. */
  has(tokenHash: string, now: number): boolean;
  /** Moves the expiry of a session in use. */
  extend(tokenHash: string, expiresAt: number): void;
  remove(tokenHash: string): void;
  removeExpired(now: number): void;
}

export function createSessionsRepository({ sql }: AppDatabase): SessionsRepository {
  const add = sql.prepare('INSERT OR REPLACE INTO sessions (token_hash, created_at, expires_at) VALUES (?, ?, ?)');
  const has = sql.prepare('SELECT 1 FROM sessions WHERE token_hash = ? AND expires_at > ?');
  const extend = sql.prepare('UPDATE sessions SET expires_at = ? WHERE token_hash = ?');
  const remove = sql.prepare('DELETE FROM sessions WHERE token_hash = ?');
  const removeExpired = sql.prepare('DELETE FROM sessions WHERE expires_at <= ?');
  return {
    add(tokenHash, expiresAt) {
      if (!/^[0-9a-f]{64}$/.test(tokenHash)) throw new TypeError('not a SHA-256 as hex');
      add.run(tokenHash, Date.now(), expiresAt);
    },
    has: (tokenHash, now) => has.get(tokenHash, now) !== undefined,
    extend: (tokenHash, expiresAt) => void extend.run(expiresAt, tokenHash),
    remove: (tokenHash) => void remove.run(tokenHash),
    removeExpired: (now) => void removeExpired.run(now),
  };
}
