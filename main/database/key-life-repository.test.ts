import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { ConnectionId } from '../../preload/contract/index.ts';
import { createKeyLifeRepository, createServerKeysRepository, openDatabase } from './index.ts';
import { migration as app } from './migrations/001-app.ts';

const c = 'c' as ConnectionId;
const log = () => {};

it('key life > gives back what was saved, and tells of a damaged record beside the good ones', () => {
  const home = mkdtempSync(join(tmpdir(), 'quayside-key-life-'));
  const database = openDatabase({ home, log });
  try {
    const repository = createKeyLifeRepository(database);
    repository.saveFacts({ connectionId: c, accessKeyId: 'AK', since: 5, expiresAt: 9 });
    expect(repository.facts()).toEqual({
      items: [{ connectionId: c, accessKeyId: 'AK', since: 5, expiresAt: 9 }],
      problems: [],
    });
    const secret = { place: 'keychain' as const, account: 'store-api:c' };
    repository.saveApi({ connectionId: c, address: 'https://api.example', secret });
    repository.saveApi({ connectionId: 'd' as ConnectionId, address: 'https://iam.example' });
    expect(repository.apis().items).toEqual([
      { connectionId: c, address: 'https://api.example', secret },
      { connectionId: 'd', address: 'https://iam.example', secret: undefined },
    ]);
    const replacement = {
      id: 'r',
      at: 1,
      keptUntil: 2,
      oldAccessKeyId: 'old',
      newAccessKeyId: 'new',
      connectionIds: [c],
      secret,
    };
    repository.saveReplacement(replacement);
    expect(repository.replacements().items).toEqual([replacement]);
    database.sql.exec("INSERT INTO store_apis VALUES ('e', 'ftp://nowhere', NULL, NULL)");
    expect(repository.apis()).toMatchObject({ items: [{ connectionId: c }, {}], problems: [{ id: 'e' }] });
    repository.removeFacts(c);
    repository.removeApi(c);
    repository.removeReplacement('r');
    expect([repository.facts().items, repository.replacements().items]).toEqual([[], []]);
  } finally {
    database.close();
    rmSync(home, { recursive: true, force: true });
  }
});

it('050 > keys of the version before go on without an end', () => {
  const home = mkdtempSync(join(tmpdir(), 'quayside-key-life-'));
  try {
    const first = openDatabase({ home, log, migrations: [app] });
    first.sql.exec(`INSERT INTO server_keys VALUES ('k1', 'QSAAAAAAAAAAAAAAAAAA', 'Laptop', '"*"',
      '{"read":true,"write":false,"delete":false,"admin":false}', 'keychain', 'server-key:k1', 1750000000000, NULL, 4);`);
    first.close();
    const database = openDatabase({ home, log });
    const [key] = createServerKeysRepository(database).list().items;
    expect(key).toMatchObject({ id: 'k1', requests: 4 });
    expect(key?.expiresAt).toBeUndefined();
    database.close();
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});
