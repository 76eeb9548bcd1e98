import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AppError, contract, type GrantId } from '../../preload/contract/index.ts';
import { systemClock } from '../base/index.ts';
import { openDatabase } from '../database/index.ts';
import { createLocalServer } from '../local-server/index.ts';
import type { Grants } from '../ports/index.ts';
import { createVault } from '../vault/index.ts';
import { createFakeKeychain } from '../vault/testing/fake-keychain.testkit.ts';
import { createServerHandlers } from './server.ts';
import { createVaultHandlers } from './vault.ts';

const context = { signal: new AbortController().signal, session: 'mine' };
let top: string;
beforeAll(() => (top = mkdtempSync(join(tmpdir(), 'quayside-handlers-'))));
afterAll(() => rmSync(top, { recursive: true, force: true }));

it('vault and server: every answer fits the contract; a folder is taken from a grant of the same session only', async () => {
  const options = { home: join(top, 'home'), clock: systemClock, log() {} };
  const database = openDatabase(options);
  const vault = createVault({ ...options, database, keychain: createFakeKeychain('no-service') });
  await vault.start();
  const handlers = createVaultHandlers({ vault });
  const live = await handlers.watch({}, context);
  expect(contract.vault.watch.snapshot.parse(await live.snapshot()).state).toBe('choose');
  await expect(handlers.useKeychain({}, context)).rejects.toMatchObject({ code: 'SECRET_STORE_UNAVAILABLE' });
  expect(await handlers.usePassphraseFile({ passphrase: 'correct horse' }, context)).toEqual({});
  expect(contract.vault.watch.snapshot.parse(await live.snapshot())).toMatchObject({
    state: 'ready',
    fileExists: true,
  });
  expect(await handlers.lock({}, context)).toEqual({});
  expect(await handlers.useSession({}, context)).toEqual({});

  const localServer = createLocalServer({ ...options, database, vault });
  await localServer.start();
  const folder = join(top, 'shown');
  mkdirSync(folder);
  const grants: Pick<Grants, 'resolve'> = {
    resolve(id, session) {
      if (id !== 'granted' || session !== 'mine') throw new AppError('PATH_NOT_GRANTED');
      return { path: folder, kind: 'folder' };
    },
  };
  const server = createServerHandlers({ localServer, grants });
  expect(contract.server.watch.snapshot.parse(await (await server.watch({}, context)).snapshot()).running).toBe(true);
  const input = { kind: 'folder', name: 'shown', folder: 'granted' as GrantId } as const;
  expect(() => server.createVolume(input, { ...context, session: 'other' })).toThrow('PATH_NOT_GRANTED');
  expect(await server.createVolume(input, context)).toEqual({ bucket: 'shown' });
  expect(await server.restart({}, context)).toEqual({});
  await localServer.stop();
  expect(contract.server.watch.delta.parse(localServer.watch.snapshot()).running).toBe(false);
  await vault.close();
  database.close();
});
