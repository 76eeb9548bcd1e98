import { describe, expect, it } from 'vitest';
import { refusal, roomOf, table } from './import-table.js';

describe('the import table', () => {
  it('gives a file the room with the longest matching name', () => {
    expect(roomOf('main/s3-server/http/router.ts')).toBe('main/s3-server/http');
    expect(roomOf('main/s3-server/cli.ts')).toBe('main/s3-server');
    expect(roomOf('main/backend.ts')).toBe('main');
    expect(roomOf('renderer/features/browser/table.tsx')).toBe('renderer/features/browser');
  });

  it('lets a room import itself, node, and the rooms of its row', () => {
    expect(refusal('main/vault/vault.ts', './secret.ts')).toBeUndefined();
    expect(refusal('main/vault/vault.ts', 'node:crypto')).toBeUndefined();
    expect(refusal('main/vault/vault.ts', '../base/index.ts')).toBeUndefined();
  });

  it.each([
    ['main/vault/vault.ts', '../volumes/index.ts'],
    ['main/vault/vault.ts', '../base/../volumes/index.ts'],
    ['main/s3-server/operations/put-object.ts', '../http/router.ts'],
    ['main/transfers/queue.ts', 'electron'],
    ['main/backend.ts', './hosts/headless/entry.ts'],
    ['renderer/features/keys/screen.tsx', '../shares/index.ts'],
    ['renderer/ui/button.tsx', '../rpc/client.ts'],
    ['renderer/lib/format.ts', 'react'],
    ['preload/contract/errors.ts', '../rpc/transport.ts'],
    ['main/base/clock.ts', 'zod'],
  ])('refuses %s importing %s', (file, specifier) => {
    expect(refusal(file, specifier)).toMatch(/may not import/);
  });

  it('lets only the hosts and the bridge import electron', () => {
    const allowed = Object.keys(table).filter((room) => table[room]?.packages?.includes('electron'));
    expect(allowed.sort()).toEqual(['main/hosts', 'preload/bridge']);
  });

  it('lets tests use real parts of the backend, but not a feature use another', () => {
    expect(refusal('main/volumes/volume.test.ts', '../s3-server/index.ts')).toBeUndefined();
    expect(refusal('renderer/features/keys/keys.test.ts', '../shares/store.ts')).toMatch(/may not import/);
  });
});
