import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  allRights,
  createLinkSigner,
  createManagementServer,
  createMemoryKeyStore,
  createQuota,
  createS3Server,
  createStaticKeys,
  emulate,
  joinKeySources,
  openStorage,
} from '../index.ts';
import { createTestClient, type RawAnswer, type TestClient } from '../s3-server.testkit.ts';

export const token = 'correct-horse-battery';
export const region = 'eu-central';

export interface Reply {
  readonly status: number;
  readonly json: Record<string, unknown>;
  readonly text: string;
}

/** A management listener and the S3 listener beside it, as Runsite; the workspace is the user `ann`. */
export interface ManagedServer {
  /** The address of the management listener. */
  readonly base: string;
  readonly s3: TestClient;
  /** What the server could not do. */
  readonly failures: readonly unknown[];
  /** Milliseconds that both clocks are ahead. */
  ahead: number;
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>;
  put(path: string, body: string, key?: { id: string; secret: string }): Promise<RawAnswer>;
  close(): Promise<void>;
}

export async function startManagedServer(): Promise<ManagedServer> {
  const root = await mkdtemp(join(tmpdir(), 'quayside-management-'));
  const storage = await openStorage({ root, fast: true });
  const failures: unknown[] = [];
  const now = (): number => Date.now() + managed.ahead;
  const keys = createMemoryKeyStore();
  let endpoint = '';
  const links = createLinkSigner({ secret: Buffer.from('links'), endpoint: () => endpoint, region });
  const user = 'ann';
  const quota = createQuota({ storage, user, limits: { storage: undefined, transfer: undefined }, now });
  const given = createStaticKeys([
    { accessKeyId: 'AK', secret: 'SK', user, scope: allRights },
    { accessKeyId: 'BK', secret: 'SB', user: 'ben', scope: allRights },
  ]);
  const store = emulate('runsite');
  const server = createS3Server({
    storage,
    keys: joinKeySources([given, keys, links]),
    region,
    now,
    quota,
    storeOf: () => store,
  });
  endpoint = await server.listen();
  const s3 = createTestClient(Number(new URL(endpoint).port));
  const management = createManagementServer({
    workspace: { storage, user, region, keys, links, quota, now },
    token,
    onFailure: (_id, error) => failures.push(error),
  });
  const base = await management.listen({ port: 0 });
  const managed: ManagedServer = {
    base,
    s3,
    failures,
    ahead: 0,
    async call(method, path, body, headers = {}) {
      const answer = await fetch(base + path, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await answer.text();
      return {
        status: answer.status,
        text,
        json: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>,
      };
    },
    put: (path, body, key) =>
      s3.send({ method: 'PUT', path, body }, { region, ...(key ? { accessKeyId: key.id, secret: key.secret } : {}) }),
    async close() {
      await management.close();
      await server.close({ deadlineMs: 200 });
      await storage.close();
      await rm(root, { recursive: true, force: true });
    },
  };
  return managed;
}

export const codeOf = ({ status, json }: Reply): unknown[] => [
  status,
  (json['error'] as { code?: string } | undefined)?.code,
];
