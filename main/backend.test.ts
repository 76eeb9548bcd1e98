import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CallContext } from '../preload/rpc/index.ts';
import { createBackend, type Backend } from './backend.ts';
import type { Ports } from './ports/index.ts';

let home: string;
let backend: Backend | undefined;
const context: CallContext = { signal: new AbortController().signal, session: 'test' };

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'quayside-backend-'));
});
afterEach(async () => {
  await backend?.close();
  backend = undefined;
  rmSync(home, { recursive: true, force: true });
});

async function start(): Promise<Backend> {
  const unavailable = () => Promise.reject(new Error('no keychain'));
  const ports: Ports = {
    paths: { home, userHome: home, temporary: tmpdir() },
    keychain: {
      name: 'none',
      probe: () => Promise.resolve('no-service'),
      store: { place: 'keychain', get: unavailable, set: unavailable, delete: unavailable },
    },
    capabilities: {
      host: 'headless',
      platform: 'linux',
      machine: 'test',
      dropped: 'bytes',
      nativeDialogs: false,
      dragOut: false,
      showInFolder: false,
      openExternal: false,
      notifications: false,
    },
  };
  backend = await createBackend(ports, { version: '0.0.0' });
  return backend;
}

describe('the backend', () => {
  it('has a local volume ready at the first run, with no account, network or keychain', async () => {
    const { handlers } = await start();
    const { connections } = await (await handlers.connections.watch({}, context)).snapshot();
    expect(connections).toMatchObject([{ name: 'This computer', local: true, hasSecret: true, secretPlace: 'memory' }]);
    const [local] = connections;
    if (!local) throw new Error('no local connection');
    const { buckets } = await handlers.buckets.list({ connectionId: local.id }, context);
    expect(buckets).toMatchObject([{ name: 'my-files', local: { kind: 'object' } }]);
  });

  it('refuses a second instance on the same home with a sentence', async () => {
    await start();
    const first = backend;
    await expect(start()).rejects.toMatchObject({ code: 'HOME_IN_USE' });
    backend = first;
  });

  it('starts with damaged records, keeps a copy of them byte for byte, and tells the window', async () => {
    await start();
    await backend?.close();
    const damaged = Buffer.from('this was a database once');
    writeFileSync(join(home, 'quayside.db'), damaged);
    const { handlers } = await start();
    const { setAside } = await handlers.host.capabilities({}, context);
    expect(setAside).toHaveLength(1);
    expect(readFileSync(setAside[0]?.keptAs ?? '')).toEqual(damaged);
  });
});
