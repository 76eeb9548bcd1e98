import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  createConnectionsRepository,
  createServerKeysRepository,
  createSettingsRepository,
  openDatabase,
} from '../index.ts';
import { migration } from './001-app.ts';

it('a database of the first version opens with all later steps and keeps its rows', () => {
  const home = mkdtempSync(join(tmpdir(), 'quayside-first-'));
  const log = () => {};
  try {
    const first = openDatabase({ home, log, migrations: [migration] });
    // Written as the first version wrote them: not through today's repositories.
    first.sql.exec(`
      INSERT INTO connections VALUES ('c1', 'Lab', 'aws', 'https://s3.eu-central-1.amazonaws.com', 'eu-central-1',
        'virtual', 'AKIA1', 'keychain', 'connection:c1', 0, '["data"]', 1750000000000, NULL);
      INSERT INTO server_keys VALUES ('k1', 'QSAAAAAAAAAAAAAAAAAA', 'Laptop', '"*"',
        '{"read":true,"write":false,"delete":false,"admin":false}', 'keychain', 'server-key:k1', 1750000000000, NULL, 4);
      INSERT INTO settings VALUES ('vault.choice', '{"place":"keychain","reluctant":false}');`);
    first.close();

    const database = openDatabase({ home, log });
    expect(database.problems).toEqual([]);
    expect(createConnectionsRepository(database).list()).toMatchObject({
      items: [{ id: 'c1', name: 'Lab', provider: 'aws', pinnedBuckets: ['data'], secretAccount: 'connection:c1' }],
      problems: [],
    });
    expect(createServerKeysRepository(database).list()).toMatchObject({
      items: [{ id: 'k1', requests: 4 }],
      problems: [],
    });
    expect(createSettingsRepository(database).read('vault.choice')).toEqual({ place: 'keychain', reluctant: false });
    database.close();
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});

it('has no column for a secret', () => {
  const home = mkdtempSync(join(tmpdir(), 'quayside-first-'));
  try {
    const database = openDatabase({ home, log() {}, migrations: [migration] });
    const rows = database.sql
      .prepare(
        "SELECT t.name || '.' || c.name AS name FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table'",
      )
      .all();
    database.close();
    expect(rows.map((row) => String(row.name)).filter((name) => /secret|token|pass/i.test(name))).toEqual([
      'connections.secret_place',
      'connections.secret_account',
      'server_keys.secret_place',
      'server_keys.secret_account',
      'secrets_to_erase.place',
      'secrets_to_erase.account',
      'sessions.token_hash',
    ]);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});
