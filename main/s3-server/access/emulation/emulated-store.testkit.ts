import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { allRights, createS3Server, openStorage, type AccessKey, type EmulatedStore } from '../../index.ts';
import { createTestClient, type RawAnswer, type RawRequest, type SigningOptions } from '../../s3-server.testkit.ts';
import { emulate } from './emulated-stores.ts';
import type { StoreRulesOptions } from './store-rules.ts';

/** An emulated store on a temporary folder, and clients for it. */
export interface Store {
  readonly root: string;
  readonly port: number;
  readonly endpoint: string;
  send(raw: RawRequest, options?: SigningOptions): Promise<RawAnswer>;
  presigned(raw: RawRequest, options?: SigningOptions): Promise<RawAnswer>;
  sdk(): S3Client;
  close(): Promise<void>;
}

/** A store with the folder volumes (disks) and buckets named, all of user `ann`. */
export async function startStore(
  name: EmulatedStore,
  places: { disks?: readonly string[]; buckets?: readonly string[] },
  options: StoreRulesOptions = {},
): Promise<Store> {
  const home = await mkdtemp(join(tmpdir(), 'quayside-store-'));
  const storage = await openStorage({ root: join(home, 'root'), fast: true });
  const store = emulate(name, options);
  const { region } = store;
  for (const disk of places.disks ?? []) {
    await mkdir(join(home, disk));
    await storage.createBucket({ name: disk, owner: 'ann', region, kind: 'folder', folder: join(home, disk) });
  }
  for (const bucket of places.buckets ?? []) await storage.createBucket({ name: bucket, owner: 'ann', region });
  const key: AccessKey = { accessKeyId: 'AK', secret: 'SK', user: 'ann', scope: allRights };
  const keys = { find: (id: string) => (id === 'AK' ? key : undefined) };
  const server = createS3Server({ storage, keys, region, storeOf: () => store });
  const endpoint = await server.listen();
  const port = Number(new URL(endpoint).port);
  const client = createTestClient(port);
  const closing: (() => Promise<void>)[] = [];
  closing.push(async () => {
    await server.close({ deadlineMs: 200 });
    await storage.close();
    await rm(home, { recursive: true, force: true });
  });
  return {
    root: home,
    port,
    endpoint,
    close: async () => {
      for (const close of closing.splice(0).toReversed()) await close();
    },
    send: (raw, signing) => client.send(raw, { region, ...signing }),
    presigned: (raw, signing) => client.sendPresigned(raw, { region, ...signing }),
    sdk() {
      const sdk = new S3Client({
        endpoint,
        region,
        credentials: { accessKeyId: 'AK', secretAccessKey: 'SK' },
        forcePathStyle: true,
        maxAttempts: 1,
        requestChecksumCalculation: 'WHEN_REQUIRED',
      });
      closing.push(async () => sdk.destroy());
      return sdk;
    },
  };
}

export const put = (path: string, body: string, headers: Record<string, string> = {}): RawRequest => ({
  method: 'PUT',
  path,
  body,
  headers,
});
export const list = (path: string, ...query: [string, string][]): RawRequest => ({
  path,
  query: [['list-type', '2'], ...query],
});
export const outcome = ({ status, code }: RawAnswer) => [status, code];
export const tokenOf = (answer: RawAnswer) => /<NextContinuationToken>(.*?)</.exec(answer.text)?.[1];

/** Sends the head of a PUT and none of its bytes: what is too large is refused by its length alone. */
export async function announce(store: Store, path: string, length: number, region: string): Promise<string> {
  const client = createTestClient(store.port);
  const { headers } = client.sign({ method: 'PUT', path }, { payload: 'UNSIGNED-PAYLOAD', region });
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const socket = connect(store.port, '127.0.0.1');
  socket.write(`PUT ${path} HTTP/1.1\r\n${lines.join('')}Content-Length: ${length}\r\n\r\n`);
  const text = await new Promise<string>((resolve) =>
    socket.once('data', (piece: Buffer) => resolve(piece.toString())),
  );
  socket.destroy();
  return text;
}
