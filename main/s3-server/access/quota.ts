import { S3Error } from '../errors/index.ts';
import type { Storage } from '../storage/storage.ts';

/** Bytes; undefined for no end. */
export interface QuotaLimits {
  readonly storage: number | undefined;
  /** Bodies sent to clients in one calendar month (UTC). */
  readonly transfer: number | undefined;
}

export interface QuotaRequest {
  /** As S3 names it. */
  readonly operation: string;
  readonly bucket: string;
  readonly key: string;
  /** The body's size, where the client said it. */
  readonly bytes?: number;
  /** What is copied. */
  readonly source?: { readonly bucket: string; readonly key: string };
}

/** Tells how a request that was let through ended; must be called once. */
export type QuotaSettlement = (end: { readonly done: boolean; readonly bytesOut: number }) => void;

/** What the buckets of one user may hold and send. */
export interface Quota {
  limits: QuotaLimits;
  /** Throws QuotaExceeded; MissingContentLength where there is a limit and nobody says how much comes. */
  admit(request: QuotaRequest): Promise<QuotaSettlement>;
  usage(): Promise<{ readonly storage: number; readonly transfer: number; readonly month: string }>;
}

/** What adds bytes by its body or by its source. The bytes of a completion were counted with its parts. */
const growing = new Set(['PutObject', 'PostObject', 'UploadPart', 'CopyObject', 'UploadPartCopy']);
const changing = new Set([
  ...growing,
  'CompleteMultipartUpload',
  'DeleteObject',
  'DeleteObjects',
  'RenameObject',
  'DeleteBucket',
]);

/**
 * What is stored is counted once by listing, and again after a change whose effect on the sum is not known beforehand.
 * Bodies on their way count from the start, so that many at once cannot pass the limit together.
 */
export function createQuota(options: {
  storage: Storage;
  user: string;
  limits: QuotaLimits;
  now: () => number;
}): Quota {
  const { storage, user, now } = options;
  let counted: Promise<number> | undefined;
  let known = 0;
  let reserved = 0;
  let transferred = { month: '', bytes: 0 };
  const month = (): string => new Date(now()).toISOString().slice(0, 7);
  const transferOf = (): number => (transferred.month === month() ? transferred.bytes : 0);

  async function used(): Promise<number> {
    counted ??= count().then((sum) => (known = sum));
    await counted;
    return known;
  }
  async function count(): Promise<number> {
    let sum = 0;
    for (const bucket of await storage.listBuckets()) {
      if (bucket.owner === user) sum += await sizeOf(storage, bucket.name);
    }
    return sum;
  }

  async function isOwn(bucket: string): Promise<boolean> {
    try {
      return (await storage.getBucket(bucket)).owner === user;
    } catch (error) {
      if (error instanceof S3Error && error.code === 'NoSuchBucket') return false;
      throw error;
    }
  }
  async function growthOf({ operation, bucket, key, bytes, source }: QuotaRequest): Promise<number> {
    if (source) return (await isOwn(source.bucket)) ? await storedSize(storage, source.bucket, source.key) : 0;
    if (bytes === undefined) throw new S3Error('MissingContentLength');
    const replaces = operation === 'PutObject' || operation === 'PostObject';
    return replaces ? bytes - (await storedSize(storage, bucket, key)) : bytes;
  }

  /** Of two writes of one key at once neither knows what it replaced. */
  const writing = new Map<string, { running: number; contested: boolean }>();
  function enterKey(place: string): () => boolean {
    const entry = writing.get(place) ?? { running: 0, contested: false };
    writing.set(place, entry);
    entry.running += 1;
    entry.contested ||= entry.running > 1;
    return () => {
      entry.running -= 1;
      if (entry.running === 0) writing.delete(place);
      return !entry.contested;
    };
  }

  const quota: Quota = {
    limits: options.limits,
    async admit(request) {
      const { limits } = quota;
      const { operation, bucket } = request;
      if (!(await isOwn(bucket))) return () => undefined;
      if (operation === 'GetObject' && limits.transfer !== undefined && transferOf() >= limits.transfer) {
        throw exceeded('transfer', limits.transfer);
      }
      let growth: number | undefined;
      if (limits.storage !== undefined && growing.has(operation)) {
        growth = await growthOf(request);
        if (growth > 0 && (await used()) + reserved + growth > limits.storage) {
          throw exceeded('storage', limits.storage);
        }
        reserved += growth;
      }
      const leave = growth === undefined ? undefined : enterKey(`${bucket}/${request.key}`);
      return ({ done, bytesOut }) => {
        if (growth !== undefined) reserved -= growth;
        const alone = leave?.() ?? true;
        if (done && changing.has(operation)) {
          const sure = alone && growth !== undefined && (operation === 'PutObject' || operation === 'UploadPart');
          if (sure && counted) known += growth ?? 0;
          else counted = undefined;
        }
        transferred = { month: month(), bytes: transferOf() + bytesOut };
      };
    },
    usage: async () => ({ storage: await used(), transfer: transferOf(), month: month() }),
  };
  return quota;
}

async function storedSize(storage: Storage, bucket: string, key: string): Promise<number> {
  try {
    return (await storage.headObject(bucket, key)).size;
  } catch (error) {
    if (error instanceof S3Error && error.status < 500) return 0;
    throw error;
  }
}

async function sizeOf(storage: Storage, bucket: string): Promise<number> {
  let sum = 0;
  for (let after: string | undefined; ;) {
    const page = await storage.listObjects(bucket, {
      prefix: '',
      delimiter: '',
      limit: 1000,
      ...(after === undefined ? {} : { after, resume: true }),
    });
    for (const record of page.objects) sum += record.size;
    if (!page.isTruncated || page.next === undefined) return sum;
    after = page.next;
  }
}

const exceeded = (which: 'storage' | 'transfer', limit: number): S3Error =>
  new S3Error('QuotaExceeded', {
    message:
      which === 'storage'
        ? 'The storage quota of this workspace is used up.'
        : 'The transfer quota of this month is used up.',
    details: { Limit: String(limit) },
  });
