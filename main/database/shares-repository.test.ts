import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConnectionId, ShareId } from '../../preload/contract/index.ts';
import { createSharesRepository, openDatabase, type AppDatabase, type StoredShare } from './index.ts';
import { migration as app } from './migrations/001-app.ts';
import { migration as sharesStep } from './migrations/020-shares.ts';

let home: string;
let database: AppDatabase;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'quayside-shares-'));
  database = openDatabase({ home, log() {} });
});
afterEach(() => {
  database.close();
  rmSync(home, { recursive: true, force: true });
});

const stored = (id: string, change: Partial<StoredShare> = {}): StoredShare => ({
  id: id as ShareId,
  connectionId: 'c' as ConnectionId,
  accessKeyId: 'AK',
  bucket: 'b',
  key: 'a key/é 🚢.txt',
  method: 'GET',
  show: 'download',
  seconds: 60,
  signedAt: 1000,
  createdAt: 1500,
  expiresAt: 61_000,
  limitedBy: 'store',
  how: 'signature',
  kind: 'object',
  opens: 0,
  ...change,
});

describe('shares', () => {
  it('gives back what was added, newest first, and removes', () => {
    const repository = createSharesRepository(database);
    repository.add(stored('old'));
    repository.add(stored('new', { createdAt: 2000 }));
    expect(repository.list()).toEqual({ items: [stored('new', { createdAt: 2000 }), stored('old')], problems: [] });
    expect(repository.remove('old')).toBe(true);
    expect(repository.remove('old')).toBe(false);
    expect(repository.list().items.map((item) => item.id)).toEqual(['new']);
  });

  it('lets go of what expired before a moment', () => {
    const repository = createSharesRepository(database);
    repository.add(stored('past', { expiresAt: 10 }));
    repository.add(stored('future', { expiresAt: 30 }));
    expect(repository.removeExpired(20)).toBe(1);
    expect(repository.list().items.map((item) => item.id)).toEqual(['future']);
  });

  it('tells of a damaged record beside the good ones', () => {
    const repository = createSharesRepository(database);
    repository.add(stored('good'));
    database.sql.exec(
      `INSERT INTO shares (id, connection_id, access_key_id, bucket, key, method, show, seconds, signed_at, created_at,
        expires_at, limited_by) SELECT 'bad', connection_id, access_key_id, bucket, key, 'DELETE', show, seconds,
        signed_at, created_at, expires_at, limited_by FROM shares`,
    );
    const { items, problems } = repository.list();
    expect(items.map((item) => item.id)).toEqual(['good']);
    expect(problems).toEqual([{ table: 'shares', id: 'bad', reason: 'does not fit: method' }]);
  });

  it('counts opens up to their limit, and takes one file only', () => {
    const repository = createSharesRepository(database);
    repository.add(stored('own', { how: 'own', tokenHash: 'aa', maxOpens: 2, keys: ['a', 'b'], passCheck: 's.h' }));
    expect([1, 2, 3].map((at) => repository.countOpen('own', at))).toEqual([true, true, false]);
    repository.uncountOpen('own');
    expect(repository.receive('own', { key: 'k', size: 1, at: 5 })).toBe(true);
    expect(repository.receive('own', { key: 'other', size: 1, at: 6 })).toBe(false);
    const [record] = repository.list().items;
    expect(record).toMatchObject({ opens: 1, maxOpens: 2, lastOpenedAt: 2, keys: ['a', 'b'], received: { key: 'k' } });
    repository.renew('own', 'bb');
    expect(repository.list().items[0]?.tokenHash).toBe('bb');
    repository.end('own', 10);
    expect(repository.list().items[0]).toMatchObject({ expiresAt: 10 });
    expect(repository.list().items[0]?.tokenHash).toBeUndefined();
  });

  it('051 > a link of the version before keeps what it was', () => {
    const older = join(home, 'older');
    const before = openDatabase({ home: older, log() {}, migrations: [app, sharesStep] });
    before.sql.exec(
      `INSERT INTO shares VALUES ('old', 'c', 'AK', 'b', 'k', 'GET', 'inline', 60, 1000, 1500, 61000, 'asked')`,
    );
    before.close();
    const newer = openDatabase({ home: older, log() {} });
    expect(createSharesRepository(newer).list()).toMatchObject({
      items: [{ id: 'old', how: 'signature', kind: 'object', opens: 0 }],
      problems: [],
    });
    newer.close();
  });

  it('020 > comes to a database that was made without it', () => {
    const older = join(home, 'older');
    openDatabase({ home: older, log() {}, migrations: [app] }).close();
    const newer = openDatabase({ home: older, log() {} });
    expect(createSharesRepository(newer).list()).toEqual({ items: [], problems: [] });
    newer.close();
  });
});
