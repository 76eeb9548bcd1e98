/**
 * The app's own state in SQLite: opening, schema steps, and one repository a kind of record, the only SQL there is.
 * It must never hold a secret, and never trust a stored row: each is parsed, and a damaged one is reported beside the rest.
 */
export { openDatabase, type AppDatabase, type DatabaseProblem, type OpenDatabaseOptions } from './open-database.ts';
export { StartRefusal, type StartRefusalCode } from './start-refusal.ts';
export type { Migration } from './migration.ts';
export { createTransfersRepository, type TransfersRepository } from './transfers-repository.ts';
export type { GroupCommit } from './group-commit.ts';
export type { JobChange, NewJob } from './transfer-jobs.ts';
export type { FileFacts, NewFile } from './transfer-files.ts';
export type { StoredFile, StoredJob, StoredPart } from './transfer-rows.ts';
export {
  createConnectionsRepository,
  type ConnectionsRepository,
  type StoredConnection,
} from './connections-repository.ts';
export {
  createServerKeysRepository,
  type ServerKeysRepository,
  type StoredPair,
  type StoredServerKey,
} from './server-keys-repository.ts';
export {
  createKeyLifeRepository,
  type KeyLifeRepository,
  type StoredKeyFacts,
  type StoredReplacement,
  type StoredStoreApi,
} from './key-life-repository.ts';
export { createSettingsRepository, type SettingsRepository } from './settings-repository.ts';
export { createSessionsRepository, type SessionsRepository } from './sessions-repository.ts';
export { createErasuresRepository, type ErasuresRepository, type SecretAddress } from './erasures-repository.ts';
export type { RecordProblem, Records } from './records.ts';
export { createSharesRepository, type SharesRepository, type StoredShare } from './shares-repository.ts';
