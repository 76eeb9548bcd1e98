import { secretPlace, type SecretPlace } from '../../preload/contract/index.ts';
import type { AppDatabase } from './open-database.ts';

/** Where one secret lives: a store, and the account in it. */
export interface SecretAddress {
  readonly place: SecretPlace;
  readonly account: string;
}

/** Secrets that no record needs and that are still to be erased from their store, also after a crash. */
export interface ErasuresRepository {
  list(): readonly SecretAddress[];
  add(address: SecretAddress): void;
  remove(address: SecretAddress): void;
}

export function createErasuresRepository({ sql }: AppDatabase): ErasuresRepository {
  const list = sql.prepare('SELECT place, account FROM secrets_to_erase ORDER BY place, account');
  const add = sql.prepare('INSERT OR IGNORE INTO secrets_to_erase (place, account) VALUES (?, ?)');
  const remove = sql.prepare('DELETE FROM secrets_to_erase WHERE place = ? AND account = ?');
  return {
    list: () =>
      list.all().flatMap((row) => {
        const place = secretPlace.safeParse(row.place);
        return place.success ? [{ place: place.data, account: String(row.account) }] : [];
      }),
    add: ({ place, account }) => void add.run(place, account),
    remove: ({ place, account }) => void remove.run(place, account),
  };
}
