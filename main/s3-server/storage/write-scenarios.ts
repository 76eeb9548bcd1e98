import { createHash } from 'node:crypto';
import { crashBody } from './crash-body.ts';
import type { BucketKind, ObjectRecord, PartRecord, Storage, UploadRecord } from './storage.ts';
import { BUCKET } from './storage-kit.ts';

/** A way to change a storage, for the tests that make it fail at each step. */
export interface WriteScenario {
  readonly name: string;
  readonly kinds: readonly BucketKind[];
  readonly prepare: (storage: Storage) => Promise<void>;
  /** The change; the test makes it fail. */
  readonly act: (storage: Storage) => Promise<unknown>;
  /** What `key` may hold: before, and once it was answered. */
  readonly before: Buffer | undefined;
  readonly after: Buffer | undefined;
}

export const KEY = 'dir/k';

const old = crashBody(KEY, 0, 40_000);
/** Some of it goes past the cache and some does not, and it ends in the middle of a block. */
const large = crashBody(KEY, 1, 2_300_001);
const small = crashBody(KEY, 2, 5000);
/** What the key holds after each step of a process that is killed at its system calls; undefined where it was deleted. */
export const writeSteps: readonly (Buffer | undefined)[] = [small, crashBody(KEY, 3, 1_300_001), undefined];

const both: readonly BucketKind[] = ['object', 'folder'];

export async function put(storage: Storage, key: string, body: Buffer): Promise<ObjectRecord> {
  const writer = await storage.writeObject(BUCKET, key);
  try {
    await writer.write(body);
  } catch (error) {
    await writer.abort();
    throw error;
  }
  return await writer.commit({ etag: createHash('md5').update(body).digest('hex'), metadata: { user: {} } });
}

/** Undefined where there is none. */
export async function get(storage: Storage, key: string): Promise<Buffer | undefined> {
  try {
    const reader = await storage.openObject(BUCKET, key);
    try {
      const pieces: Buffer[] = [];
      for await (const piece of reader.read({ start: 0, end: reader.record.size })) pieces.push(Buffer.from(piece));
      return Buffer.concat(pieces);
    } finally {
      await reader.close();
    }
  } catch (error) {
    if ((error as { code?: unknown }).code === 'NoSuchKey') return undefined;
    throw error;
  }
}

async function putPart(storage: Storage, upload: UploadRecord, partNumber: number, body: Buffer): Promise<PartRecord> {
  const writer = await storage.writePart(upload, partNumber);
  try {
    await writer.write(body);
  } catch (error) {
    await writer.abort();
    throw error;
  }
  return await writer.commit({ etag: `etag-${partNumber}` });
}

const create = (storage: Storage): Promise<UploadRecord> =>
  storage.createUpload({ bucket: BUCKET, key: KEY, initiator: 'user', metadata: { user: {} } });

/** The one upload there is; a second try finds the one of the first. */
async function uploadOf(storage: Storage): Promise<UploadRecord> {
  const { uploads } = await storage.listUploads(BUCKET, { prefix: '', delimiter: '', limit: 10 });
  const [upload] = uploads;
  if (!upload) throw new Error('There is no upload.');
  return upload;
}

const putOld = async (storage: Storage): Promise<void> => void (await put(storage, KEY, old));

async function beginUpload(storage: Storage): Promise<void> {
  await putOld(storage);
  const upload = await create(storage);
  await putPart(storage, upload, 1, large.subarray(0, 900_000));
  await putPart(storage, upload, 2, large.subarray(900_000));
  await putPart(storage, upload, 3, small);
}

export const writeScenarios: readonly WriteScenario[] = [
  {
    name: 'PUT of a new object',
    kinds: both,
    prepare: async () => undefined,
    act: (storage) => put(storage, KEY, large),
    before: undefined,
    after: large,
  },
  {
    name: 'PUT over an object',
    kinds: both,
    prepare: putOld,
    act: (storage) => put(storage, KEY, large),
    before: old,
    after: large,
  },
  {
    name: 'PUT of a small object over one',
    kinds: both,
    prepare: putOld,
    act: (storage) => put(storage, KEY, small),
    before: old,
    after: small,
  },
  {
    name: 'UploadPart again',
    kinds: both,
    prepare: beginUpload,
    act: async (storage) => putPart(storage, await uploadOf(storage), 2, large.subarray(900_000)),
    before: old,
    after: old,
  },
  {
    name: 'CompleteMultipartUpload',
    kinds: both,
    prepare: beginUpload,
    act: async (storage) => {
      const upload = await uploadOf(storage);
      const parts = await storage.listParts(upload, { limit: 2 });
      return storage.completeUpload(upload, { etag: 'e-2', parts });
    },
    before: old,
    after: large,
  },
  {
    name: 'AbortMultipartUpload',
    kinds: both,
    prepare: beginUpload,
    act: async (storage) => storage.abortUpload(await uploadOf(storage)),
    before: old,
    after: old,
  },
  {
    name: 'copy that moves bytes',
    kinds: both,
    prepare: async (storage) => {
      await putOld(storage);
      await put(storage, 'source', large);
    },
    act: async (storage) => {
      const bytes = await get(storage, 'source');
      return put(storage, KEY, bytes ?? Buffer.alloc(0));
    },
    before: old,
    after: large,
  },
  {
    name: 'copy that shares bytes',
    kinds: ['object'],
    prepare: async (storage) => {
      await putOld(storage);
      await put(storage, 'source', large);
    },
    act: async (storage) => {
      const record = await storage.headObject(BUCKET, 'source');
      return storage.cloneObject({ bucket: BUCKET, record }, { bucket: BUCKET, key: KEY }, record);
    },
    before: old,
    after: large,
  },
  {
    name: 'RenameObject over an object',
    kinds: both,
    prepare: async (storage) => {
      await putOld(storage);
      await put(storage, 'source', large);
    },
    act: (storage) => storage.renameObject(BUCKET, 'source', KEY),
    before: old,
    after: large,
  },
  {
    name: 'DeleteObject',
    kinds: both,
    prepare: putOld,
    act: (storage) => storage.deleteObject(BUCKET, KEY),
    before: old,
    after: undefined,
  },
];
