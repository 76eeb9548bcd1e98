import {
  apiAddress,
  keyReplacement,
  keyFacts,
  secretPlace,
  text,
  type ConnectionId,
  type KeyReplacement,
} from '../../preload/contract/index.ts';
import type { SecretAddress } from './erasures-repository.ts';
import type { AppDatabase } from './open-database.ts';
import { fromJson, readRecords, type Records } from './records.ts';

/** What is known of the pair that a connection signs with; instants in milliseconds since the epoch. */
export interface StoredKeyFacts {
  readonly connectionId: ConnectionId;
  readonly accessKeyId: string;
  readonly since: number;
  readonly expiresAt?: number | undefined;
}
/** The API of a store: where it is, and where its token is kept, where it needs one. */
export interface StoredStoreApi {
  readonly connectionId: ConnectionId;
  readonly address: string;
  readonly secret?: SecretAddress | undefined;
}
/** A replaced pair; its secret is at `secret`. */
export type StoredReplacement = KeyReplacement & { readonly secret: SecretAddress };

const factsSchema = keyFacts.omit({ temporary: true }).extend({ accessKeyId: text });
const apiSchema = keyFacts.pick({ connectionId: true }).extend({
  address: apiAddress,
  place: secretPlace.optional(),
  account: text.min(1).optional(),
});
const replacementSchema = keyReplacement.extend({ place: secretPlace, account: text.min(1) });

/** Facts, store APIs and replacements: what belongs to keys beside the connections themselves. */
export interface KeyLifeRepository {
  facts(): Records<StoredKeyFacts>;
  saveFacts(facts: StoredKeyFacts): void;
  removeFacts(connectionId: ConnectionId): void;
  apis(): Records<StoredStoreApi>;
  saveApi(api: StoredStoreApi): void;
  removeApi(connectionId: ConnectionId): void;
  /** The newest first. */
  replacements(): Records<StoredReplacement>;
  saveReplacement(replacement: StoredReplacement): void;
  removeReplacement(id: string): void;
}

export function createKeyLifeRepository({ sql }: AppDatabase): KeyLifeRepository {
  const allFacts = sql.prepare('SELECT connection_id AS id, * FROM key_facts');
  const saveFacts = sql.prepare('INSERT OR REPLACE INTO key_facts VALUES (?, ?, ?, ?)');
  const removeFacts = sql.prepare('DELETE FROM key_facts WHERE connection_id = ?');
  const allApis = sql.prepare('SELECT connection_id AS id, * FROM store_apis');
  const saveApi = sql.prepare('INSERT OR REPLACE INTO store_apis VALUES (?, ?, ?, ?)');
  const removeApi = sql.prepare('DELETE FROM store_apis WHERE connection_id = ?');
  const allReplacements = sql.prepare('SELECT * FROM key_replacements ORDER BY at DESC, id');
  const saveReplacement = sql.prepare('INSERT OR REPLACE INTO key_replacements VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  const removeReplacement = sql.prepare('DELETE FROM key_replacements WHERE id = ?');
  return {
    facts: () =>
      readRecords('key_facts', allFacts.all(), (row) =>
        factsSchema.safeParse({
          connectionId: row.connection_id,
          accessKeyId: row.access_key_id,
          since: row.since,
          ...(row.expires_at === null ? {} : { expiresAt: row.expires_at }),
        }),
      ),
    saveFacts: ({ connectionId, accessKeyId, since, expiresAt }) =>
      void saveFacts.run(connectionId, accessKeyId, since, expiresAt ?? null),
    removeFacts: (connectionId) => void removeFacts.run(connectionId),
    apis() {
      const { items, problems } = readRecords('store_apis', allApis.all(), (row) =>
        apiSchema.safeParse({
          connectionId: row.connection_id,
          address: row.address,
          ...(row.secret_place === null ? {} : { place: row.secret_place, account: row.secret_account }),
        }),
      );
      return {
        items: items.map(({ connectionId, address, place, account }) => ({
          connectionId,
          address,
          secret: place === undefined || account === undefined ? undefined : { place, account },
        })),
        problems,
      };
    },
    saveApi: ({ connectionId, address, secret }) =>
      void saveApi.run(connectionId, address, secret?.place ?? null, secret?.account ?? null),
    removeApi: (connectionId) => void removeApi.run(connectionId),
    replacements() {
      const { items, problems } = readRecords('key_replacements', allReplacements.all(), (row) =>
        replacementSchema.safeParse({
          id: row.id,
          at: row.at,
          keptUntil: row.kept_until,
          oldAccessKeyId: row.old_access_key_id,
          newAccessKeyId: row.new_access_key_id,
          connectionIds: fromJson(row.connection_ids),
          place: row.secret_place,
          account: row.secret_account,
        }),
      );
      return {
        items: items.map(({ place, account, id, at, keptUntil, oldAccessKeyId, newAccessKeyId, connectionIds }) => ({
          id,
          at,
          keptUntil,
          oldAccessKeyId,
          newAccessKeyId,
          connectionIds,
          secret: { place, account },
        })),
        problems,
      };
    },
    saveReplacement: ({ id, at, keptUntil, oldAccessKeyId, newAccessKeyId, connectionIds, secret }) =>
      void saveReplacement.run(
        id,
        at,
        keptUntil,
        oldAccessKeyId,
        newAccessKeyId,
        JSON.stringify(connectionIds),
        secret.place,
        secret.account,
      ),
    removeReplacement: (id) => void removeReplacement.run(id),
  };
}
