import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStorage, type StoragePorts } from './open-storage.ts';
import type {
  BucketKind,
  ByteRange,
  ListQuery,
  ObjectMetadata,
  ObjectRecord,
  PartRecord,
  Storage,
  UploadRecord,
  WriteConditions,
} from './storage.ts';

/** For tests of this room and benches: a bucket in a temporary folder, and short ways to put and get. */
export interface Kit {
  readonly kind: BucketKind;
  readonly root: string;
  readonly folder: string;
  readonly storage: Storage;
  put(key: string, body: Uint8Array | string, options?: PutOptions): Promise<ObjectRecord>;
  get(key: string, range?: ByteRange): Promise<Buffer>;
  text(key: string): Promise<string>;
  keys(query?: Partial<ListQuery>): Promise<string[]>;
  /** Every page of a listing after one another: keys and common prefixes in the order they were given. */
  listAll(query: Partial<ListQuery>): Promise<{ keys: string[]; prefixes: string[]; pages: number }>;
  upload(key: string, metadata?: ObjectMetadata): Promise<UploadRecord>;
  part(upload: UploadRecord, number: number, body: Uint8Array | string): Promise<PartRecord>;
  reopen(): Promise<void>;
  dispose(): Promise<void>;
}

export interface PutOptions {
  readonly metadata?: ObjectMetadata;
  readonly conditions?: WriteConditions;
}

export const BUCKET = 'b';

export function md5(body: Uint8Array | string): string {
  return createHash('md5').update(body).digest('hex');
}

export function noise(size: number): Buffer {
  return randomBytes(size);
}

/** The files below a directory, as paths from it, sorted. */
export async function filesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .sort();
}

export async function makeKit(kind: BucketKind, ports: StoragePorts & { fast?: boolean } = {}): Promise<Kit> {
  const root = await mkdtemp(join(tmpdir(), 'quayside-storage-'));
  const folder = await mkdtemp(join(tmpdir(), 'quayside-folder-'));
  const { fast = false } = ports;
  let storage = await openStorage({ root, fast }, ports);
  await storage.createBucket({
    name: BUCKET,
    owner: 'user',
    region: 'us-east-1',
    kind,
    ...(kind === 'folder' ? { folder } : {}),
  });

  const kit: Kit = {
    kind,
    root,
    folder,
    get storage() {
      return storage;
    },
    async put(key, body, options = {}) {
      const writer = await storage.writeObject(BUCKET, key);
      try {
        await writer.write(Buffer.from(body));
      } catch (error) {
        await writer.abort();
        throw error;
      }
      return writer.commit({ etag: md5(body), metadata: { user: {} }, ...options });
    },
    async get(key, range) {
      const reader = await storage.openObject(BUCKET, key);
      try {
        const chunks: Buffer[] = [];
        for await (const chunk of reader.read(range ?? { start: 0, end: reader.record.size })) {
          chunks.push(Buffer.from(chunk));
        }
        return Buffer.concat(chunks);
      } finally {
        await reader.close();
      }
    },
    async text(key) {
      return (await kit.get(key)).toString('utf8');
    },
    async keys(query = {}) {
      return (await kit.listAll(query)).keys;
    },
    async listAll(query) {
      const keys: string[] = [];
      const prefixes: string[] = [];
      let pages = 0;
      let position: Pick<ListQuery, 'after' | 'resume'> = {};
      for (;;) {
        const page = await storage.listObjects(BUCKET, {
          prefix: '',
          delimiter: '',
          limit: 1000,
          ...query,
          ...position,
        });
        pages += 1;
        keys.push(...page.objects.map((object) => object.key));
        prefixes.push(...page.commonPrefixes);
        if (!page.isTruncated) return { keys, prefixes, pages };
        if (page.next === undefined) throw new Error('A truncated page must name the next one.');
        position = { after: page.next, resume: true };
      }
    },
    upload: (key, metadata = { user: {} }) =>
      storage.createUpload({ bucket: BUCKET, key, initiator: 'user', metadata }),
    async part(upload, number, body) {
      const writer = await storage.writePart(upload, number);
      try {
        await writer.write(Buffer.from(body));
      } catch (error) {
        await writer.abort();
        throw error;
      }
      return writer.commit({ etag: md5(body) });
    },
    async reopen() {
      await storage.close();
      storage = await openStorage({ root, fast }, ports);
    },
    async dispose() {
      await storage.close();
      await rm(root, { recursive: true, force: true });
      await rm(folder, { recursive: true, force: true });
    },
  };
  return kit;
}
