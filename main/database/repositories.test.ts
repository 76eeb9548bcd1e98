import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConnectionId, ServerKeyId } from '../../preload/contract/index.ts';
import {
  createConnectionsRepository,
  createErasuresRepository,
  createServerKeysRepository,
  createSessionsRepository,
  createSettingsRepository,
  openDatabase,
  type AppDatabase,
  type StoredConnection,
  type StoredServerKey,
} from './index.ts';

let home: string;
let database: AppDatabase;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'quayside-repositories-'));
  database = openDatabase({ home, log() {} });
});
afterEach(() => {
  database.close();
  rmSync(home, { recursive: true, force: true });
});

const connection = (id: string): StoredConnection => ({
  id: id as ConnectionId,
  name: `Store ${id}`,
  provider: 'minio',
  endpoint: 'http://127.0.0.1:9000',
  region: 'us-east-1',
  addressing: 'path',
  accessKeyId: 'AKIA',
  secretPlace: 'keychain',
  secretAccount: `connection:${id}`,
  readOnly: true,
  pinnedBuckets: ['a', 'b c'],
  createdAt: 5,
});
const key = (id: string): StoredServerKey => ({
  id: id as ServerKeyId,
  accessKeyId: `QS${id}`,
  name: 'Laptop',
  volumes: ['one'],
  permissions: { read: true, write: false, delete: false, admin: false },
  secretPlace: 'session',
  secretAccount: `server-key:${id}`,
  createdAt: 7,
  requests: 0,
});

describe('connections', () => {
  it('gives back what was saved, replaces by id, removes', () => {
    const repository = createConnectionsRepository(database);
    repository.save(connection('a'));
    repository.save(connection('b'));
    repository.save({ ...connection('a'), name: 'Other', lastUsedAt: 9, pinnedBuckets: [] });
    repository.remove('b');
    expect(repository.list()).toEqual({
      items: [{ ...connection('a'), name: 'Other', lastUsedAt: 9, pinnedBuckets: [] }],
      problems: [],
    });
    repository.touch('a', 12);
    expect(repository.list().items[0]?.lastUsedAt).toBe(12);
  });

  it.each([
    ['provider', "'nobody'"],
    ['pinned_buckets', "'[1'"],
    ['pinned_buckets', '\'{"a":1}\''],
    ['created_at', '-4'],
    ['name', "''"],
    ['id', "'../x'"],
  ])('reports a record with a damaged %s = %s beside the good ones and leaves it there', (column, value) => {
    const repository = createConnectionsRepository(database);
    repository.save(connection('good'));
    repository.save(connection('bad'));
    database.sql.exec(`UPDATE connections SET ${column} = ${value} WHERE id = 'bad'`);
    const { items, problems } = repository.list();
    expect(items.map((item) => item.id)).toEqual(['good']);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.table).toBe('connections');
    expect(database.sql.prepare('SELECT count(*) AS n FROM connections').get()).toEqual({ n: 2 });
  });
});

describe('server keys', () => {
  it('gives back what was saved, adds to its use, keeps the use over a save', () => {
    const repository = createServerKeysRepository(database);
    repository.save(key('a'));
    repository.save({ ...key('b'), volumes: '*' });
    repository.addUse([
      { id: 'a', requests: 3, at: 20 },
      { id: 'gone', requests: 1, at: 20 },
    ]);
    repository.save({ ...key('a'), accessKeyId: 'QSnew' });
    expect(repository.list()).toEqual({
      items: [
        { ...key('a'), accessKeyId: 'QSnew', requests: 3, lastUsedAt: 20 },
        { ...key('b'), volumes: '*' },
      ],
      problems: [],
    });
    repository.remove('a');
    expect(repository.list().items).toHaveLength(1);
  });

  it('never reads damaged rights as more rights', () => {
    const repository = createServerKeysRepository(database);
    repository.save(key('a'));
    for (const permissions of [
      '{"read":1}',
      '{}',
      'null',
      '{"read":true,"write":true,"delete":true,"admin":true,"x":1}',
    ]) {
      database.sql.prepare('UPDATE server_keys SET permissions = ?').run(permissions);
      expect(repository.list().items).toEqual([]);
    }
  });
});

it('settings: unset and damaged values read as undefined', () => {
  const settings = createSettingsRepository(database);
  expect(settings.read('a')).toBeUndefined();
  settings.write('a', { b: [1] });
  expect(settings.read('a')).toEqual({ b: [1] });
  database.sql.exec("UPDATE settings SET value = '{\"b'");
  expect(settings.read('a')).toBeUndefined();
  settings.remove('a');
  expect(database.sql.prepare('SELECT count(*) AS n FROM settings').get()).toEqual({ n: 0 });
});

it('sessions: kept with their end, moved on and removed once over; a token that is not a hash is refused', () => {
  const sessions = createSessionsRepository(database);
  const session = { tokenHash: 'ab'.repeat(32), createdAt: 1, expiresAt: 100 };
  sessions.put(session);
  expect(sessions.find(session.tokenHash)).toEqual(session);
  expect(sessions.find('cd'.repeat(32))).toBeUndefined();
  sessions.put({ ...session, expiresAt: 200 });
  sessions.removeExpired(150);
  expect(sessions.find(session.tokenHash)).toEqual({ ...session, expiresAt: 200 });
  sessions.removeExpired(200);
  expect(sessions.find(session.tokenHash)).toBeUndefined();
  expect(() => sessions.put({ ...session, tokenHash: 'the token itself' })).toThrow(TypeError);
});

it('erasures: each address once', () => {
  const erasures = createErasuresRepository(database);
  erasures.add({ place: 'keychain', account: 'a' });
  erasures.add({ place: 'keychain', account: 'a' });
  erasures.add({ place: 'passphrase-file', account: 'a' });
  erasures.remove({ place: 'keychain', account: 'a' });
  expect(erasures.list()).toEqual([{ place: 'passphrase-file', account: 'a' }]);
});
